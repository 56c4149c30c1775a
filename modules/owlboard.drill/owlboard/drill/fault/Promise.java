package owlboard.drill.fault;

import java.util.Set;

/**
 * What clients may notice of a fault; everything else breaks the promise.
 *
 * @param postsUnderWay POSTs that had begun when a gateway was gone may fail: nobody can know whether they were done
 * @param sockets       WebSockets through a peer that was struck may end
 * @param services      those whose requests may fail while the fault lasts
 * @param slower        how much slower others may be served
 * @param backMillis    until everything that was struck serves again, from when it could
 * @param counters      the balancer's counters go on over the fault, so that they can be compared
 */
public record Promise(boolean postsUnderWay, boolean sockets, Set<String> services, Slower slower, int backMillis,
        boolean counters) {
    /**
     * How much slower.
     *
     * @param addedMillis by how much the slowest GET may be slower than the slowest before; 0: not judged
     * @param p99Times    how often as slow as before 99 % of the requests may be; 0: not judged
     */
    public record Slower(int addedMillis, int p99Times) {
        /** How long requests take is compared with before. */
        public boolean isJudged() {
            return addedMillis > 0 || p99Times > 0;
        }
    }

    /** Nothing may be noticed; {@code fail_timeout} of the balancer's own file and a second. */
    public static final Promise NOTHING = new Promise(false, false, Set.of(), new Slower(0, 0), 31_000, true);

    /** What it goes through is told to end, and waits for what is in progress as long as a role does. */
    public boolean ends() {
        return sockets && !postsUnderWay;
    }

    Promise postsUnderWayMayFail() {
        return new Promise(true, sockets, services, slower, backMillis, counters);
    }

    Promise socketsMayEnd() {
        return new Promise(postsUnderWay, true, services, slower, backMillis, counters);
    }

    Promise mayFail(String service) {
        return new Promise(postsUnderWay, sockets, Set.of(service), slower, backMillis, counters);
    }

    Promise adds(int millisMax) {
        return new Promise(postsUnderWay, sockets, services, new Slower(millisMax, 0), backMillis, counters);
    }

    Promise isSlowerBy(int times) {
        return new Promise(postsUnderWay, sockets, services, new Slower(0, times), backMillis, counters);
    }

    Promise isBackWithin(int millis) {
        return new Promise(postsUnderWay, sockets, services, slower, millis, counters);
    }

    Promise countersStartAnew() {
        return new Promise(postsUnderWay, sockets, services, slower, backMillis, false);
    }
}
