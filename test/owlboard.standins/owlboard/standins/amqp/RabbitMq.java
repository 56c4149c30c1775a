package owlboard.standins.amqp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import owlboard.clients.StoreUrl;
import owlboard.clients.amqp.AmqpClient;
import owlboard.harness.Patience;

/** A RabbitMQ of Debian's package on free ports, with its data in a folder of the test. */
public final class RabbitMq implements AutoCloseable {
    private static final Path SERVERS = Path.of("/usr/lib/rabbitmq/lib");
    private static final long START_SECONDS = 60;

    private final Process server;
    private final int epmdPort;
    /** Where it speaks AMQP. */
    public final int port;

    private RabbitMq(Process server, int port, int epmdPort) {
        this.server = server;
        this.port = port;
        this.epmdPort = epmdPort;
    }

    /** Started, or the test is skipped, which is said. */
    public static RabbitMq startOrSkip(Path home) throws Exception {
        var script = installed();
        if (script == null) System.out.println("skipped: rabbitmq-server is not installed");
        Assumptions.assumeTrue(script != null, "rabbitmq-server is not installed");
        int port = freePort();
        int epmdPort = freePort();
        var start = new ProcessBuilder(script.toString()).redirectErrorStream(true).redirectOutput(home.resolve("log").toFile());
        start.environment().putAll(Map.of("HOME", home.toString(), "RABBITMQ_NODENAME", "owlboard@localhost", "RABBITMQ_NODE_IP_ADDRESS",
                "127.0.0.1",
                "RABBITMQ_NODE_PORT", "" + port, "RABBITMQ_DIST_PORT", "" + freePort(), "ERL_EPMD_PORT", "" + epmdPort, "ERL_EPMD_ADDRESS",
                "127.0.0.1", "RABBITMQ_LOGS", "-"));
        for (var each : List.of("MNESIA_BASE", "LOG_BASE", "ENABLED_PLUGINS_FILE", "CONF_ENV_FILE", "CONFIG_FILE", "GENERATED_CONFIG_DIR",
                "ADVANCED_CONFIG_FILE", "PID_FILE")) {
            start.environment().put("RABBITMQ_" + each, home.resolve(each).toString());
        }
        // the script becomes the server
        start.environment().putAll(Map.of("RABBITMQ_ALLOW_INPUT", "1", "RABBITMQ_SERVER_START_ARGS", "-noinput"));
        Files.writeString(home.resolve("ENABLED_PLUGINS_FILE"), "[].");
        var rabbit = new RabbitMq(start.start(), port, epmdPort);
        rabbit.awaitLogin(home);
        return rabbit;
    }

    private static Path installed() throws IOException {
        if (!Files.isDirectory(SERVERS)) return null;
        try (var versions = Files.list(SERVERS)) {
            return versions.map(version -> version.resolve("sbin/rabbitmq-server")).filter(Files::isExecutable).findFirst().orElse(null);
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void awaitLogin(Path home) throws Exception {
        long deadline = System.nanoTime() + Patience.NANOS;
        while (true) {
            try {
                AmqpClient.connect(StoreUrl.parse("amqp://guest:guest@127.0.0.1:" + port), Duration.ofSeconds(10)).close();
                return;
            } catch (IOException notYet) {
                if (!server.isAlive() || System.nanoTime() > deadline) {
                    throw new IOException("rabbitmq-server did not start: " + Files.readAllLines(home.resolve("log")).getLast(), notYet);
                }
                Thread.sleep(100);
            }
        }
    }

    @Override
    public void close() throws Exception {
        server.destroy();
        if (!server.waitFor(Patience.SECONDS, TimeUnit.SECONDS)) server.destroyForcibly().waitFor();
        var names = new ProcessBuilder("epmd", "-port", "" + epmdPort, "-kill"); // the server started it, and leaves it
        names.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor();
    }
}
