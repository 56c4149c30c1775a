package owlboard.standins.redis.data;

import java.util.ArrayList;
import java.util.List;
import owlboard.clients.redis.resp.Reply;

/** Sorted sets: changing them, and one member of them. */
final class RankedCommands {
    private RankedCommands() {}

    static void define() {
        Commands.writes("zadd", -4, RankedCommands::add);
        Commands.writes("zincrby", 4, call -> increase(call, call.word(3), call.real(2)));
        Commands.removes("zrem", -3, RankedCommands::remove);
        Commands.removes("zpopmin", -2, call -> pop(call, true));
        Commands.removes("zpopmax", -2, call -> pop(call, false));
        Commands.removes("zremrangebyrank", 4, call -> removeAll(call, RankedRanges.byRank(call, call.whole(2), call.whole(3), false)));
        Commands.removes("zremrangebyscore", 4, call -> removeAll(call, RankedRanges.byScore(call, call.word(2), call.word(3), false)));
        Commands.reads("zcard", 2, call -> Reply.of(call.ranked() == null ? 0 : call.ranked().scores().size()));
        Commands.reads("zscore", 3, call -> score(call, call.word(2)));
        Commands.reads("zrank", 3, call -> rank(call, false));
        Commands.reads("zrevrank", 3, call -> rank(call, true));
        RankedRanges.define();
    }

    private static Reply score(Call call, String member) {
        var score = call.ranked() == null ? null : call.ranked().scores().get(member);
        return score == null ? Reply.Nothing.VALUE : new Reply.Real(score);
    }

    private static Reply rank(Call call, boolean fromTop) {
        var ranked = call.ranked();
        var score = ranked == null ? null : ranked.scores().get(call.word(2));
        if (score == null) return Reply.Nothing.VALUE;
        int below = ranked.order().headSet(new Value.Rank(score, call.word(2))).size();
        return Reply.of(fromTop ? ranked.order().size() - 1 - below : below);
    }

    private static Reply add(Call call) {
        Boolean present = null;
        boolean greater = false;
        boolean less = false;
        boolean changes = false;
        boolean increases = false;
        int at = 2;
        options:
        for (; at < call.size(); at++) {
            switch (call.option(at)) {
                case "NX" -> present = false;
                case "XX" -> present = true;
                case "GT" -> greater = true;
                case "LT" -> less = true;
                case "CH" -> changes = true;
                case "INCR" -> increases = true;
                default -> { break options; }
            }
        }
        if (at == call.size() || (call.size() - at) % 2 != 0) throw new Refused(Refused.SYNTAX);
        if (greater && less || Boolean.FALSE.equals(present) && (greater || less))
            throw new Refused("ERR GT, LT, and/or NX options at the same time are not compatible");
        if (increases && call.size() - at != 2) throw new Refused("ERR INCR option supports a single increment-element pair");
        for (int i = at; i < call.size(); i += 2) call.real(i); // all are numbers, before the first is taken
        var ranked = call.database().getOr(call.key(), call.now(), Value.Ranked.class, Value.Ranked::new);
        int fresh = 0;
        int changed = 0;
        Double last = null;
        for (int i = at; i < call.size(); i += 2) {
            var member = call.word(i + 1);
            var old = ranked.scores().get(member);
            double score = call.real(i) + (increases && old != null ? old : 0);
            if (Double.isNaN(score)) throw new Refused("ERR resulting score is not a number (NaN)");
            if (present != null && present != (old != null)) continue;
            if (old != null && (greater && score <= old || less && score >= old)) continue;
            last = score;
            if (old == null) fresh++;
            else if (old != score) changed++;
            ranked.put(member, score);
        }
        if (fresh + changed > 0) call.database().changed(call.key());
        else call.database().tidy(call.key());
        if (increases) return last == null ? Reply.Nothing.VALUE : new Reply.Real(last);
        return Reply.of(changes ? fresh + changed : fresh);
    }

    private static Reply increase(Call call, String member, double by) {
        var ranked = call.ranked();
        double sum = by + (ranked == null ? 0 : ranked.scores().getOrDefault(member, 0.0));
        if (Double.isNaN(sum)) throw new Refused("ERR resulting score is not a number (NaN)");
        call.database().getOr(call.key(), call.now(), Value.Ranked.class, Value.Ranked::new).put(member, sum);
        call.database().changed(call.key());
        return new Reply.Real(sum);
    }

    private static Reply remove(Call call) {
        var ranked = call.ranked();
        if (ranked == null) return Reply.of(0);
        long gone = call.from(2).stream().filter(ranked::remove).count();
        if (gone > 0) call.database().changed(call.key());
        return Reply.of(gone);
    }

    private static Reply removeAll(Call call, List<Value.Rank> going) {
        if (going.isEmpty()) return Reply.of(0);
        var ranked = call.ranked();
        going.forEach(rank -> ranked.remove(rank.member()));
        call.database().changed(call.key());
        return Reply.of(going.size());
    }

    private static Reply pop(Call call, boolean lowest) {
        long count = call.size() == 2 ? 1 : call.whole(2);
        if (count < 0) throw new Refused("ERR value is out of range, must be positive");
        var told = new ArrayList<Reply>();
        var ranked = call.ranked();
        for (long i = count; ranked != null && i > 0 && !ranked.order().isEmpty(); i--) {
            var rank = lowest ? ranked.order().first() : ranked.order().last();
            ranked.remove(rank.member());
            told.add(Reply.of(rank.member()));
            told.add(new Reply.Real(rank.score()));
        }
        if (!told.isEmpty()) call.database().changed(call.key());
        return call.size() == 2 ? new Reply.Items(told) : new Reply.Couples(told);
    }
}
