package owlboard.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import owlboard.config.ConfigException;
import owlboard.harness.Patience;
import owlboard.wire.loop.Loops;

/** The end of the grace period does not depend on a loop. In a process of its own: a loop that is held fails the test run. */
class EndTest {
    @TempDir Path folder;

    @Test void anEngineEndsWhileEveryLoopIsHeld() throws Exception {
        var conf = Files.writeString(folder.resolve("nginx.conf"),
                "events {} http { access_log off; error_log /dev/null; server { listen 80; listen 81; listen 82; return 204; } }");
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var builder = new ProcessBuilder(List.of(java, "-XX:+UseSerialGC", "--add-opens", "java.base/java.lang=ALL-UNNAMED",
                "--enable-native-access=ALL-UNNAMED", "-Djdk.trackAllThreads=false",
                "-cp", System.getProperty("java.class.path"), Held.class.getName(), conf.toString())).redirectErrorStream(true);
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        var process = builder.start();
        try {
            process.getOutputStream().close();
            var output = new String(process.getInputStream().readAllBytes());
            assertTrue(process.waitFor(Patience.SECONDS, TimeUnit.SECONDS), output);
            assertEquals("in time, cut off: true", output.lines().toList().getLast(), output);
        } finally {
            process.destroyForcibly();
        }
    }

    static final class Held {
        public static void main(String[] args) throws ConfigException, IOException, InterruptedException {
            var conf = Path.of(args[0]);
            var free = new InetSocketAddress(0);
            var folder = conf.getParent();
            var engine = Engine.start(new Engine.Options(conf, "", null, Map.of(80, free, 81, free, 82, free), null, folder, folder, false,
                    null));
            var held = new CountDownLatch(Loops.all().size());
            for (var loop : Loops.all()) {
                loop.start(() -> {
                    held.countDown();
                    while (true) Thread.onSpinWait();
                });
            }
            held.await();
            long start = System.nanoTime();
            boolean empty = engine.quit(Duration.ofMillis(200));
            long millis = (System.nanoTime() - start) / 1_000_000;
            System.out.println(millis < 100_000 ? "in time, cut off: " + !empty : "it took " + millis + " ms");
            System.exit(0);
        }
    }
}
