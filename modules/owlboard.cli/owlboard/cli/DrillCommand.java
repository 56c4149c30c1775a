package owlboard.cli;

import java.io.PrintStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import owlboard.config.language.Nearest;
import owlboard.drill.Drill;

/** The command line of {@code owlboard drill}. */
final class DrillCommand {
    private DrillCommand() {}

    static int run(Given given, PrintStream out, PrintStream err) throws Usage {
        if (given.has("--list")) {
            Drill.list(given.has("--json"), out);
            return 0;
        }
        for (var name : given.operands()) {
            if (Drill.names().contains(name)) continue;
            throw new Usage("no drill '" + name + "'" + Nearest.aside(name, Drill.names()) + " (there are: "
                    + String.join(", ", Drill.names()) + "; owlboard drill --list says what each does)");
        }
        var output = new Drill.Output(given.has("--json"), page(given.path("--report", null)));
        return Drill.run(new Drill.Options(given.operands(), given.number("--seconds", 3, 600, 12), given.number("--rate", 10, 2000, 0),
                url(given.text("--against", null)), given.path("--state", Path.of("run")), output), out, err);
    }

    /** Before minutes are spent on what cannot be written. */
    private static Path page(Path file) throws Usage {
        if (file == null) return null;
        var folder = file.toAbsolutePath().getParent();
        if (!Files.isWritable(folder) || Files.isDirectory(file)) {
            throw new Usage("--report '" + file + "' cannot be written: name a file in a folder of yours");
        }
        return file;
    }

    private static URI url(String text) throws Usage {
        if (text == null) return null;
        try {
            var url = new URI(text);
            if ("http".equals(url.getScheme()) && url.getHost() != null) return url;
        } catch (URISyntaxException noUrl) {
            throw new Usage("--against '" + text + "' is no URL: " + noUrl.getReason());
        }
        throw new Usage("--against '" + text + "' is no http URL with a host: http://localhost:8000");
    }
}
