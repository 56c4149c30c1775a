package owlboard.proxy.upstream;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import owlboard.config.Place;
import owlboard.proxy.count.Candidates;

/**
 * The peers of a group by their names, for what was noted of each choice among them: first how, then a number for each peer. It knows no
 * peer, so that a request that is remembered keeps none alive.
 */
final class Ballot implements Candidates {
    /** Of more peers than this only so many are noted. */
    private static final int MOST = 32;
    private static final int BAR_BITS = 4;
    private static final int ACTIVE_BITS = 20;
    private static final int WEIGHT_BITS = 16;
    private static final int MORE_SHIFT = BAR_BITS + ACTIVE_BITS + WEIGHT_BITS;
    private static final int MORE_MOST = (1 << Long.SIZE - MORE_SHIFT - 1) - 1;

    /** Who decided. */
    enum How { RULE, BOUND, BACKUP, LAST_RESORT, NOBODY }

    private final Place place;
    private final String rule;
    private final String[] names;
    private final int primaryCount;
    private final int peerCount;

    /** {@code place}: of the {@code upstream}; null: there is none. */
    Ballot(Place place, String rule, Peer[] primaries, Peer[] backups) {
        this.place = place;
        this.rule = rule;
        primaryCount = primaries.length;
        peerCount = primaries.length + backups.length;
        names = new String[Math.min(MOST, peerCount)];
        for (int i = 0; i < names.length; i++) names[i] = at(primaries, backups, i).shown();
    }

    private static Peer at(Peer[] primaries, Peer[] backups, int i) {
        return i < primaries.length ? primaries[i] : backups[i - primaries.length];
    }

    @Override
    public int factCount() {
        return 1 + names.length;
    }

    /** Under the group's lock, just before the choice, in the room that {@code tried} has for it. */
    long[] note(Peer[] primaries, Peer[] backups, Tried tried, long nowSeconds) {
        var facts = tried.room(factCount());
        for (int i = 0; i < names.length; i++) facts[1 + i] = fact(at(primaries, backups, i), tried, nowSeconds);
        return facts;
    }

    private static long fact(Peer peer, Tried tried, long nowSeconds) {
        var bar = tried.has(peer) ? Bar.TRIED : peer.bar(nowSeconds);
        int more = switch (bar) {
            case NONE -> peer.currentWeight + peer.share(nowSeconds);
            case RESTING -> peer.restSeconds(nowSeconds);
            default -> 0;
        };
        long active = Math.clamp(peer.active.get(), 0, (1 << ACTIVE_BITS) - 1);
        long weight = Math.clamp(peer.weight, 0, (1 << WEIGHT_BITS) - 1);
        return bar.ordinal() | active << BAR_BITS | weight << BAR_BITS + ACTIVE_BITS
                | (long) Math.clamp(more, -MORE_MOST, MORE_MOST) << MORE_SHIFT;
    }

    /** How that choice came out. */
    static void decide(long[] facts, How how, int index) {
        facts[0] = how.ordinal() | (long) index << BAR_BITS;
    }

    private static Bar bar(long fact) {
        return Bar.values()[Math.min((int) fact & (1 << BAR_BITS) - 1, Bar.values().length - 1)];
    }

    private static int active(long fact) {
        return (int) (fact >>> BAR_BITS) & (1 << ACTIVE_BITS) - 1;
    }

    private static int weight(long fact) {
        return (int) (fact >>> BAR_BITS + ACTIVE_BITS) & (1 << WEIGHT_BITS) - 1;
    }

    /** Whose turn it is, more or less; of one that rests, for how many seconds more. */
    private static int more(long fact) {
        return (int) (fact >> MORE_SHIFT);
    }

    /** Whoever reads may see numbers that are being written anew: they are never taken for an index without a look. */
    @Override
    public Choice told(long[] facts, int count) {
        if (count == 0) {
            var only = names.length == 0 ? "" : names[0];
            return new Choice(place, rule, "it is the only server", List.of(new Candidate(only, "asked in any case", 0, 1, false, true)));
        }
        int chosen = (int) (facts[0] >>> BAR_BITS);
        var how = How.values()[Math.min((int) facts[0] & (1 << BAR_BITS) - 1, How.values().length - 1)];
        var all = new ArrayList<Candidate>();
        for (int i = 0; i < names.length && 1 + i < count; i++) {
            long fact = facts[1 + i];
            all.add(new Candidate(names[i], state(fact), active(fact), weight(fact), i >= primaryCount, i == chosen));
        }
        return new Choice(place, rule, why(how, facts, Math.min(count, 1 + names.length), chosen), all);
    }

    private String state(long fact) {
        return switch (bar(fact)) {
            case NONE -> turns() ? "available, its turn " + more(fact) : "available";
            case TRIED -> "had been tried";
            case DOWN -> "down";
            case AWAY -> "not running";
            case UNRESOLVED -> "without an address";
            case UNHEALTHY -> "unhealthy: it fails its checks";
            case CHECKING -> "waited for its first check";
            case DRAINING -> "draining";
            case RESTING -> "left alone after failures, for " + more(fact) + " s more";
            case FULL -> "at its limit (max_conns)";
        };
    }

    private boolean turns() {
        return rule.equals("round_robin") || rule.equals("least_conn");
    }

    private String why(How how, long[] facts, int count, int chosen) {
        var more = peerCount > names.length ? "; of " + peerCount + " servers the first " + names.length + " were noted" : "";
        return switch (how) {
            case BOUND -> "its client is bound to it (sticky)";
            case BACKUP -> "no other server could be chosen, and it is a backup";
            case LAST_RESORT -> "nobody was available: of those left alone it was so longest";
            case NOBODY -> "nobody could be chosen";
            case RULE -> rule(facts, count, chosen);
        } + more;
    }

    private String rule(long[] facts, int count, int chosen) {
        long available = 0;
        for (int i = 1; i < count && i <= primaryCount; i++) if (bar(facts[i]) == Bar.NONE) available++;
        if (available == 1) return rule + ": no other server was available";
        return switch (rule) {
            case "round_robin" -> "round_robin: its turn was the nearest";
            case "least_conn" -> chosen < 0 || chosen + 1 >= count ? rule : leastConn(facts, count, chosen);
            case "ip_hash" -> "ip_hash: the client's address leads to it";
            case "hash", "hash consistent" -> rule + ": the key of the request leads to it";
            case "random two" -> "random two: the better of two that were drawn";
            case "random" -> "random: it was drawn";
            default -> rule + ": the least time to answer, times its requests in progress, over weight";
        };
    }

    private String leastConn(long[] facts, int count, int chosen) {
        long mine = facts[1 + chosen];
        boolean tie = false;
        for (int i = 0; i < primaryCount && 1 + i < count; i++) {
            long other = facts[1 + i];
            tie |= i != chosen && bar(other) == Bar.NONE && (long) active(other) * weight(mine) == (long) active(mine) * weight(other);
        }
        var load = String.format(Locale.ROOT, "%d in progress over weight %d", active(mine), weight(mine));
        return tie ? "least_conn: as few as others, " + load + ", and its turn was the nearest" : "least_conn: the fewest, " + load;
    }
}
