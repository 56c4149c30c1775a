package owlboard.standins.amqp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import owlboard.clients.amqp.wire.Properties;

/** Debian's amqp-tools (librabbitmq) against our broker. */
class AmqpToolsTest {
    @TempDir Path state;
    private Running broker;

    @BeforeAll static void toolsAreInstalled() {
        boolean installed = Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "amqp-publish")));
        if (!installed) System.out.println("skipped: amqp-tools is not installed");
        Assumptions.assumeTrue(installed, "amqp-tools is not installed");
    }

    @BeforeEach void start() throws IOException {
        broker = Running.in(state);
    }

    @AfterEach void end() throws IOException {
        broker.close();
    }

    private record Ended(int code, String text) {}

    private Ended run(String tool, String login, String... arguments) throws Exception {
        // with a slash they would ask for the virtual host ""
        var command = new ArrayList<>(List.of(tool, "--url=amqp://" + login + "@127.0.0.1:" + broker.server().port()));
        command.addAll(List.of(arguments));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        var text = new String(process.getInputStream().readAllBytes());
        return new Ended(process.waitFor(), text);
    }

    private String ok(String tool, String... arguments) throws Exception {
        var ended = run(tool, "guest:guest", arguments);
        assertEquals(0, ended.code(), ended.text());
        return ended.text();
    }

    @Test void theyDeclarePublishGetAndConsume() throws Exception {
        assertEquals("jobs", ok("amqp-declare-queue", "-d", "-q", "jobs").strip());
        ok("amqp-publish", "-p", "-r", "jobs", "-C", "text/plain", "-H", "who: me", "-b", "one");
        ok("amqp-publish", "-r", "jobs", "-b", "two");
        assertEquals("one", ok("amqp-get", "-q", "jobs"));
        assertEquals("two", ok("amqp-consume", "-q", "jobs", "-c", "1", "-p", "1", "cat"));
        assertEquals(2, run("amqp-get", "guest:guest", "-q", "jobs").code()); // nothing there
        assertEquals("0", ok("amqp-delete-queue", "-q", "jobs").strip());
    }

    @Test void aLargeMessageComesWhole() throws Exception {
        ok("amqp-declare-queue", "-q", "large");
        try (var client = broker.client()) {
            client.publish("", "large", Properties.NONE, "x".repeat(1_000_000).getBytes());
        }
        assertEquals("x".repeat(1_000_000), ok("amqp-get", "-q", "large"));
    }

    @Test void theyAreToldWhatIsWrong() throws Exception {
        var missing = run("amqp-get", "guest:guest", "-q", "none");
        assertTrue(missing.code() != 0 && missing.text().contains("NOT_FOUND - no queue 'none' in vhost '/'"), missing.text());
        var refused = run("amqp-get", "guest:guess", "-q", "none");
        assertTrue(refused.code() != 0 && refused.text().contains("ACCESS_REFUSED"), refused.text());
    }
}
