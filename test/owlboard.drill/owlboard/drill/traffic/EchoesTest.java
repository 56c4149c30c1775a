package owlboard.drill.traffic;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class EchoesTest {
    /** Takes every WebSocket and says again what it hears; short texts alone. */
    private static final class Parrot implements AutoCloseable {
        private final ServerSocket listener = new ServerSocket(0, 1024, InetAddress.getLoopbackAddress());
        private final AtomicInteger heard = new AtomicInteger();

        private Parrot() throws IOException {
            Thread.ofPlatform().daemon().name("parrot").start(this::accept);
        }

        private void accept() {
            while (!listener.isClosed()) {
                try {
                    var socket = listener.accept();
                    Thread.ofVirtual().start(() -> talk(socket));
                } catch (IOException closed) {
                    return;
                }
            }
        }

        private void talk(Socket socket) {
            try (socket) {
                var in = new BufferedInputStream(socket.getInputStream());
                var out = socket.getOutputStream();
                passHead(in);
                out.write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n".getBytes(US_ASCII));
                for (var head = in.readNBytes(2); head.length == 2; head = in.readNBytes(2)) {
                    var mask = in.readNBytes(4);
                    var text = in.readNBytes(head[1] & 0x7F);
                    var frame = new byte[2 + text.length];
                    frame[0] = head[0];
                    frame[1] = (byte) text.length;
                    for (int i = 0; i < text.length; i++) frame[2 + i] = (byte) (text[i] ^ mask[i & 3]);
                    heard.incrementAndGet();
                    out.write(frame);
                }
            } catch (IOException gone) {
                return;
            }
        }

        private static void passHead(InputStream in) throws IOException {
            int ends = 0;
            while (ends < 4) {
                int c = in.read();
                if (c < 0) throw new IOException("no head");
                ends = c == '\r' || c == '\n' ? ends + 1 : 0;
            }
        }

        @Override public void close() throws IOException {
            listener.close();
        }
    }

    /** An edge ends a WebSocket that is silent for a minute, and a busy machine takes longer than that to open a thousand. */
    @Test void whoCameFirstIsNotSilentUntilAllAreThere() throws Exception {
        try (var parrot = new Parrot()) {
            var edge = new InetSocketAddress(InetAddress.getLoopbackAddress(), parrot.listener.getLocalPort());
            try (var echoes = Echoes.open(edge, 60, Duration.ZERO)) {
                assertEquals(60, echoes.count());
                assertEquals(50 + 60, parrot.heard.get(), "after the first fifty, and after the rest");
            }
            try (var echoes = Echoes.open(edge, 60, Duration.ofHours(1))) {
                assertEquals(60, echoes.echo());
                assertEquals(50 + 60 + 60, parrot.heard.get(), "where it is quick they say nothing meanwhile");
            }
        }
    }
}
