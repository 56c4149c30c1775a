package owlboard.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/** Files that a role is started with. */
final class Folders {
    private Folders() {}

    static Path write(Path folder, String name, String text) throws IOException {
        return Files.writeString(Files.createDirectories(folder).resolve(name), text);
    }

    /** A folder and all in it; what its links lead to stays. */
    static void delete(Path folder) throws IOException {
        try (var all = Files.walk(folder)) {
            for (var path : all.sorted(Comparator.reverseOrder()).toList()) Files.deleteIfExists(path);
        }
    }

    /** The main file around one {@code http} block. */
    static Path conf(Path folder, String http) throws IOException {
        return write(folder, "nginx.conf", "events { worker_connections 1024; }\nhttp {\n" + http + "}\n");
    }
}
