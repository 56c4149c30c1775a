package owlboard.proxy.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import owlboard.edge.Edge;
import owlboard.edge.Wait;
import owlboard.edge.WithoutNginx;
import owlboard.harness.Patience;
import owlboard.proxy.Engine;

/** Where logs go beside plain files: syslog servers, packed and buffered files (items 43, 44; ngx_syslog.c, ngx_http_log_module). */
class LogTargetsTest {
    private static final String TIME = "[A-Z][a-z]{2} [ \\d]\\d \\d\\d:\\d\\d:\\d\\d ";

    @TempDir Path folder;

    private static DatagramSocket server() throws IOException {
        var socket = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"));
        socket.setSoTimeout((int) Wait.LIMIT.toMillis());
        return socket;
    }

    private static String next(DatagramSocket server) throws IOException {
        var packet = new DatagramPacket(new byte[65_536], 65_536);
        server.receive(packet);
        return new String(packet.getData(), 0, packet.getLength(), ISO_8859_1);
    }

    private static String hostname() throws IOException {
        return InetAddress.getLocalHost().getHostName().toLowerCase();
    }

    @Test void aLineIsADatagramToASyslogServer() throws IOException {
        try (var server = server(); var edge = Edge.with("log_format short '$request $status'; access_log syslog:server=127.0.0.1:"
                + server.getLocalPort() + " short; server { listen 80; location / { return 204; } }")) {
            edge.get("/one");
            edge.get("/two");
            var first = next(server);
            assertTrue(first.matches("<190>" + TIME + hostname() + " nginx: GET /one HTTP/1\\.1 204"), first);
            var second = next(server);
            assertTrue(second.endsWith("nginx: GET /two HTTP/1.1 204"), second);
        }
    }

    @Test void facilitySeverityTagAndNoHostnameAreTheFiles() throws IOException {
        try (var server = server(); var edge = Edge.with("log_format short '$uri'; access_log syslog:server=127.0.0.1:"
                + server.getLocalPort() + ",facility=local0,severity=debug,tag=owl,nohostname short if=$arg_log; "
                + "server { listen 80; location / { return 204; } }")) {
            edge.get("/untold");
            edge.get("/told?log=1");
            var line = next(server);
            assertTrue(line.matches("<135>" + TIME + "owl: /told"), line);
        }
    }

    @Test void anErrorLogTellsEachLinesOwnSeverity() throws IOException {
        try (var server = server(); var edge = Edge.with("access_log off; error_log /var/log/nginx/error.log; "
                + "server { listen 80; error_log syslog:server=127.0.0.1:" + server.getLocalPort() + ",tag=web; "
                + "error_log /var/log/nginx/second.log; location / { root /srv/none; } }")) {
            edge.get("/nothing");
            var line = next(server);
            assertTrue(line.matches("<187>" + TIME + hostname() + " web: [\\d/]+ [\\d:]+ \\[error] \\d+#\\d+: \\*\\d+ "
                    + "open\\(\\) \"\\S*/srv/none/nothing\" failed \\(2: No such file or directory\\), client: .*"), line);
            edge.log("second.log").awaitsPart("/srv/none/nothing");
        }
    }

    @WithoutNginx("the receiver's path is not under the test's root")
    @Test void aUnixSocketTakesDatagramsAndMayComeBack() throws Exception {
        var path = folder.resolve("log");
        var conf = Files.writeString(folder.resolve("nginx.conf"), "error_log error.log info; events {} http { "
                + "log_format short '$uri'; access_log syslog:server=unix:" + path
                + ",nohostname short; server { listen 80; return 204; } }");
        var at = Map.of(80, new InetSocketAddress("127.0.0.1", 0));
        var options = new Engine.Options(conf, "", null, at, null, folder, folder, false, null);
        var told = "[alert] " + ProcessHandle.current().pid() + "#0: send() failed (2: No such file or directory) "
                + "while logging to syslog, server: unix:" + path;
        // what fails is told to the engine of this process that was started last, which may be another test's
        while (!text(folder.resolve("error.log")).contains(told)) losesAndFinds(options, path);
    }

