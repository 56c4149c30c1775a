package owlboard.wire.net;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.Map;

/**
 * A file that says where names are on this machine, before any name server is asked: lines {@code name:port host:port}, {@code #} begins a
 * comment. Safe for all threads; reads a disk.
 */
public final class EndpointDirectory {
    private final Path file;
    private FileTime read;
    private volatile Map<String, String> places = Map.of();

    /** {@code file} may be null, or not be there yet: then it names nothing. */
    public EndpointDirectory(Path file) {
        this.file = file;
        reread();
    }

    /** Reads it again when it has changed; true when it had. One that cannot be read leaves what was read last. */
    public synchronized boolean reread() {
        if (file == null) return false;
        try {
            var time = Files.getLastModifiedTime(file);
            if (time.equals(read)) return false;
            var lines = new HashMap<String, String>();
            for (var line : Files.readAllLines(file)) {
                var words = line.split("#", 2)[0].strip().split("\\s+");
                if (words.length == 2) lines.put(words[0], words[1]);
            }
            places = Map.copyOf(lines);
            read = time;
            return true;
        } catch (IOException unreadable) {
            return false;
        }
    }

    /** {@code host:port} for a {@code name:port}; null when it is not there. */
    public String find(String nameAndPort) {
        return places.get(nameAndPort);
    }
}
