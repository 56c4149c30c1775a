package owlboard.acceptance.containers;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A Docker daemon: one that runs here, or one that this starts and ends. {@code started} is null for one that ran already. */
record DockerEngine(Process started, List<String> compose) implements AutoCloseable {
    private static final Path PID_FILE = Path.of("/var/run/docker.pid");

    record Ended(int code, String text) {}

    /** Null where none can run; {@code log} gets what a started daemon says. */
    static DockerEngine find(Path log) throws IOException, InterruptedException {
        if (!onPath("docker")) return null;
        var compose = composeTool();
        if (compose == null) return null;
        if (answers()) return new DockerEngine(null, compose);
        if (!onPath("dockerd") || !onPath("iptables") || !"root".equals(System.getProperty("user.name"))) return null;
        if (Files.exists(PID_FILE) && !Files.exists(Path.of("/proc", Files.readString(PID_FILE).strip()))) Files.delete(PID_FILE); // of a daemon that was killed
        var daemon = new ProcessBuilder("dockerd").redirectErrorStream(true).redirectOutput(log.toFile()).start();
        for (int i = 0; i < 100 && daemon.isAlive(); i++) {
            if (answers()) return new DockerEngine(daemon, compose);
            Thread.sleep(100);
        }
        daemon.destroy();
        return null;
    }

    private static boolean answers() throws IOException, InterruptedException {
        return run(List.of("docker", "version")).code == 0;
    }

    private static List<String> composeTool() throws IOException, InterruptedException {
        if (run(List.of("docker", "compose", "version")).code == 0) return List.of("docker", "compose");
        return onPath("docker-compose") ? List.of("docker-compose") : null;
    }

    private static boolean onPath(String tool) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator)).anyMatch(folder -> Files.isExecutable(Path.of(folder, tool)));
    }

    static Ended run(List<String> command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        var text = new String(process.getInputStream().readAllBytes());
        return new Ended(process.waitFor(), text);
    }

    String docker(String... arguments) throws IOException, InterruptedException {
        return ok(List.of("docker"), arguments);
    }

    String compose(String... arguments) throws IOException, InterruptedException {
        return ok(compose, arguments);
    }

    private static String ok(List<String> tool, String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(tool);
        command.addAll(List.of(arguments));
        var ended = run(command);
        if (ended.code != 0) throw new IOException(String.join(" ", command) + ": exit code " + ended.code + ", " + ended.text);
        return ended.text;
    }

    @Override
    public void close() {
        if (started == null) return;
        started.destroy();
        try {
            if (!started.waitFor(30, TimeUnit.SECONDS)) started.destroyForcibly();
        } catch (InterruptedException hurry) {
            started.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
