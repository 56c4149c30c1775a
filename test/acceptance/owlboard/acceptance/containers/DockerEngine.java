package owlboard.acceptance.containers;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Assumptions;

/** The Docker engine that runs here, through its own tools; {@code compose} is the words that start Compose. */
record DockerEngine(List<String> compose) {
    record Ended(int code, String text) {}

    /**
     * With our image loaded; the test is skipped where none runs. Starting one changes the machine (networks, packet filters): a test run
     * does not do that by itself.
     */
    static DockerEngine withOurImage() throws IOException, InterruptedException {
        Assumptions.assumeTrue(onPath("docker") && run(List.of("docker", "version")).code == 0, "no Docker engine runs here");
        boolean plugin = run(List.of("docker", "compose", "version")).code == 0;
        Assumptions.assumeTrue(plugin || onPath("docker-compose"), "Compose is not installed");
        var engine = new DockerEngine(plugin ? List.of("docker", "compose") : List.of("docker-compose"));
        // ./build.sh test writes it where an engine runs
        engine.docker("load", "-q", "-i", built().resolveSibling("owlboard-image.tar").toString());
        return engine;
    }

    /** A file of the project. */
    static String text(String file) throws IOException {
        return Files.readString(built().getParent().resolveSibling(file));
    }

    private static Path built() {
        return Path.of(System.getProperty("owlboard.image", "build/owlboard")).toAbsolutePath();
    }

    private static boolean onPath(String tool) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator)).anyMatch(folder -> Files.isExecutable(Path.of(folder, tool)));
    }

    private static Ended run(List<String> command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        var text = new String(process.getInputStream().readAllBytes());
        return new Ended(process.waitFor(), text);
    }

    Ended tryDocker(String... arguments) throws IOException, InterruptedException {
        return run(words(List.of("docker"), arguments));
    }

    String docker(String... arguments) throws IOException, InterruptedException {
        return ok(words(List.of("docker"), arguments));
    }

    String compose(String... arguments) throws IOException, InterruptedException {
        return ok(words(compose, arguments));
    }

    private static List<String> words(List<String> tool, String... arguments) {
        var command = new ArrayList<>(tool);
        command.addAll(List.of(arguments));
        return command;
    }

    private static String ok(List<String> command) throws IOException, InterruptedException {
        var ended = run(command);
        if (ended.code != 0) throw new IOException(String.join(" ", command) + ": exit code " + ended.code + ", " + ended.text);
        return ended.text;
    }
}
