package owlboard.topology;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import owlboard.harness.Foreground;
import owlboard.harness.Patience;

/**
 * A topology of fake roles in a folder of its own, driven through the command line. Nothing is left of it when it closes.
 */
final class Deployment implements AutoCloseable {
    /** What a command printed, both streams, and its exit code. */
    record Said(int code, String text) {}

    static final String ROLES = """
            role load_balancer { type lb; conf lb.conf; publish 0:80; }
            role api_gateway_1 { type gateway; conf gateway.conf; listen api_gateway_1:80; }
            role canvas_service { type canvas; listen canvas_service:8080; }
            """;
    private final Path folder;
    private final Path launcher;
    private final List<Process> started = new ArrayList<>();

    Deployment(Path folder, String topology) throws IOException {
        this.folder = folder;
        launcher = folder.resolve("launcher");
        Files.writeString(folder.resolve("topology.conf"), topology);
        Files.writeString(folder.resolve("lb.conf"), "http { server { listen 80; location = /health { return 200; } } }");
        Files.writeString(folder.resolve("gateway.conf"), "http { server { listen 80; location = /health { return 200; } } }");
        write(launcher, FakeProgram.words(launcher).stream().collect(Collectors.joining("' '", "#!/bin/sh\nexec '", "' \"$@\"\n")));
    }

    /** By another process: whatever this one starts meanwhile would hold the open file, too, and nobody could execute it. */
    private static void write(Path program, String text) throws IOException {
        var shell = new ProcessBuilder("sh", "-c", "cat > \"$1\" && chmod +x \"$1\"", "sh", program.toString()).inheritIO()
                .redirectInput(ProcessBuilder.Redirect.PIPE).start();
        try (var in = shell.outputWriter()) {
            in.write(text);
        }
        try {
            if (shell.waitFor() != 0) throw new IOException("could not write " + program);
        } catch (InterruptedException stop) {
            throw new IOException(stop);
        }
    }

    Path folder() {
        return folder;
    }

    State state() {
        return State.at(folder.resolve("run"));
    }

    /** In this process, which costs half a second of CPU less; a supervisor and the roles are processes all the same. */
    Said owlboard(String... words) {
        var text = new ByteArrayOutputStream();
        var out = new PrintStream(text, true, StandardCharsets.UTF_8);
        int code = Topology.run(words(words), out, out, Quick.TIMING, launcher);
        return new Said(code, text.toString(StandardCharsets.UTF_8));
    }

    /** Starts a command and leaves it running; its output goes into a file. */
    Process inBackground(Path output, String... words) throws IOException {
        var process = new ProcessBuilder(Foreground.of(command(words))).redirectErrorStream(true).redirectOutput(output.toFile()).start();
        started.add(process);
        return process;
    }

    private List<String> command(String... words) {
        var command = new ArrayList<>(List.of(launcher.toString()));
        command.addAll(words(words));
        return command;
    }

    private List<String> words(String... words) {
        var all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--state", state().folder().toString()));
        if (words[0].equals("up")) all.addAll(List.of("--topology", folder.resolve("topology.conf").toString()));
        return all;
    }

    List<Status> statuses() {
        try {
            var running = Running.of(state());
            return running.isEmpty() ? List.of() : Asking.statuses(running.get());
        } catch (IOException | Complaint notYet) {
            return List.of();
        }
    }

    Status status(String name) {
        return statuses().stream().filter(status -> status.name().equals(name)).findFirst().orElse(null);
    }

    boolean allHealthy() {
        var statuses = statuses();
        return !statuses.isEmpty() && statuses.stream().allMatch(Status::healthy);
    }

    /** Asks a role; its answer's body, or null when it does not answer. */
    String get(String name, String path) {
        var request = HttpRequest.newBuilder(URI.create(status(name).addresses().split(" ")[0] + path)).timeout(Patience.TIME)
                .build();
        try (var client = HttpClient.newHttpClient()) {
            return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
        } catch (IOException noAnswer) {
            return null;
        } catch (InterruptedException stop) {
            throw new IllegalStateException(stop);
        }
    }

    static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + Patience.NANOS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) throw new AssertionError("waited in vain for: " + what);
            LockSupport.parkNanos(20_000_000);
        }
    }

    /** As a newer build in its place. */
    void isBuiltAnew() throws IOException {
        Files.setLastModifiedTime(launcher, FileTime.fromMillis(System.currentTimeMillis()));
    }

    /** As the kernel does when memory is short. */
    void killSupervisor() throws Complaint {
        var supervisor = Running.of(state()).orElseThrow().who();
        ProcessHandle.of(supervisor.pid()).orElseThrow().destroyForcibly();
        await("the supervisor's end", () -> !supervisor.runs());
    }

    @Override public void close() throws IOException {
        try {
            owlboard("down");
            for (var process : started) process.destroyForcibly().waitFor();
        } catch (InterruptedException stop) {
            throw new IllegalStateException(stop);
        }
    }
}
