package owlboard.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A command line in this process, for what is not about the process: a JVM of its own costs half a second of CPU. */
public final class Here {
    /** What was printed on both outputs, and the exit code. */
    public record Said(int code, String text) {}

    private Here() {}

    public static Said owlboard(List<String> words) {
        var text = new ByteArrayOutputStream();
        var both = new PrintStream(text, true, StandardCharsets.UTF_8);
        int code = new Main(both, both).run(words);
        return new Said(code, text.toString(StandardCharsets.UTF_8));
    }
}
