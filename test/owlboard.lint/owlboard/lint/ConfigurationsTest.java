package owlboard.lint;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import owlboard.config.ConfigException;
import owlboard.config.file.Config;
import owlboard.edge.Configurations;
import owlboard.lint.look.Severity;

/** What lint says of whole files in the manner of what people run, and makes of them: those of {@code owlboard.proxy}. */
class ConfigurationsTest {
    private static final Path FILES = Path.of("test/owlboard.proxy/configurations");
    private static final Path EXPECTED = Path.of("test/owlboard.lint/configurations.txt");
    @TempDir Path folder;

    private static List<Path> files() throws IOException {
        try (var files = Files.list(FILES)) {
            return files.filter(file -> file.toString().endsWith(".conf")).sorted().toList();
        }
    }

    private static Report look(Path file) throws IOException {
        return Lint.look(new Site(List.of(Site.file(file, file.toString(), ""))));
    }

    /** Each of them was looked at by a person, and is true. {@code OWLBOARD_TABLE=write} writes them anew, to be looked at again. */
    @Test void whatIsMediumOrWorseIsWhatAPersonAgreedTo() throws IOException {
        var lines = new ArrayList<String>();
        for (var file : files()) {
            for (var each : look(file).from(Severity.MEDIUM)) {
                lines.add(each.severity().word() + " " + file.getFileName() + ":" + each.place().line() + " " + each.rule().id());
            }
        }
        if ("write".equals(System.getenv("OWLBOARD_TABLE"))) Files.write(EXPECTED, lines);
        assertEquals(Files.readString(EXPECTED), String.join("\n", lines) + "\n");
    }

    @Test void whatIsMendedIsTakenAndMendedOnce() throws IOException {
        var mended = new ArrayList<String>();
        var wrong = new ArrayList<String>();
        for (var file : files()) {
            var copy = Files.copy(file, folder.resolve(file.getFileName()));
            var mending = Mending.of(look(copy));
            if (mending.changes().isEmpty()) continue;
            mended.add(file.getFileName().toString());
            mending.write();
            Mending.of(look(copy)).changes().forEach(change -> wrong.add(file + ": a second time " + change));
            var said = Configurations.nginxSays(file, Files.readString(copy, StandardCharsets.UTF_8));
            if (!said.isEmpty()) wrong.add(file + ": " + said);
            try {
                Config.load(new Config.Source(copy, copy.toString(), path -> Path.of("/nowhere" + path), "", true));
            } catch (ConfigException broken) {
                wrong.add(file + ": " + broken.errors());
            }
        }
        assertEquals(List.of(), wrong);
        assertEquals(List.of("cors.conf", "jupyterhub.conf"), mended);
    }
}
