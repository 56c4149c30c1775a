package owlboard.proxy.http;

import java.io.IOException;
import owlboard.proxy.exchange.Exchange;
import owlboard.wire.http.Incoming;
import owlboard.wire.http.Input;
import owlboard.wire.net.Expired;
import owlboard.wire.net.Wire;

/**
 * {@code lingering_close}: what a client still sends is read before its socket closes, since an unread byte makes the kernel send a reset
 * that may overtake the answer.
 */
final class Lingering {
    private Lingering() {}

    /**
     * Reads the rest of a body that nobody wanted. True when it ended within {@code lingering_time}: the next request begins where it ends.
     */
    static boolean drain(Exchange exchange, Wire wire) throws IOException {
        long until = wire.loop.now() + exchange.settings.core.lingeringTimeMillis * 1_000_000;
        try {
            while (!exchange.body.ended() && wire.loop.now() < until) {
                wire.deadlineIn(exchange.settings.core.lingeringTimeoutMillis);
                if (!exchange.body.isReadable()) wire.awaitReadable();
                if (dropNow(exchange.body, wire) < 0) break;
                Thread.yield(); // a client that sends without a pause must not keep the loop, nor its clock from moving
            }
            return exchange.body.ended();
        } catch (Expired late) {
            return false;
        }
    }

    /** No buffer is held while the client is waited for. */
    private static int dropNow(Incoming body, Wire wire) throws IOException {
        var buffer = wire.loop.buffers.takeDirect();
        try {
            return body.readNow(buffer);
        } finally {
            wire.loop.buffers.give(buffer);
        }
    }

    /** Says that nothing more comes, and reads until the client has understood. */
    static void beforeClose(Exchange exchange, Wire wire, Input input) throws IOException {
        if (!isWanted(exchange, wire, input) || exchange.connection.isTls()) return;
        try {
            wire.linger(exchange.settings.core.lingeringTimeoutMillis, exchange.settings.core.lingeringTimeMillis);
        } catch (IOException overOrLate) {
            return; // either way the connection ends now
        }
    }

    private static boolean isWanted(Exchange exchange, Wire wire, Input input) {
        return switch (exchange.settings.core.lingeringClose) {
            case OFF -> false;
            case ON -> exchange.status >= 400 || input.available() > 0 || wire.isReadable() || exchange.body != null
                    && !exchange.body.ended();
            case ALWAYS -> true;
        };
    }
}
