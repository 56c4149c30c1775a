package owlboard.standins.redis;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import owlboard.clients.StoreUrl;
import owlboard.clients.redis.RedisClient;
import owlboard.harness.Patience;
import owlboard.harness.Reserved;

/** Servers on free ports, with the password of the compose file. */
public final class Servers {
    static final String PASSWORD = "password";

    private Servers() {}

    public interface Running extends AutoCloseable {
        int port();

        default StoreUrl url() {
            return StoreUrl.parse("redis://:" + PASSWORD + "@127.0.0.1:" + port() + "/0");
        }

        @Override
        void close() throws IOException;
    }

    public static Running ours(Path state) throws IOException {
        return ours(state, 0);
    }

    public static Running ours(Path state, int port) throws IOException {
        var server = RedisServer.start(new InetSocketAddress("127.0.0.1", port), state, PASSWORD);
        return running(server.port(), server);
    }

    private static Running running(int port, AutoCloseable end) {
        return new Running() {
            @Override
            public int port() {
                return port;
            }

            @Override
            public void close() throws IOException {
                try {
                    end.close();
                } catch (IOException | RuntimeException failure) {
                    throw failure;
                } catch (Exception failure) {
                    throw new IOException(failure);
                }
            }
        };
    }

    /** The real one, or the test is skipped. */
    public static Running real(Path dir) throws Exception {
        var port = new Reserved();
        return real(dir, port.port(), port::close);
    }

    public static Running real(Path dir, int port) throws Exception {
        return real(dir, port, () -> { });
    }

    private static Running real(Path dir, int port, Runnable whenEnded) throws Exception {
        assumeInstalled("redis-server");
        var process = new ProcessBuilder("redis-server", "--port", Integer.toString(port), "--bind", "127.0.0.1", "--requirepass",
                PASSWORD, "--save", "", "--appendonly", "yes",
                "--dir", dir.toString()).redirectErrorStream(true).redirectOutput(dir.resolve("redis-server.log").toFile()).start();
        var running = running(port, () -> {
            process.destroy();
            if (!process.waitFor(Patience.SECONDS, TimeUnit.SECONDS)) process.destroyForcibly().waitFor();
            whenEnded.run();
        });
        long deadline = System.nanoTime() + Patience.NANOS;
        while (true) {
            try (var client = RedisClient.of(running.url())) {
                client.command("PING");
                return running;
            } catch (IOException notYet) {
                if (System.nanoTime() > deadline || !process.isAlive()) {
                    running.close();
                    throw notYet;
                }
                Thread.sleep(20);
            }
        }
    }

    public static void assumeInstalled(String tool) throws Exception {
        boolean installed = new ProcessBuilder("sh", "-c", "command -v " + tool).redirectOutput(ProcessBuilder.Redirect.DISCARD).start()
                .waitFor() == 0;
        if (!installed) System.out.println("skipped: " + tool + " is not installed");
        Assumptions.assumeTrue(installed, tool + " is not installed");
    }

    /** What a tool prints, both streams. */
    static String run(String input, List<String> command) throws Exception {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (var in = process.getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.UTF_8));
        }
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return said;
    }
}
