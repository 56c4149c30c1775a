package owlboard.acceptance;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import owlboard.cli.Here;
import owlboard.harness.Foreground;

/** The built image, and commands of it that end by themselves. */
public final class Image {
    /** What a command printed on both outputs, and its exit code. */
    record Said(int code, String text) {
        Said exits(int expected) {
            if (code != expected) throw new AssertionError("exit code " + code + " in place of " + expected + "; it said:\n" + text);
            return this;
        }

        Said says(String part) {
            if (!text.contains(part)) throw new AssertionError("it did not say \"" + part + "\" but:\n" + text);
            return this;
        }
    }

    private Image() {}

    static Path folder() {
        return Path.of(Objects.requireNonNull(System.getProperty("owlboard.image"), "-Dowlboard.image=DIR must name the built image"));
    }

    static Path conf(String name) {
        return folder().resolve("conf").resolve(name);
    }

    /** The text of a configuration of the image in which a peer has a minute to accept: on a busy machine the shipped 2 s are nothing. */
    public static String patient(String name) throws IOException {
        return Files.readString(conf(name)).replaceAll("proxy_connect_timeout [12]s;", "proxy_connect_timeout 60s;")
                .replace("proxy_read_timeout 1s;", "proxy_read_timeout 60s;").replace("owlboard_hedge on;", "")
                .replace("proxy_next_upstream_timeout 10s;", "proxy_next_upstream_timeout 60s;");
    }

    /** The same as a file in a folder. */
    static Path patient(Path folder, String name) throws IOException {
        return Folders.write(folder, name, patient(name));
    }

    static List<String> command(String... words) {
        var command = new ArrayList<>(List.of(folder().resolve("bin/owlboard").toString()));
        command.addAll(List.of(words));
        return command;
    }

    /** {@code owlboard WORDS} in a folder. */
    static Said owlboard(Path folder, String... words) throws IOException, InterruptedException {
        return run(folder, command(words));
    }

    /** The same in this process, for what is not about the process: half a second of CPU less. Names of files in it are absolute. */
    static Said here(String... words) {
        var said = Here.owlboard(List.of(words));
        return new Said(said.code(), said.text());
    }

    static Said run(Path folder, List<String> command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(Foreground.of(command)).directory(folder.toFile()).redirectErrorStream(true).start();
        try {
            process.getOutputStream().close();
            var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError(command + " closed its output and does not end; it said:\n" + text);
            }
            return new Said(process.exitValue(), text);
        } finally {
            process.destroyForcibly();
        }
    }

    static void signal(String name, long pid) throws IOException, InterruptedException {
        run(Path.of("/"), List.of("/bin/sh", "-c", "kill -" + name + " " + pid)).exits(0);
    }
}
