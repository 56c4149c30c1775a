package owlboard.proxy.http;

import java.io.IOException;

/** A connection on which one version of HTTP is spoken. */
interface Session {
    /** Serves its requests until it ends. */
    void run() throws IOException;

    /** What ran has become another protocol, which goes on; never of HTTP/2, a stream of which does so by itself. */
    default boolean isUpgraded() {
        return false;
    }

    /** That protocol, until it ends. */
    default void tunnel() throws IOException {}

    /** Nothing is in progress on it; a new one has a second to send its first request. */
    boolean isIdle();

    /** When the oldest of what is in progress began, in the units of System.nanoTime(); {@link Long#MAX_VALUE}: nothing is. */
    long beganNanos();

    /** Ends what began before, in the units of System.nanoTime(), and is in progress still. */
    void endOlderThan(long nanos);

    /**
     * Tells an idle client that its connection ends, and ends it; false: no word is there for that, it was said, or finds no room.
     */
    default boolean saysGoodbye() {
        return false;
    }

    /** The address drains: no more requests are taken. */
    void goAway();
}
