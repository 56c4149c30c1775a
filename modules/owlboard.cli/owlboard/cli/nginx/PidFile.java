package owlboard.cli.nginx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import owlboard.topology.ToolSocket;

/** The file that tells scripts whom to signal. */
record PidFile(String name) {
    static final class Invalid extends Exception {
        Invalid(String message) {
            super(message);
        }
    }

    void write() throws IOException {
        tidyUp();
        Files.writeString(Path.of(name), ProcessHandle.current().pid() + "\n");
    }

    /** After a process that was killed. */
    private void tidyUp() throws IOException {
        try {
            int before = read();
            if (ProcessHandle.of(before).isEmpty()) ToolSocket.remove(before);
        } catch (NoSuchFileException | Invalid none) {
            return;
        }
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
