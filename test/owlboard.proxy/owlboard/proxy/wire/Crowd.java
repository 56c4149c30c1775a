package owlboard.proxy.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import owlboard.edge.Edge;
import owlboard.edge.Wait;
import owlboard.harness.Patience;

/** Many bare client sockets, without a thread or a record of what they say. */
final class Crowd implements AutoCloseable {
    private final List<Socket> sockets = new ArrayList<>();

    Crowd(Edge edge, int count) {
        try {
            for (int i = 0; i < count; i++) {
                var socket = new Socket();
                sockets.add(socket);
                socket.connect(edge.address(), (int) Wait.LIMIT.toMillis());
            }
        } catch (IOException e) {
            close();
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until the other side has ended each of them without a word. */
    void awaitsEnd() {
        try {
            for (var socket : sockets) {
                socket.setSoTimeout(Patience.MILLIS);
                if (socket.getInputStream().read() >= 0) throw new AssertionError("a connection that sent nothing was answered");
            }
        } catch (IOException e) {
            throw new UncheckedIOException("a connection that sent nothing was not ended", e);
        }
    }

    void sendsAndResets(String text) {
        try {
            for (var socket : sockets) {
                socket.getOutputStream().write(text.getBytes(ISO_8859_1));
                socket.setSoLinger(true, 0);
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override public void close() {
        try {
            for (var socket : sockets) socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
