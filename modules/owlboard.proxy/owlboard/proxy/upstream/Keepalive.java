package owlboard.proxy.upstream;

import owlboard.config.Level;
import owlboard.config.directive.Upstreams;

/**
 * {@code keepalive} and its like, of one group.
 *
 * @param asked        the file says it; else what is kept is our idea
 * @param connections  idle ones, of each loop at most
 * @param requests     of one connection before it is closed
 * @param idleMillis   {@code keepalive_timeout}
 * @param lifeMillis   {@code keepalive_time}
 */
record Keepalive(boolean asked, int connections, int requests, long idleMillis, long lifeMillis) {
    private static final int CONNECTIONS = 32;
    static final Keepalive STANDARD = new Keepalive(false, CONNECTIONS, 1000, 60_000, 3_600_000);

    static Keepalive of(Level level) {
        var connections = level.get(Upstreams.KEEPALIVE);
        return new Keepalive(connections != null, connections == null ? CONNECTIONS : connections, level.get(Upstreams.KEEPALIVE_REQUESTS),
                level.get(Upstreams.KEEPALIVE_TIMEOUT), level.get(Upstreams.KEEPALIVE_TIME));
    }
}
