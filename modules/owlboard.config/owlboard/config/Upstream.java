package owlboard.config;

import java.util.List;

/** An {@code upstream} block. Its plain settings (keepalive ...) are in {@code level}. */
public record Upstream(Place place, String name, Level level, Balancing balancing, List<Peer> peers) {
    /**
     * One {@code server} line. {@code address} as written; {@code maxConns} 0 is unlimited; times in milliseconds.
     *
     * @param away {@code owlboard_away}, which a supervisor writes: it does not run, and may be started again any moment
     * @param drain only clients that are bound to it by {@code sticky} get there
     * @param service its SRV records (RFC 2782) tell servers, ports and weights; null: its addresses are the servers
     * @param route its name for {@code sticky}; null: one is made of its address
     */
    public record Peer(Place place, String address, int weight, int maxConns, int maxFails, long failTimeoutMillis,
            boolean backup, boolean down, boolean away, boolean resolve, long slowStartMillis, boolean drain, String route,
            String service) {
        /** The same line for one of several servers that its name stands for. */
        public Peer as(int itsWeight, boolean itsBackup) {
            return new Peer(place, address, itsWeight, maxConns, maxFails, failTimeoutMillis, itsBackup, down, away, resolve,
                    slowStartMillis, drain, route, service);
        }
    }

    public sealed interface Balancing {
        record RoundRobin() implements Balancing {}
        record LeastConn() implements Balancing {}
        record IpHash() implements Balancing {}
        record Hash(Template key, boolean consistent) implements Balancing {}
        /** {@code inflight}: requests in progress count with the time that they have taken so far. */
        record LeastTime(Measure measure, boolean inflight) implements Balancing {}
        /** {@code by}: which of two is better; null where one is drawn. */
        record Random(Balancing by) implements Balancing {}
    }

    /** What {@code least_time} measures: until the head of the answer, or until its end. */
    public enum Measure { HEADER, LAST_BYTE }

    /** {@code sticky}: how a client comes back to the server that it was sent to. */
    public sealed interface Sticky {
        /**
         * {@code maxAgeSeconds} null: until the browser is closed; {@link #FOREVER}: {@code expires=max}. {@code attributes} in the order
         * in which they are sent.
         */
        record Cookie(String name, Long maxAgeSeconds, List<Attribute> attributes) implements Sticky {
            public static final long FOREVER = -1;
        }
        /** The first value that is not empty names a route. */
        record Route(List<Template> values) implements Sticky {}
        /** {@code sessionsMax}: as many as the zone has room for. */
        record Learn(List<Template> create, List<Template> lookup, String zone, int sessionsMax, long timeoutMillis) implements Sticky {}
    }

    /** Of a cookie; {@code value} null: the name stands alone. */
    public record Attribute(String name, Template value) {}

    /** {@code queue}: how many requests wait for a server that has room, and how long. */
    public record Queue(int most, long timeoutMillis) {}
}
