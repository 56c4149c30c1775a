package owlboard.cli.nginx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The file that tells scripts whom to signal. */
record PidFile(String name) {
    static final class Invalid extends Exception {
        Invalid(String message) {
            super(message);
        }
    }

    void write() throws IOException {
        Files.writeString(Path.of(name), ProcessHandle.current().pid() + "\n");
    }

    int read() throws IOException, Invalid {
        var text = Files.readString(Path.of(name)).strip();
        try {
            int pid = Integer.parseInt(text);
            if (pid > 0) return pid;
        } catch (NumberFormatException notOne) {
            throw invalid(text);
        }
        throw invalid(text);
    }

    private Invalid invalid(String text) {
        return new Invalid("invalid PID number \"" + text + "\" in \"" + name + "\"");
    }

    void remove() throws IOException {
        Files.deleteIfExists(Path.of(name));
    }
}
