package owlboard.topology;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Role processes of this user, found by their command lines, as /proc shows them. */
final class Elsewhere {
    private static final Path PROC = Path.of("/proc");
    private static final int FOLDERS_MAX = 10;

    private Elsewhere() {}

    /** A role's process, and what it was started with. */
    record Found(long pid, List<String> words) {
        String after(String flag) {
            int at = words.indexOf(flag);
            return at < 0 || at + 1 >= words.size() ? "" : words.get(at + 1);
        }
    }

    /**
     * Why a command, with the names that it was given, has nothing to do with its state folder, and where it would have: whatever the
     * command, the same words and code.
     */
    static Complaint nothingRuns(String command, State state) {
        return nothing("nothing runs in " + state.folder(), command, state);
    }

    /** {@code what} there is not. */
    static Complaint nothing(String what, String command, State state) {
        var lines = new ArrayList<>(List.of(what + "; start it with: " + state.command("up")));
        lines.addAll(hints(command, state));
        return Complaint.failure(String.join("\n", lines));
    }

    /** The command for each other folder in which something runs: one that was typed in the wrong folder is not far from the right one. */
    static List<String> hints(String command, State but) {
        return folders(but).stream().map(folder -> "There is a run in another folder: owlboard " + command + " --state "
                + State.word(folder)).toList();
    }

    /** State folders with roles that run, but this one. */
    static List<Path> folders(State but) {
        var folders = new TreeSet<Path>();
        for (var found : processes()) {
            var folder = Path.of(found.after("--while")).getParent();
            if (folder != null && !folder.equals(but.folder())) folders.add(folder);
        }
        return folders.stream().limit(FOLDERS_MAX).toList();
    }

    static List<Found> processes() {
        var found = new ArrayList<Found>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            var own = Files.getOwner(PROC.resolve("self/stat"));
            for (var process : processes) {
                var words = words(process);
                if (words.contains("--role") && words.contains("--while") && Files.getOwner(process.resolve("stat")).equals(own)) {
                    found.add(new Found(Long.parseLong(process.getFileName().toString()), words));
                }
            }
            return found;
        } catch (IOException | DirectoryIteratorException noProc) {
            return found;
        }
    }

    private static List<String> words(Path process) {
        try {
            return List.of(new String(Files.readAllBytes(process.resolve("cmdline")), StandardCharsets.UTF_8).split("\0"));
        } catch (IOException goneOrNotOurs) {
            return List.of();
        }
    }
}
