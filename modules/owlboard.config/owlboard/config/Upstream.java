package owlboard.config;

import java.util.List;

/** An {@code upstream} block. Its plain settings (keepalive ...) are in {@code level}. */
public record Upstream(Place place, String name, Level level, Balancing balancing, List<Peer> peers) {
    /**
     * One {@code server} line. {@code address} as written; {@code maxConns} 0 is unlimited; times in milliseconds.
     *
     * @param away {@code owlboard_away}, which a supervisor writes: it does not run, and may be started again any moment
     */
    public record Peer(Place place, String address, int weight, int maxConns, int maxFails, long failTimeoutMillis,
            boolean backup, boolean down, boolean away, boolean resolve, long slowStartMillis, String route) {}

    public sealed interface Balancing {
        record RoundRobin() implements Balancing {}
        record LeastConn() implements Balancing {}
        record IpHash() implements Balancing {}
        record Hash(Template key, boolean consistent) implements Balancing {}
        record Random(boolean two, boolean leastConn) implements Balancing {}
    }
}
