package owlboard.proxy.forward;

import owlboard.proxy.exchange.Failure;
import owlboard.proxy.upstream.Peer;
import owlboard.wire.net.Expired;

/** When an exchange no longer waits for the peer that it has asked: that peer is found unwell, and another one may be asked. */
final class Impatience {
    private static final long LOOK_MILLIS = 250;

    private final Tries tries;
    private final Peer peer;

    Impatience(Tries tries, Peer peer) {
        this.tries = tries;
        this.peer = peer;
    }

    /** Milliseconds until {@link #look} wants to be asked, after {@code waited} of them. */
    long lookIn(long waited) {
        return LOOK_MILLIS;
    }

    /** Ends the wait with a {@link Failure} where that is worth while. */
    void look(long waited, Expired late) throws Failure {
        if (!peer.isUnwell() || !tries.mayAskAnother()) return;
        throw Failure.upstream(504, Failure.Kind.TIMEOUT, "upstream was found unhealthy while reading response header from upstream", late);
    }
}
