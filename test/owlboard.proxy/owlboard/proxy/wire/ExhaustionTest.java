package owlboard.proxy.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static owlboard.wire.http2.FrameClient.*;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import owlboard.edge.Wait;
import owlboard.edge.WithoutNginx;
import owlboard.harness.Patience;
import owlboard.proxy.Engine;

/** An engine in a process of its own that has few descriptors and a full disk for a log, or little memory. */
@WithoutNginx("is not started by this test")
class ExhaustionTest {
    private static final int DESCRIPTORS = 90;

    /** Starts an engine, says its port, ends when its input does. */
    static final class Started {
        public static void main(String[] args) throws Exception {
            var folder = Path.of(args[0]);
            var any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
            var engine = Engine.start(new Engine.Options(folder.resolve("nginx.conf"), "", null, Map.of(80, any), null,
                    folder.resolve("state"), folder, false, null));
            System.out.println(engine.port(80));
            while (System.in.read() >= 0) Thread.onSpinWait();
            engine.close();
            System.exit(0);
        }
    }

    private static Process start(Path folder, int descriptors, String heap) throws IOException {
        // The image's modules are one file, which is open already: on a class path a class that is needed only now could not be read any
        // more.
        var java = Path.of(System.getProperty("owlboard.image"), "bin", "java").toString();
        var builder = new ProcessBuilder("sh", "-c", "ulimit -n " + descriptors + " && exec \"$@\"", "sh", java, "-XX:+UseSerialGC", heap,
                "-XX:MaxDirectMemorySize=32m", "-XX:+ExitOnOutOfMemoryError", "-XX:-MaxFDLimit", "--add-opens",
                "java.base/java.lang=owlboard.wire", "--add-modules", "owlboard.proxy", "-Dowlboard.loops=2", "-Dowlboard.stall.millis=0",
                "-cp", folder(), Started.class.getName(), folder.toString());
        return builder.redirectError(folder.resolve("stderr").toFile()).start();
    }

    /** Where the class that starts it lies. */
    private static String folder() {
        return Path.of(URI.create(ExhaustionTest.class.getProtectionDomain().getCodeSource().getLocation().toString())).toString();
    }

    private static String answer(Socket socket) throws IOException {
        socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: shop\r\nConnection: close\r\n\r\n".getBytes(US_ASCII));
        return new String(socket.getInputStream().readAllBytes(), US_ASCII);
    }

