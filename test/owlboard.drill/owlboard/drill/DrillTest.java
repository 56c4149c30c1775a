package owlboard.drill;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A drill against an edge that breaks its promise says so. */
class DrillTest {
    /** A server that reads so many heads at a time: who never ends one keeps a place. */
    private static final class Narrow implements AutoCloseable {
        private final ServerSocket listener = new ServerSocket(0, 1024, InetAddress.getLoopbackAddress());
        private final Semaphore places;

        private Narrow(int places) throws IOException {
            this.places = new Semaphore(places);
            Thread.ofPlatform().daemon().name("narrow").start(this::accept);
        }

        private void accept() {
            while (!listener.isClosed()) {
                try {
                    var socket = listener.accept();
                    Thread.ofVirtual().start(() -> serve(socket));
                } catch (IOException closed) {
                    return;
                }
            }
        }

        private void serve(Socket socket) {
            places.acquireUninterruptibly();
            try (socket) {
                var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
                var line = in.readLine();
                while (line != null && !line.isEmpty()) line = in.readLine();
                socket.getOutputStream().write("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok".getBytes(US_ASCII));
            } catch (IOException gone) {
                return;
            } finally {
                places.release();
            }
        }

        private URI uri() {
            return URI.create("http://127.0.0.1:" + listener.getLocalPort() + "/x");
        }

        @Override public void close() throws IOException {
            listener.close();
        }
    }

    @TempDir Path folder;

    @Test void slowClientsThatKeepOthersWaitingFailTheDrill() throws Exception {
        var said = new ByteArrayOutputStream();
        var out = new PrintStream(said, true, StandardCharsets.UTF_8);
        try (var edge = new Narrow(64)) {
            var asked = new Drill.Options(List.of("slow-clients"), 8, 20, edge.uri(), folder, new Drill.Output(false, null));
            int code = Drill.run(asked, out, out);
            var text = said.toString(StandardCharsets.UTF_8);
            assertTrue(text.contains("  FAIL    time  all but 1 % take at most 2 x what"), text);
            assertTrue(text.contains("  PASS    I3 ") && text.contains("  PASS    slow "), text);
            assertEquals(1, code, text);
        }
    }
}
