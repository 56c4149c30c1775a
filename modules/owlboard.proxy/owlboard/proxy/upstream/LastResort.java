package owlboard.proxy.upstream;

/**
 * Who is tried when nobody is available: the one that was marked longest ago, each at most once a second. Those that do not run,
 * as their supervisor says, come after all others. nginx has no such thing: there all wait for {@code fail_timeout}, also those that are
 * back.
 */
final class LastResort {
    private LastResort() {}

    /** Null when none may be tried now. */
    static Peer pick(Peer[] peers, Tried tried, long nowSeconds) {
        Peer best = null;
        for (var peer : peers) {
            if (tried.has(peer) || !peer.mayBeTried(nowSeconds)) continue;
            if (best == null || comesBefore(peer, best)) best = peer;
        }
        return best;
    }

    private static boolean comesBefore(Peer one, Peer other) {
        return one.away != other.away ? other.away : one.checked < other.checked;
    }
}
