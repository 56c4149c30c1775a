package owlboard.proxy.status;

import owlboard.proxy.upstream.Group;
import owlboard.proxy.upstream.Peer;

/** How a peer is, in the words of pages and metrics: its group's, but for those that get requests although nothing good comes of it. */
final class Seen {
    static final String FAILING = "failing";
    /** Of one that fails its checks and gets requests all the same. */
    static final String LAST_RESORT = "last resort";
    /** Of one that was down, may be tried again, and has not answered since. */
    static final String UNPROVEN = "unproven";
    /** A failure that nothing good followed is news for so long. */
    private static final long FAILING_MILLIS = 60_000;

    private Seen() {}

    static String of(Group.State group, Peer.State peer) {
        if (hasFailedLast(peer)) {
            boolean isFresh = System.currentTimeMillis() - peer.lastFailureMillis() < FAILING_MILLIS;
            if (isFresh) return FAILING;
            boolean isNeverOut = group.peers().size() == 1 || peer.declared().maxFails() == 0;
            if (isNeverOut && peer.state().equals("up")) return UNPROVEN;
        }
        return isLastResort(peer) ? LAST_RESORT : peer.state();
    }

    /** Whether requests that it gets are answered, as far as is known. */
    static boolean isUp(Group.State group, Peer.State peer) {
        var seen = of(group, peer);
        return seen.equals("up") || seen.equals("busy");
    }

    /** {@code up} as balancing sees it, as the only one of a group is whatever happens, but nothing good has come of it since it failed. */
    private static boolean hasFailedLast(Peer.State peer) {
        long last = peer.lastFailureMillis();
        return (peer.state().equals("up") || peer.now().spared()) && last > 0 && peer.now().sinceMillis() <= last
                && goodMillis(peer) < last;
    }

    /** Nobody is well, so it is asked although it fails its checks; and those do reach it, or a request has. */
    private static boolean isLastResort(Peer.State peer) {
        if (!peer.now().spared()) return false;
        var why = peer.health().why();
        return why != null && !why.contains("while connecting") || goodMillis(peer) > peer.now().sinceMillis();
    }

    /** When its youngest good answer began; 0: it has given none. */
    private static long goodMillis(Peer.State peer) {
        long good = peer.zone().goodNanos();
        return good == 0 ? 0 : System.currentTimeMillis() - (System.nanoTime() - good) / 1_000_000;
    }
}
