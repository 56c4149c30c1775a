package owlboard.acceptance.containers;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The Docker engine that runs here, through its own tools; {@code compose} is the words that start Compose. */
record DockerEngine(List<String> compose) {
    record Ended(int code, String text) {}

    /** Null where none runs. Starting one changes the machine (networks, packet filters): a test run does not do that by itself. */
    static DockerEngine find() throws IOException, InterruptedException {
        if (!onPath("docker") || run(List.of("docker", "version")).code != 0) return null;
        if (run(List.of("docker", "compose", "version")).code == 0) return new DockerEngine(List.of("docker", "compose"));
        return onPath("docker-compose") ? new DockerEngine(List.of("docker-compose")) : null;
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
}