    private static void losesAndFinds(Engine.Options options, Path path) throws Exception {
        try (var engine = Engine.start(options)) {
            get(engine, "/lost");
            try (var server = new Receiver(path)) {
                get(engine, "/found");
                var line = server.next();
                if (line.endsWith("/lost")) line = server.next(); // it was in time after all
                assertTrue(line.matches("<190>" + TIME + "nginx: /found"), line);
            }
            Files.delete(path);
        }
    }

    private static void get(Engine engine, String uri) throws IOException {
        try (var socket = new Socket(InetAddress.getByName("127.0.0.1"), engine.port(80))) {
            socket.getOutputStream().write(("GET " + uri + " HTTP/1.0\r\n\r\n").getBytes(ISO_8859_1));
            socket.getInputStream().readAllBytes();
        }
    }

    private static String text(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Java has no datagrams on unix sockets. */
    private static final class Receiver implements AutoCloseable {
        private final LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>();
        private final int descriptor;

        Receiver(Path path) throws Exception {
            var integer = ValueLayout.JAVA_INT;
            try (var arena = Arena.ofConfined()) {
                descriptor = (int) call("socket", FunctionDescriptor.of(integer, integer, integer, integer), 1, 2, 0);
                var address = arena.allocate(110, 2);
                address.set(ValueLayout.JAVA_SHORT, 0, (short) 1);
                address.setString(2, path.toString());
                var type = FunctionDescriptor.of(integer, integer, ValueLayout.ADDRESS, integer);
                assertEquals(0, (int) call("bind", type, descriptor, address,
                        2 + path.toString().length() + 1));
            }
            Thread.ofPlatform().daemon().start(this::receive);
        }

        private static Object call(String name, FunctionDescriptor type, Object... arguments) {
            try {
                return Linker.nativeLinker().downcallHandle(Linker.nativeLinker().defaultLookup().findOrThrow(name), type)
                        .invokeWithArguments(arguments);
            } catch (Throwable failure) {
                throw new AssertionError(name, failure);
            }
        }

        private void receive() {
            var type = FunctionDescriptor.of(ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_INT);
            try (var arena = Arena.ofConfined()) {
                MemorySegment buffer = arena.allocate(65_536);
                for (long got; (got = (long) call("recv", type, descriptor, buffer, 65_536L, 0)) > 0; ) {
                    lines.add(new String(buffer.asSlice(0, got).toArray(ValueLayout.JAVA_BYTE), ISO_8859_1));
                }
            }
        }

        String next() throws InterruptedException {
            return lines.poll(Patience.SECONDS, TimeUnit.SECONDS);
        }

        @Override public void close() {
            call("shutdown", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT), descriptor, 2);
            call("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT), descriptor);
        }
    }

    private static List<String> unpacked(Path file) {
        try (var in = new GZIPInputStream(Files.newInputStream(file))) {
            return new String(in.readAllBytes(), ISO_8859_1).lines().toList();
        } catch (EOFException nothingYet) {
            return List.of();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Test void aPackedLogIsReadableAtAnyTime() {
        try (var edge = Edge.with("log_format short '$uri'; access_log /var/log/nginx/packed.gz short gzip=9 flush=1s; "
                + "server { listen 80; location / { return 204; } }")) {
            var file = edge.file("/var/log/nginx/packed.gz");
            edge.get("/one");
            Wait.until("the first line is there", () -> unpacked(file).equals(List.of("/one")));
            edge.get("/two");
            Wait.until("and the second behind it", () -> unpacked(file).equals(List.of("/one", "/two")));
        }
    }

    @Test void linesWaitForAFullBuffer() {
        try (var edge = Edge.with("log_format short '$uri'; access_log /var/log/nginx/some.log short buffer=64; "
                + "server { listen 80; location / { return 204; } }")) {
            for (int i = 0; i < 5; i++) edge.get("/12345678901234");
            edge.log("some.log").awaits(4);
            assertEquals("/12345678901234\n".repeat(4), text(edge.file("/var/log/nginx/some.log")), "the fifth waits");
        }
    }
}
