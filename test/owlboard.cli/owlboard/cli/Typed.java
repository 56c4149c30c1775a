package owlboard.cli;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import owlboard.harness.Foreground;
import owlboard.harness.Patience;

/**
 * A command line as a process of its own: of the built image, which starts with a third of the CPU; with the classes of this process where
 * they are newer than the image.
 */
public final class Typed implements AutoCloseable {
    private static final Duration PATIENCE = Patience.TIME;

    private static final List<String> PROGRAM = program();

    private final Process process;
    private final BlockingQueue<String> out = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> err = new LinkedBlockingQueue<>();
    private final List<Thread> readers;

    private Typed(Process process) {
        this.process = process;
        readers = List.of(reader(process.getInputStream(), out), reader(process.getErrorStream(), err));
    }

    public static Typed owlboard(Path folder, String... words) throws IOException {
        var command = new ArrayList<>(PROGRAM);
        command.addAll(List.of(words));
        return new Typed(new ProcessBuilder(Foreground.of(command)).directory(folder.toFile()).start());
    }

    private static List<String> program() {
        var image = System.getProperty("owlboard.image");
        if (image != null && isCurrent(Path.of(image))) return List.of(Path.of(image, "bin/owlboard").toString());
        return List.of(ProcessHandle.current().info().command().orElseThrow(),
                "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Djdk.trackAllThreads=false",
                "--add-opens", "java.base/java.lang=ALL-UNNAMED", "--add-opens", "java.base/sun.nio.ch=ALL-UNNAMED",
                "--enable-native-access=ALL-UNNAMED",
                "-cp", System.getProperty("java.class.path"), Main.class.getName());
    }

    /** Whether none of our classes is newer. */
    private static boolean isCurrent(Path image) {
        try {
            var linked = Files.getLastModifiedTime(image.resolve("lib/modules"));
            for (var classes : System.getProperty("java.class.path").split(File.pathSeparator)) {
                if (!Files.exists(Path.of(classes, "module-info.class"))) continue;
                try (var all = Files.find(Path.of(classes), 20, (file, about) -> about.lastModifiedTime().compareTo(linked) > 0)) {
                    if (all.findAny().isPresent()) return false;
                }
            }
            return true;
        } catch (IOException none) {
            return false;
        }
    }

    /** Not virtual: reading from a process holds a carrier up as long as the process lives, and there are two on a machine of two cores. */
    private static Thread reader(InputStream from, BlockingQueue<String> lines) {
        return Thread.ofPlatform().daemon().start(() -> {
            try (var reader = new BufferedReader(new InputStreamReader(from, StandardCharsets.UTF_8))) {
                for (var line = reader.readLine(); line != null; line = reader.readLine()) lines.add(line);
            } catch (IOException ended) {
                lines.add("(" + ended.getMessage() + ")");
            }
        });
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** The next line of standard output. */
    public String prints() throws InterruptedException {
        return next(out);
    }

    /** The next line of standard error. */
    public String complains() throws InterruptedException {
        return next(err);
    }

    private String next(BlockingQueue<String> lines) throws InterruptedException {
        var line = lines.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        if (line == null) throw new AssertionError("no line within " + PATIENCE + "; said: " + out + " and " + err);
        return line;
    }

    /** What was not asked for so far, from both outputs. */
    public String rest() {
        var all = new ArrayList<>(out);
        all.addAll(err);
        return String.join("\n", all);
    }

    public void endsItsInput() throws IOException {
        process.getOutputStream().close();
    }

    public void gets(String signal) throws IOException, InterruptedException {
        kill(signal, process.pid());
    }

    public static void kill(String signal, long pid) throws IOException, InterruptedException {
        int code = new ProcessBuilder("/bin/sh", "-c", "kill -" + signal + " " + pid).inheritIO().start().waitFor();
        if (code != 0) throw new AssertionError("kill -" + signal + " " + pid + ": " + code);
    }

    public int exitCode() throws InterruptedException {
        if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("still running after " + PATIENCE + "; said: " + rest());
        }
        for (var reader : readers) {
            if (!reader.join(PATIENCE)) throw new AssertionError("it has ended, but its output is still open: another process holds it");
        }
        return process.exitValue();
    }

    public static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) throw new AssertionError("not within " + PATIENCE + ": " + what);
            Thread.sleep(10);
        }
    }

    @Override public void close() {
        process.destroyForcibly();
    }
}
