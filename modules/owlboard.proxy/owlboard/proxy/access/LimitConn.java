package owlboard.proxy.access;

/** {@code limit_conn}: the zone and how many requests of one key may be in progress. */
public record LimitConn(ConnZone zone, int connections) {
    /** A place taken in a zone until the exchange ends. */
    public record Hold(ConnZone zone, String key) {
        public void release() {
            zone.leave(key);
        }
    }
}
