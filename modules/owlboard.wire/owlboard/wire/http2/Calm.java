package owlboard.wire.http2;

import owlboard.wire.loop.Loop;

/**
 * How much a client has made us do for nothing: resets, pings, settings, empty frames, windows opened by a byte, errors that we answer.
 * What is useful, and time, make it forgotten; too much of it is ENHANCE_YOUR_CALM (CVE-2023-44487, CVE-2025-8671, CVE-2019-9511 to 9518).
 */
final class Calm {
    private static final int MOST = 1000;
    private static final int FORGOTTEN_PER_SECOND = 100;

    private final Loop loop;
    private int score;
    private long second;

    Calm(Loop loop) {
        this.loop = loop;
    }

    void disturbed() throws Http2Error {
        long thisSecond = loop.now() / 1_000_000_000;
        if (thisSecond != second) {
            score = (int) Math.max(0, score - FORGOTTEN_PER_SECOND * Math.min(1000, thisSecond - second));
            second = thisSecond;
        }
        if (++score > MOST) throw Http2Error.connection(Http2Error.ENHANCE_YOUR_CALM, "client keeps us busy for nothing");
    }

    /** A request was answered, or bytes of an answer were sent: as much as {@code worth} disturbances are forgotten. */
    void useful(int worth) {
        score = Math.max(0, score - worth);
    }
}
