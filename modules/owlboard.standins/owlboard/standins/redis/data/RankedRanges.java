package owlboard.standins.redis.data;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import owlboard.clients.redis.resp.Numbers;
import owlboard.clients.redis.resp.Reply;

/** Ranges of sorted sets, by place and by score. */
final class RankedRanges {
    private RankedRanges() {}

    static void define() {
        Commands.reads("zrange", -4, RankedRanges::range);
        Commands.reads("zrevrange", -4, call -> told(call, byRank(call, call.whole(2), call.whole(3), true), 4));
        Commands.reads("zrangebyscore", -4, call -> told(call, byScore(call, call.word(2), call.word(3), false), 4));
        Commands.reads("zrevrangebyscore", -4, call -> told(call, byScore(call, call.word(3), call.word(2), true), 4));
        Commands.reads("zcount", 4, call -> Reply.of(byScore(call, call.word(2), call.word(3), false).size()));
        Commands.reads("zscan", -3, RankedRanges::scan);
    }

    /** {@code ZRANGE key start stop [BYSCORE] [REV] [LIMIT offset count] [WITHSCORES]}. */
    private static Reply range(Call call) {
        boolean byScore = false;
        boolean reverse = false;
        for (int i = 4; i < call.size(); i++) {
            switch (call.option(i)) {
                case "BYSCORE" -> byScore = true;
                case "REV" -> reverse = true;
                case "BYLEX" -> throw new Refused("ERR BYLEX of 'zrange' is not supported");
                default -> { }
            }
        }
        if (!byScore) return told(call, byRank(call, call.whole(2), call.whole(3), reverse), 4);
        return told(call, reverse ? byScore(call, call.word(3), call.word(2), true) : byScore(call, call.word(2), call.word(3), false), 4);
    }

    static List<Value.Rank> byRank(Call call, long start, long stop, boolean reverse) {
        var ranked = call.ranked();
        if (ranked == null) return List.of();
        var span = Span.of(start, stop, ranked.order().size());
        Collection<Value.Rank> order = reverse ? ranked.order().descendingSet() : ranked.order();
        return order.stream().skip(span.from()).limit(span.size()).toList();
    }

    static List<Value.Rank> byScore(Call call, String lowest, String highest, boolean reverse) {
        var low = Bound.of(lowest);
        var high = Bound.of(highest);
        var ranked = call.ranked();
        if (ranked == null) return List.of();
        var from = ranked.order().tailSet(new Value.Rank(low.score, ""));
        var found = new ArrayList<Value.Rank>();
        for (var rank : from) {
            if (rank.score() > high.score || high.without && rank.score() >= high.score) break;
            if (!low.without || rank.score() > low.score) found.add(rank);
        }
        return reverse ? found.reversed() : found;
    }

    private record Bound(double score, boolean without) {
        static Bound of(String text) {
            boolean without = text.startsWith("(");
            var score = Numbers.real(without ? text.substring(1) : text);
            if (score == null) throw new Refused("ERR min or max is not a float");
            return new Bound(score, without);
        }
    }

    private static Reply told(Call call, List<Value.Rank> found, int from) {
        boolean scores = false;
        for (int i = from; i < call.size(); i++) {
            switch (call.option(i)) {
                case "WITHSCORES" -> scores = true;
                case "BYSCORE", "REV" -> { }
                case "LIMIT" -> {
                    long skip = Call.whole(call.after(i));
                    long count = Call.whole(call.after(i + 1));
                    i += 2;
                    long most = count < 0 ? Long.MAX_VALUE : count;
                    found = skip < 0 ? List.of() : found.stream().skip(skip).limit(most).toList();
                }
                default -> throw new Refused(Refused.SYNTAX);
            }
        }
        if (!scores) return new Reply.Items(found.stream().map(rank -> Reply.of(rank.member())).toList());
        return new Reply.Couples(found.stream().flatMap(rank -> Stream.of(Reply.of(rank.member()), new Reply.Real(rank.score()))).toList());
    }

    private static Reply scan(Call call) {
        var options = ScanOptions.of(call, 3);
        var ranked = call.ranked();
        var told = ranked == null ? List.<String>of() : ranked.order().stream().filter(rank -> options.takes(rank.member()))
                .flatMap(rank -> Stream.of(rank.member(), Numbers.text(rank.score()))).toList();
        return new Reply.Items(List.of(Reply.of("0"), Reply.of(told)));
    }
}
