package owlboard.standins.mongo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The stand-in in the hands of a real driver: the npm package mongodb, installed into a temporary folder. What it must print is in
 * {@code cases/mongo-driver.txt}.
 */
class MongoDriverTest {
    private static final Path CASES = Path.of("test/owlboard.standins/cases");
    private static final int INSTALL_SECONDS = 120;
    private static final int RUN_SECONDS = 60;

    @TempDir Path dir;

    @Test void servesTheDriverOfNpm() throws Exception {
        assume(run(INSTALL_SECONDS, "node", "--version") == 0 && run(INSTALL_SECONDS, "npm", "--version") == 0,
                "node and npm are not installed");
        Files.writeString(dir.resolve("package.json"), "{\"private\": true}");
        assume(run(INSTALL_SECONDS, "npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "mongodb@7.9.0") == 0,
                "npm could not install the package mongodb");
        Files.copy(CASES.resolve("mongo-driver.js"), dir.resolve("driver.js"));
        try (var server = MongoServerTest.start(dir.resolve("state"), 0)) {
            int code = run(RUN_SECONDS, "node", "driver.js", Integer.toString(server.port()));
            var said = Files.readString(dir.resolve("said"), StandardCharsets.UTF_8);
            assertEquals(Files.readString(CASES.resolve("mongo-driver.txt")), said);
            assertEquals(0, code, said);
        }
    }

    private static void assume(boolean holds, String otherwise) {
        if (!holds) System.out.println("skipped: " + otherwise);
        Assumptions.assumeTrue(holds, otherwise);
    }

    /** The exit code; -1 when the tool is missing or too slow. What it says is in the file {@code said}. */
    private int run(int seconds, String... command) throws Exception {
        var builder = new ProcessBuilder(List.of(command)).directory(dir.toFile()).redirectErrorStream(true)
                .redirectOutput(dir.resolve("said").toFile());
        Process process;
        try {
            process = builder.start();
        } catch (IOException missing) {
            return -1;
        }
        if (process.waitFor(seconds, TimeUnit.SECONDS)) return process.exitValue();
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
        return -1;
    }
}
