package owlboard.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import owlboard.harness.Patience;

/** A supervisor that is stopped by a signal, or says nothing. */
class HeldTest {
    private static final Duration SHORT = Duration.ofMillis(200);
    @TempDir Path folder;

    @Test void everyCommandTellsThatItsSupervisorIsHeld() throws Exception {
        try (var deployment = new Deployment(folder, Deployment.ROLES)) {
            assertEquals(0, deployment.owlboard("up", "-d").code());
            long pid = Running.of(deployment.state()).orElseThrow().who().pid();
            long canvas = deployment.status("canvas_service").pid();
            Held.signal("STOP", pid);
            Deployment.await("it is held", () -> Held.is(pid));
            var words = "owlboard: the supervisor (pid " + pid + ") is held by a signal (STOP); have it go on: kill -CONT " + pid + "\n";
            for (var command : new String[][] {{"restart", "canvas_service"}, {"reload"}, {"stop", "canvas_service"}, {"up", "-d"}}) {
                var said = deployment.owlboard(command);
                assertEquals(1, said.code(), said.text());
                assertTrue(said.text().endsWith(words), said.text());
            }
            var ps = deployment.owlboard("ps");
            assertEquals(1, ps.code());
            assertTrue(ps.text().contains("   " + canvas + "   unsupervised ") && ps.text().endsWith(words), ps.text());
            var doctor = deployment.owlboard("doctor");
            assertEquals(1, doctor.code());
            assertTrue(doctor.text().contains("the supervisor (pid " + pid + ") is held by a signal (STOP)"), doctor.text());
            assertTrue(doctor.text().contains("-> kill -CONT " + pid) && doctor.text().contains("ok    names"), doctor.text());

            Held.signal("CONT", pid);
            Deployment.await("it goes on", () -> deployment.status("canvas_service") != null);
            var last = deployment.owlboard("restart", "load_balancer");
            assertEquals(0, last.code(), last.text());
            assertEquals(canvas, deployment.status("canvas_service").pid(), "what callers have given up is not done afterwards");

            Held.signal("STOP", pid);
            Deployment.await("it is held again", () -> Held.is(pid));
            var down = deployment.owlboard("down");
            assertEquals(0, down.code(), down.text());
            var word = "The supervisor (pid " + pid + ") is held by a signal (STOP); it goes on, to end its roles\n";
            assertTrue(down.text().startsWith(word), down.text());
            assertTrue(down.text().contains("Stopped canvas_service"), down.text());
        }
    }

    private Running served(Path socket) {
        return new Running(Incarnation.of(ProcessHandle.current().pid()).orElseThrow(), 0, socket, "", null);
    }

    @Test void whoSaysNothingIsGivenUp() throws Exception {
        var socket = folder.resolve("silent.sock");
        try (var listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listener.bind(UnixDomainSocketAddress.of(socket));
            for (var word : List.of("ps", "restart\tcanvas_service")) {
                var silent = assertThrows(IOException.class, () -> Asking.ask(served(socket), word, line -> { }, SHORT));
                assertTrue(silent.getMessage().startsWith("it has said nothing for "), silent.getMessage());
            }
            var complaint = Held.orSilent(served(socket), new IOException("it has said nothing for 5 s"), "it may be starting");
            assertFalse(complaint.getMessage().contains("kill -CONT"), complaint.getMessage());
        }
    }

    @Test void whoLivesMayTakeItsTime() throws Exception {
        var socket = folder.resolve("busy.sock");
        try (var listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listener.bind(UnixDomainSocketAddress.of(socket));
            var asked = new CountDownLatch(2);
            var serving = Thread.ofVirtual().start(() -> {
                try (var operation = listener.accept()) {
                    assertEquals("restart\tall", line(operation));
                    while (asked.getCount() > 0) {
                        try (var question = listener.accept()) {
                            assertEquals("ps", line(question));
                            asked.countDown();
                        }
                    }
                    operation.write(ByteBuffer.wrap("|done\n=0\n".getBytes(StandardCharsets.UTF_8)));
                } catch (IOException cause) {
                    throw new UncheckedIOException(cause);
                }
            });
            var lines = new ArrayList<String>();
            Asking.ask(served(socket), "restart\tall", lines::add, SHORT);
            assertEquals(List.of("|done", "=0"), lines);
            assertTrue(asked.await(Patience.SECONDS, TimeUnit.SECONDS));
            serving.join(Patience.TIME);
        }
    }

    private static String line(SocketChannel client) throws IOException {
        return new BufferedReader(new InputStreamReader(Channels.newInputStream(client), StandardCharsets.UTF_8)).readLine();
    }
}
