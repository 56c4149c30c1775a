package owlboard.acceptance;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import owlboard.harness.Foreground;

/** A command of the image that stays: its lines are read as they come, it is ended by pid at the latest when the test ends. */
final class Background implements AutoCloseable {
    private static final Pattern PUBLISHED = Pattern.compile("(\\d+)(?: -> (\\d+))?");

    private final Process process;
    private final List<String> lines = new ArrayList<>();
    private final Thread reader;

    /** {@code owlboard WORDS}. */
    static Background owlboard(Path folder, String... words) throws IOException {
        return new Background(folder, Image.command(words));
    }

    /** {@code owlboard --role ROLE WORDS}, as soon as it listens; it ends with this process at the latest. */
    static Background role(Path folder, String role, String... words) throws Exception {
        var command = new ArrayList<>(Image.command("--role", role, "--parent-pipe", "--state",
                folder.resolve("state-" + role).toString()));
        command.addAll(List.of(words));
        var started = new Background(folder, command);
        try {
            started.awaitLine(" listens on ");
            return started;
        } catch (Exception | AssertionError failed) {
            started.close();
            throw failed;
        }
    }

    private Background(Path folder, List<String> command) throws IOException {
        process = new ProcessBuilder(Foreground.of(command)).directory(folder.toFile()).redirectErrorStream(true).start();
        reader = Thread.ofPlatform().daemon().name("output of " + process.pid()).start(this::read);
    }

    private void read() {
        try (var in = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (var line = in.readLine(); line != null; line = in.readLine()) add(line);
        } catch (IOException ended) {
            add("(" + ended.getMessage() + ")");
        }
    }

    private synchronized void add(String line) {
        lines.add(line);
    }

    synchronized String text() {
        return String.join("\n", lines);
    }

    synchronized List<String> linesWith(String part) {
        return lines.stream().filter(line -> line.contains(part)).toList();
    }

    /** The first line with this part. */
    String awaitLine(String part) throws Exception {
        Await.until("a line with \"" + part + "\" among what it said:\n" + text(), () -> !linesWith(part).isEmpty() || !process.isAlive()
                && !reader.isAlive());
        var found = linesWith(part);
        if (found.isEmpty()) {
            throw new AssertionError("it ended with " + process.exitValue() + " and never said \"" + part + "\" but:\n" + text());
        }
        return found.getFirst();
    }

    /** The port of this machine where a proxy is reached that listens on this one, or where a service listens (any number). */
    int port(int listen) {
        var matcher = PUBLISHED.matcher(linesWith(" listens on ").getFirst().replaceFirst(".* listens on ", ""));
        while (matcher.find()) {
            if (matcher.group(2) == null || Integer.parseInt(matcher.group(2)) == listen) return Integer.parseInt(matcher.group(1));
        }
        throw new AssertionError("it does not listen on " + listen + ": " + text());
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    void signal(String name) throws IOException, InterruptedException {
        Image.signal(name, process.pid());
    }

    /** Waits for its end and for the last of its lines. */
    int exitCode() throws InterruptedException {
        if (!process.waitFor(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("pid " + process.pid() + " does not end; it said:\n" + text());
        }
        reader.join(5000);
        return process.exitValue();
    }

    @Override public void close() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}
