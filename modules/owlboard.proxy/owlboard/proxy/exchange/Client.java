package owlboard.proxy.exchange;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import owlboard.wire.http.BadMessage;
import owlboard.wire.http.Framing;
import owlboard.wire.http.Head;
import owlboard.wire.http.Incoming;
import owlboard.wire.net.Duplex;
import owlboard.wire.net.Expired;
import owlboard.wire.net.Waitable;

/**
 * The other end of an exchange, whatever protocol it speaks: an HTTP/1 connection, or a stream of an HTTP/2 connection. Loop threads only.
 */
public interface Client {
    /** What comes and goes behind the head. */
    Duplex duplex();

    /** Where the answer's head is put together; one exchange at a time. */
    AnswerHead answerHead();

    /** How the body of the request is delimited. 400 and 501 as {@link Framing#ofRequest} has it. */
    Framing framing(Head head) throws BadMessage;

    /** The body that a head announces. */
    Incoming body(Framing framing);

    /** Bytes behind the head that are here without being asked for. */
    int readAhead();

    /** Takes those bytes, for a tunnel; null when there are none. */
    ByteBuffer takeReadAhead();

    /** {@code Expect: 100-continue} is answered when the body is first wanted. */
    void sendContinue(Exchange exchange) throws IOException;

    /** An answer before the answer (RFC 9110 §15.2), to a client that knows of such. */
    void sendInterim(Exchange exchange, AnswerHead head) throws IOException;

    /**
     * What becomes readable when the client goes away, as it may while an upstream works; null when that cannot be watched now.
     * {@link #isGone} then looks.
     */
    Waitable departure();

    /** Looks at a client that became readable: true when it went away. What else it sent is kept. */
    boolean isGone();

    /** Parks for so long; a client that leaves meanwhile is a {@link Failure}. */
    void delay(long millis) throws Failure;

    /** Whether a request may ask for another protocol: RFC 9110 §7.8, RFC 8441. */
    boolean mayUpgrade(Head head);

    /** What {@link #isGone} saw. */
    default ClientGone gone() {
        return new ClientGone(new EOFException("client prematurely closed connection"));
    }

    /** The same where nothing of an answer has left. */
    default Failure left() {
        return Failure.client(499, "epoll_wait() reported that client prematurely closed connection, so upstream connection is closed too"
                + " while sending request to upstream");
    }

    /** The client does not read: {@code send_timeout}. */
    default ClientGone sendTimedOut(Expired late) {
        return new ClientGone(late);
    }

    /** A client that sends nothing more, is told nothing before the answer, and neither leaves nor waits. */
    interface Silent extends Client {
        @Override
        default Framing framing(Head head) throws BadMessage {
            return Framing.NONE;
        }

        @Override
        default Incoming body(Framing framing) {
            throw new IllegalStateException("it has no body of its own");
        }

        @Override
        default int readAhead() {
            return 0;
        }

        @Override
        default ByteBuffer takeReadAhead() {
            return null;
        }

        @Override
        default void sendContinue(Exchange exchange) throws IOException {}

        @Override
        default void sendInterim(Exchange exchange, AnswerHead head) throws IOException {}

        @Override
        default Waitable departure() {
            return null;
        }

        @Override
        default boolean isGone() {
            return false;
        }

        @Override
        default void delay(long millis) throws Failure {}

        @Override
        default boolean mayUpgrade(Head head) {
            return false;
        }
    }
}
