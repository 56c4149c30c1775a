package owlboard.store.amqp;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Our client and the answers that tests expect, on a RabbitMQ of Debian's package. */
class RabbitMqTest extends AnyBroker {
    private static final Path SERVERS = Path.of("/usr/lib/rabbitmq/lib");
    private static final long START_SECONDS = 60;

    @TempDir static Path home;
    private static Process server;
    private static int port;
    private static int epmdPort;

    @BeforeAll static void startOrSkip() throws Exception {
        var script = installed();
        if (script == null) System.out.println("skipped: rabbitmq-server is not installed");
        Assumptions.assumeTrue(script != null, "rabbitmq-server is not installed");
        port = freePort();
        epmdPort = freePort();
        var start = new ProcessBuilder(script.toString()).redirectErrorStream(true).redirectOutput(home.resolve("log").toFile());
        start.environment().putAll(Map.of("HOME", home.toString(), "RABBITMQ_NODENAME", "owlboard@localhost", "RABBITMQ_NODE_IP_ADDRESS", "127.0.0.1",
                "RABBITMQ_NODE_PORT", "" + port, "RABBITMQ_DIST_PORT", "" + freePort(), "ERL_EPMD_PORT", "" + epmdPort, "ERL_EPMD_ADDRESS", "127.0.0.1", "RABBITMQ_LOGS", "-"));
        for (var each : List.of("MNESIA_BASE", "LOG_BASE", "ENABLED_PLUGINS_FILE", "CONF_ENV_FILE", "CONFIG_FILE", "GENERATED_CONFIG_DIR", "ADVANCED_CONFIG_FILE", "PID_FILE")) {
            start.environment().put("RABBITMQ_" + each, home.resolve(each).toString());
        }
        start.environment().putAll(Map.of("RABBITMQ_ALLOW_INPUT", "1", "RABBITMQ_SERVER_START_ARGS", "-noinput")); // the script becomes the server
        Files.writeString(home.resolve("ENABLED_PLUGINS_FILE"), "[].");
        server = start.start();
        awaitLogin();
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

    private static void awaitLogin() throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (true) {
            try (var client = RawClient.in(port)) {
                return;
            } catch (IOException notYet) {
                if (!server.isAlive() || System.nanoTime() > deadline) throw new IOException("rabbitmq-server did not start: " + Files.readAllLines(home.resolve("log")).getLast(), notYet);
                Thread.sleep(100);
            }
        }
    }

    @AfterAll static void stop() throws Exception {
        if (server == null) return;
        server.destroy();
        if (!server.waitFor(30, TimeUnit.SECONDS)) server.destroyForcibly().waitFor();
        var names = new ProcessBuilder("epmd", "-port", "" + epmdPort, "-kill"); // the server started it, and leaves it
        names.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor();
    }

    @BeforeEach void withoutWhatTheLastTestDeclared() throws IOException {
        try (var client = client()) {
            for (var queue : List.of("jobs", "a", "b", "large", "somewhere")) client.deleteQueue(queue);
        }
    }

    @Override
    int port() {
        return port;
    }
}
