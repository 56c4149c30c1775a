package owlboard.proxy.listen;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import org.junit.jupiter.api.Test;
import owlboard.edge.Wait;
import owlboard.harness.Patience;
import owlboard.harness.Reserved;
import owlboard.wire.net.PlainWire;
import owlboard.wire.net.SocketOptions;

/** A listening address serves a protocol that is not HTTP, without any class that is. */
class EchoTest {
    /** Gives back what comes, until the other end closes. */
    private record Echo(PlainWire wire) implements Conversation {
        @Override public void run() {
            var buffer = wire.loop.buffers.takeDirect();
            try {
                while (true) {
                    wire.awaitReadable();
                    if (wire.readNow(buffer.clear()) < 0) return;
                    var bytes = new byte[buffer.flip().remaining()];
                    buffer.get(bytes);
                    wire.write(bytes, 0, bytes.length);
                }
            } catch (IOException closed) {
                return; // by either side
            } finally {
                wire.loop.buffers.give(buffer);
                wire.close();
            }
        }

        @Override public void closeIfIdle() {
            wire.close();
        }

        @Override public void endOlderThan(long nanos) {
            wire.close();
        }

        @Override public void close() {
            wire.close();
        }
    }

    private static long soon() {
        return System.nanoTime() + Patience.NANOS;
    }

    private static ListenAddress open(int port) throws IOException {
        return ListenAddress.open((wire, _) -> new Echo(wire), 16, SocketOptions.NONE, new InetSocketAddress("127.0.0.1", port), false,
                ListenAddress.EVERYBODY);
    }

    private static void echoes(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(US_ASCII));
        assertEquals(text, new String(socket.getInputStream().readNBytes(text.length()), US_ASCII));
    }

    @Test void whatIsSaidComesBack() throws IOException {
        var address = open(0);
        try (var one = new Socket(InetAddress.getLoopbackAddress(), address.port());
                var other = new Socket(InetAddress.getLoopbackAddress(), address.port())) {
            echoes(one, "to whit");
            echoes(other, "to whoo");
            echoes(one, "again");
            assertEquals(2, address.openConnections(soon()));
        } finally {
            address.drain();
            address.awaitDrained(soon());
        }
        Wait.until("nobody is connected", () -> address.openConnections(soon()) == 0);
    }

    @Test void anAddressThatDrainsTakesNobodyMoreAndEndsWhoIsIdle() throws IOException {
        var port = new Reserved(); // nobody else listens there afterwards
        var address = open(port.port());
        try (port; var idle = new Socket(InetAddress.getLoopbackAddress(), address.port())) {
            echoes(idle, "here");
            address.drain();
            address.awaitDrained(soon());
            assertEquals(-1, idle.getInputStream().read());
            port.awaitRefused();
        }
        Wait.until("nobody is connected", () -> address.openConnections(soon()) == 0);
    }
}
