package owlboard.proxy.forward;

import owlboard.proxy.upstream.Peer;

/**
 * When an exchange no longer waits for the peer alone that it has asked: that peer is found unwell, or takes far longer than its group
 * usually does ({@code owlboard_hedge}), and another one may be asked.
 */
final class Impatience {
    private static final long LOOK_MILLIS = 250;
    /** For a second from when the budget did not let another one be asked. */
    private static final long REFUSED_LOOK_MILLIS = 50;
    private static final long REFUSED_MILLIS = 1000;

    private final Tries tries;
    /** 0: nobody is asked beside it for being late alone. */
    private final long hedgeMillis;

    Impatience(Tries tries, long hedgeMillis) {
        this.tries = tries;
        this.hedgeMillis = hedgeMillis;
    }

    /** Milliseconds until there is something to ask here, after {@code waited} of them. */
    long lookIn(long waited, boolean alone) {
        if (!alone || hedgeMillis == 0) return LOOK_MILLIS;
        if (waited < hedgeMillis) return Math.min(LOOK_MILLIS, hedgeMillis - waited);
        return tries.isRefused() && waited < hedgeMillis + REFUSED_MILLIS ? REFUSED_LOOK_MILLIS : LOOK_MILLIS;
    }

    /** Whether another peer is asked beside it, where that may be. */
    boolean isLate(long waited) {
        return hedgeMillis != 0 && waited >= hedgeMillis;
    }

    /** Whether this peer is given up; {@code beside}: another one has been asked already. */
    boolean isUnwell(Peer peer, boolean beside) {
        return peer.isUnwell() && (beside || tries.mayAskAnother());
    }
}
