package owlboard.wire.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import owlboard.harness.Patience;

/** In a process of its own: a stall in this one fails the test run, as it should. */
final class WatchdogTest {
    private record Ended(int code, String output) {}

    private static Ended run(Class<?> main, String... options) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1", "-Xshare:auto"));
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        var process = builder.start();
        try {
            process.getOutputStream().close();
            var output = new String(process.getInputStream().readAllBytes());
            assertTrue(process.waitFor(Patience.SECONDS, TimeUnit.SECONDS), output);
            return new Ended(process.exitValue(), output);
        } finally {
            process.destroyForcibly();
        }
    }

    /** Holds a loop up until the watchdog has told it. */
    static final class Stalls {
        public static void main(String[] args) throws InterruptedException, IOException {
            var told = new CountDownLatch(1);
            Faults.reportTo((weight, where, failure) -> {
                System.out.println("told: " + weight + " " + where + ": " + failure.getMessage() + " at "
                        + failure.getStackTrace()[0].getMethodName());
                if (weight == Faults.Weight.ALERT) told.countDown();
            });
            var quiet = new CountDownLatch(1);
            Loops.all().getLast().start(() -> {
                for (int i = 0; i < 200; i++) Thread.yield(); // busy, but turning
                quiet.countDown();
            });
            quiet.await();
            Loops.all().getFirst().start(() -> {
                Loop.current().resumed(Thread.currentThread());
                holdsUp(told);
            });
            if (!told.await(Patience.SECONDS, TimeUnit.SECONDS)) System.exit(1);
            while (isEmpty(Path.of(System.getProperty("owlboard.stalls")))) Thread.onSpinWait(); // written next
        }

        /** Its only file has its text. */
        private static boolean isEmpty(Path folder) throws IOException {
            try (var files = Files.list(folder)) {
                var file = files.findFirst();
                return file.isEmpty() || Files.size(file.get()) == 0; // the writer buffers it all
            }
        }

        private static void holdsUp(CountDownLatch told) {
            while (told.getCount() > 0) Thread.onSpinWait();
        }
    }

    @Test
    void aStallIsANoticeThenAnAlertAndLeavesAFile(@TempDir Path folder) throws Exception {
        var ended = run(Stalls.class, "--add-opens", "java.base/java.lang=ALL-UNNAMED", "-Dowlboard.stall.millis=100",
                "-Dowlboard.loops=2", "-Dowlboard.stalls=" + folder);
        assertEquals(0, ended.code, ended.output);
        var lines = ended.output.lines().toList();
        assertTrue(lines.getFirst().startsWith("told: NOTICE loop 0: stalled for "), ended.output);
        assertTrue(lines.getLast().startsWith("told: ALERT loop 0: stalled for 1"), ended.output);
        try (var files = Files.list(folder)) {
            var file = files.findFirst().orElseThrow(() -> new AssertionError("no file: " + ended.output));
            assertTrue(file.getFileName().toString().matches("stall-\\d+-0-\\d+\\.txt"), file.toString());
            assertTrue(Files.readString(file).contains("holdsUp"), Files.readString(file));
        }
    }

    /** Where no engine has its own log, as in a service. */
    static final class Tells {
        public static void main(String[] args) {
            Faults.tell(Faults.Weight.NOTICE, "loop 0", new IllegalStateException("stalled for 206 ms"));
            Faults.tell(Faults.Weight.ALERT, "loop 1", new IllegalStateException("stalled for 1001 ms"));
        }
    }

    @Test
    void aNoticeIsALineAndAnAlertHasItsTrace() throws Exception {
        var lines = run(Tells.class).output.lines().toList();
        assertEquals(List.of("owlboard: loop 0: stalled for 206 ms", "owlboard: loop 1"), lines.subList(0, 2));
        assertTrue(lines.getLast().contains("Tells.main"), lines.toString());
    }

    static final class Starts {
        public static void main(String[] args) {
            try {
                Loops.all();
            } catch (ExceptionInInitializerError refused) {
                System.out.println(refused.getCause().getMessage());
            }
        }
    }

    @Test
    void aJvmThatIsNotOpenIsToldWhichOptionItNeeds() throws Exception {
        var ended = run(Starts.class);
        assertTrue(ended.output.contains("--add-opens java.base/java.lang=ALL-UNNAMED"), ended.output);
    }

    @Test
    void aNumberOfLoopsThatCannotBeIsRefused() throws Exception {
        var ended = run(Starts.class, "--add-opens", "java.base/java.lang=ALL-UNNAMED", "-Dowlboard.loops=0");
        assertTrue(ended.output.contains("owlboard.loops is 0: it must be 1 to 64"), ended.output);
    }
}
