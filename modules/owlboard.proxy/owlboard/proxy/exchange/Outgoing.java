package owlboard.proxy.exchange;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The way of an answer out: a chain of links, of which the last one is the protocol's. Content calls {@link #head}, then {@link #body} as
 * often as it likes, the last time with {@code last}. A link passes on what it was given, changed or not; it may keep bytes back until
 * {@link #flush} or the last of them. From the thread that serves the exchange.
 */
public interface Outgoing {
    /** What the end of a chunked body takes behind its bytes. */
    int TAILROOM = 16;

    /**
     * The head of the answer. It need not leave before the first bytes of the body, the flush, or the end. It is the link's until the
     * answer ends.
     */
    void head(AnswerHead head) throws IOException;

    /**
     * Bytes of the body; all of them are taken when it returns. The room in the buffer outside of its position and limit may be written to:
     * a buffer with {@link #headroom} bytes in front of its position and {@link #TAILROOM} behind its limit leaves without being copied.
     *
     * @param last the answer ends behind them; it returns when the client has been sent everything
     */
    void body(ByteBuffer bytes, boolean last) throws IOException;

    /**
     * Bytes of the body that are in a file, from {@code from} to {@code to}, which is not one of them; {@code last} as above. False: this
     * way needs them as {@link #body}, and none was sent.
     */
    default boolean file(SentFile file, long from, long to, boolean last) throws IOException {
        return false;
    }

    /** What was given so far leaves now, as far as the client takes it; no link keeps bytes of it back. */
    void flush() throws IOException;

    /** Of what {@link #isPending} tells of, as much leaves as the client takes. */
    void sendPending() throws IOException;

    /** How much room in front of the next bytes of the body is of use. */
    int headroom();

    /** From now on so much may wait for a slow client; null: {@link #body} waits until the client has taken it all. */
    void buffering(Buffering limits);

    /** Bytes wait for the client: {@link #sendPending} when it is writable. */
    boolean isPending();

    /**
     * What is pending may not leave for so many milliseconds ({@code limit_rate}), whatever the client would take; 0: when it is
     * writable.
     */
    default long pausedMillis() {
        return 0;
    }

    /** Whether {@link #body} would take a buffer's worth without waiting for the client. */
    boolean hasRoom();

    /** Gives back what it holds, whatever became of the answer. */
    void close();
}
