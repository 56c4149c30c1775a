package owlboard.certs;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What {@code owlboard certs} said and how it ended. */
record Said(int code, String out, String err) {
    static Said certs(String... arguments) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        int code = Certs.run(List.of(arguments), new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        return new Said(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    static Said certs(Path dir, String command, String... more) {
        var arguments = new ArrayList<>(List.of(command, "--dir", dir.toString()));
        arguments.addAll(List.of(more));
        return certs(arguments.toArray(String[]::new));
    }

    /** The line of out that mentions a name. */
    String line(String name) {
        return out.lines().filter(line -> line.contains(name)).findFirst().orElse("");
    }
}
