package owlboard.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What build.sh says when it cannot build. */
class BuildScriptTest {
    private record Ended(int code, String text) {}

    @TempDir Path folder;

    @BeforeEach
    void copy() throws IOException {
        Files.copy(Path.of("build.sh"), folder.resolve("build.sh"));
        Files.createDirectories(folder.resolve("modules/none"));
        Files.copy(Path.of("jlink/packages.sha256"), Files.createDirectories(folder.resolve("jlink")).resolve("packages.sha256"));
    }

    private Ended build(Path firstOnPath, String... words) throws IOException, InterruptedException {
        var command = Stream.concat(Stream.of("bash", "build.sh"), Stream.of(words)).toList();
        var start = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        start.environment().put("JAVA_HOME", System.getProperty("java.home"));
        start.environment().merge("PATH", firstOnPath.toString(), (path, first) -> first + File.pathSeparator + path);
        var process = start.start();
        process.getOutputStream().close();
        var text = new String(process.getInputStream().readAllBytes());
        return new Ended(process.waitFor(), text);
    }

    @Test
    void aCloneThatCannotBeWrittenIsNamed() throws Exception {
        Files.writeString(folder.resolve("build"), "in the way of the folder, for root as well");
        var ended = build(folder);
        assertEquals(1, ended.code);
        assertEquals("""
                build.sh: %s/build cannot be written by %s.
                Everything is built in build/: clone owlboard to where you may write.
                """.formatted(folder.toRealPath(), System.getProperty("user.name")), ended.text);
    }

    @Test
    void whatMavenSaysIsToldWithoutItsColours() throws Exception {
        var maven = Files.writeString(Files.createDirectories(folder.resolve("bin")).resolve("mvn"), """
                #!/bin/sh
                printf '\\033[0m\\033[0m[\\033[1;31mERROR\\033[m] no such package\\n'
                exit 1
                """);
        assertTrue(maven.toFile().setExecutable(true));
        var ended = build(maven.getParent());
        assertEquals(1, ended.code);
        assertTrue(ended.text.endsWith("[ERROR] no such package\n"), ended.text);
        assertFalse(ended.text.contains("\033"), ended.text);
    }

    @Test
    void whoAsksForHelpStartsNothing() throws Exception {
        for (var command : new String[] {"bench", "soak", "fuzz", "test"}) {
            var ended = build(folder, command, "--help");
            assertEquals(0, ended.code, ended.text);
            assertTrue(ended.text.contains("./build.sh " + command), ended.text);
        }
        assertFalse(Files.exists(folder.resolve("build")));
    }

    /** doclint: a comment names what is there, and is well-formed. */
    @Test
    void commentsAreChecked() throws Exception {
        Files.createSymbolicLink(Files.createDirectories(folder.resolve("build")).resolve("lib"), Path.of("build/lib").toAbsolutePath());
        var module = Files.createDirectories(folder.resolve("modules/owlboard.none/none")).getParent();
        Files.writeString(module.resolve("module-info.java"), "module owlboard.none {}");
        Files.writeString(module.resolve("none/None.java"), "package none; final class None { /** {@link Gone} */ private int one; }");
        var ended = build(folder);
        assertEquals(1, ended.code, ended.text);
        assertTrue(ended.text.contains("None.java:1: error: reference not found"), ended.text);
    }
}