    private static boolean isServed(int port) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(500);
            return answer(socket).endsWith("quick");
        } catch (IOException notYet) {
            return false;
        }
    }

    @Test void anEngineWithoutDescriptorsGoesOnWhenItHasThemAgain(@TempDir Path folder) throws IOException, InterruptedException {
        Files.writeString(folder.resolve("nginx.conf"), "error_log " + folder.resolve("error.log")
                + "; events {} http { access_log /dev/full; server { listen 80; location / { return 200 quick; } } }");
        var process = start(folder, DESCRIPTORS, "-Xmx128m");
        try (var output = new BufferedReader(new InputStreamReader(process.getInputStream(), US_ASCII))) {
            var line = output.readLine();
            assertTrue(line != null, () -> read(folder.resolve("stderr")));
            int port = Integer.parseInt(line);
            Wait.until("the first answer", () -> isServed(port));
            long start = System.nanoTime();
            var crowd = new ArrayList<Socket>();
            try {
                for (int i = 0; i < 2 * DESCRIPTORS; i++) crowd.add(new Socket(InetAddress.getLoopbackAddress(), port));
                Wait.until("the complaint", () -> read(folder.resolve("error.log")).contains("is the limit of open files too low?"));
                assertTrue(process.isAlive());
                crowd.getFirst().setSoTimeout(Patience.MILLIS); // one that it has accepted
                assertTrue(answer(crowd.getFirst()).endsWith("quick"));
            } finally {
                for (var socket : crowd) socket.close();
            }
            Wait.until("a client to be served again", () -> isServed(port));
            var complaints = read(folder.resolve("error.log")).lines().filter(text -> text.contains("too low?")).count();
            assertTrue(complaints <= 2 + (System.nanoTime() - start) / 1_000_000_000, "it said so " + complaints + " times");
            assertTrue(read(folder.resolve("error.log")).contains("[crit] ") && read(folder.resolve("error.log"))
                    .contains("accept() failed (24: Too many open files)"), () -> read(folder.resolve("error.log")));
        } finally {
            process.getOutputStream().close();
            if (!process.waitFor(Patience.SECONDS, TimeUnit.SECONDS)) process.destroyForcibly();
        }
        assertEquals(0, process.exitValue());
        assertTrue(read(folder.resolve("stderr")).contains("cannot write /dev/full"), () -> read(folder.resolve("stderr")));
    }

    private static final String LINE = "v".repeat(7_900);

    /** 46 MB of heads that never end, in a heap of 48 MB: their clients are cut, nobody else notices. */
    @Test void unfinishedHeadsDoNotFillTheHeap(@TempDir Path folder) throws IOException, InterruptedException {
        survives(folder, 1_500, "GET / HTTP/1.1\r\nHost: h\r\nA: " + LINE + "\r\nB: " + LINE + "\r\nC: " + LINE + "\r\nD: "
                + LINE.substring(1_000));
    }

    /** 45 MB of bodies that stay in memory. */
    @Test void unfinishedBodiesDoNotFillTheHeap(@TempDir Path folder) throws IOException, InterruptedException {
        survives(folder, 3_000, "POST /up HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000\r\n\r\n" + "b".repeat(15_000));
    }

    /** 60 times 60 bodies of 15 KB over HTTP/2, together 54 MB. */
    @Test void unfinishedBodiesOfStreamsDoNotFillTheHeap(@TempDir Path folder) throws IOException, InterruptedException {
        var begun = new ByteArrayOutputStream();
        begun.writeBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII));
        begun.writeBytes(header(0, SETTINGS, 0, 0));
        for (int id = 1; id < 120; id += 2) {
            var head = request("POST", "/up", "content-length", "1000000");
            begun.writeBytes(join(header(head.length, HEADERS, END_HEADERS, id), head, header(15_000, DATA, 0, id), new byte[15_000]));
        }
        survives(folder, 60, begun.toString(ISO_8859_1));
    }

    /** 600 answers of 4 MB that nobody reads, in 32 MB of direct memory. */
    @Test void answersThatNobodyReadsDoNotFillTheMemory(@TempDir Path folder) throws IOException, InterruptedException {
        Files.write(folder.resolve("big"), new byte[4 << 20]);
        survives(folder, 600, "GET /big HTTP/1.1\r\nHost: h\r\n\r\n");
    }

    private static void survives(Path folder, int clients, String begun) throws IOException, InterruptedException {
        Files.writeString(folder.resolve("nginx.conf"), "error_log " + folder.resolve("error.log")
                + " warn; events {} http { access_log off; server { listen 80 http2; client_max_body_size 10m;"
                + " location / { return 200 quick; } location /big { root " + folder
                + "; } location /up { client_body_buffer_size 16k; proxy_pass http://127.0.0.1:1; } } }");
        var process = start(folder, 10_000, "-Xmx48m");
        var crowd = new ArrayList<SocketChannel>();
        try (var output = new BufferedReader(new InputStreamReader(process.getInputStream(), US_ASCII))) {
            var line = output.readLine();
            assertTrue(line != null, () -> read(folder.resolve("stderr")));
            int port = Integer.parseInt(line);
            var bytes = ByteBuffer.wrap(begun.getBytes(ISO_8859_1));
            for (int i = 0; i < clients; i++) {
                var channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                crowd.add(channel);
                channel.configureBlocking(false);
                bytes.rewind();
                Wait.until("the bytes to be taken", () -> isWritten(channel, bytes));
                if (i % 100 == 0 || clients < 100) Wait.until("a client to be served beside " + i + " others", () -> isServed(port));
            }
            Wait.until("the complaint", () -> read(folder.resolve("error.log")).contains(" early"));
            Wait.until("a client to be served", () -> isServed(port));
            assertTrue(process.isAlive(), () -> read(folder.resolve("stderr")));
        } finally {
            for (var channel : crowd) channel.close();
            process.getOutputStream().close();
            if (!process.waitFor(Patience.SECONDS, TimeUnit.SECONDS)) process.destroyForcibly();
        }
        assertEquals(0, process.exitValue(), () -> read(folder.resolve("stderr")));
    }

    /** Or its connection is closed. */
    private static boolean isWritten(SocketChannel channel, ByteBuffer bytes) {
        try {
            channel.write(bytes);
            return !bytes.hasRemaining();
        } catch (IOException cut) {
            return true;
        }
    }

    private static String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            return e.toString();
        }
    }
}
