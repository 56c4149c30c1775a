package owlboard.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files that a role is started with. */
final class Folders {
    private Folders() {}

    static Path write(Path folder, String name, String text) throws IOException {
        return Files.writeString(Files.createDirectories(folder).resolve(name), text);
    }

    /** The main file around one {@code http} block. */
    static Path conf(Path folder, String http) throws IOException {
        return write(folder, "nginx.conf", "events { worker_connections 1024; }\nhttp {\n" + http + "}\n");
    }
}
