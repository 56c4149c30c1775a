package owlboard.standins.sql;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import owlboard.harness.Patience;

/** A command-line program that a test runs to its end. */
public record Tool(int code, String output) {
    /** Skips the test, saying so, when the program is not installed. */
    public static void need(String program, String packaged) throws Exception {
        boolean there = new ProcessBuilder("sh", "-c", "command -v " + program).redirectOutput(ProcessBuilder.Redirect.DISCARD).start()
                .waitFor() == 0;
        if (!there) System.out.println("skipped: " + program + " is not installed (Debian's package " + packaged + ")");
        Assumptions.assumeTrue(there, program + " is not installed");
    }

    /** {@code input} is what it reads. Output and errors come together. */
    public static Tool run(Map<String, String> environment, String input, String... command) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        var process = builder.start();
        process.outputWriter(StandardCharsets.UTF_8).append(input).close();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(Patience.SECONDS, TimeUnit.SECONDS)) process.destroyForcibly();
        return new Tool(process.waitFor(), output);
    }
}
