package owlboard.proxy.forward;

import owlboard.proxy.exchange.Failure;
import owlboard.proxy.upstream.Peer;
import owlboard.proxy.upstream.Step;
import owlboard.wire.net.Expired;

/**
 * When an exchange no longer waits for the peer that it has asked: that peer is found unwell, or takes far longer than its group usually
 * does ({@code owlboard_hedge}), and another one may be asked.
 */
final class Impatience {
    private static final long LOOK_MILLIS = 250;

    private final Tries tries;
    private final Peer peer;
    /** 0: it is not asked elsewhere for being late alone. */
    private final long hedgeMillis;

    Impatience(Tries tries, Peer peer, long hedgeMillis) {
        this.tries = tries;
        this.peer = peer;
        this.hedgeMillis = hedgeMillis;
    }

    /** Milliseconds until {@link #look} wants to be asked, after {@code waited} of them. */
    long lookIn(long waited) {
        return waited < hedgeMillis ? Math.min(LOOK_MILLIS, hedgeMillis - waited) : LOOK_MILLIS;
    }

    /** Ends the wait with a {@link Failure} where that is worth while. */
    void look(long waited, Expired late) throws Failure {
        if (peer.isUnwell() && tries.mayAskAnother()) {
            throw Failure.upstream(504, Failure.Kind.TIMEOUT, "upstream was found unhealthy while " + Step.READING_HEAD, late);
        }
        if (hedgeMillis == 0 || waited < hedgeMillis || !tries.mayHedge()) return;
        throw Failure.upstream(504, Failure.Kind.LATE, "upstream did not answer within " + waited + " ms, another one is asked while "
                + Step.READING_HEAD, late);
    }
}
