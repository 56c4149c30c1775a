package owlboard.topology;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a supervisor says of itself in its state folder.
 *
 * @param since   milliseconds since the epoch
 * @param socket  its control socket
 * @param options what it was started with, to tell whether a second {@code up} wants the same
 * @param launcher of its image; null where it does not say so
 */
record Running(Incarnation who, long since, Path socket, String options, Path launcher) {

    /** What the last supervisor was started with, whether it runs or was killed; empty when it has ended. */
    static Optional<String> recorded(State state) throws Complaint {
        var lines = lines(state);
        return lines.size() < 4 ? Optional.empty() : Optional.of(lines.get(3));
    }

    private static List<String> lines(State state) throws Complaint {
        try {
            return Files.readAllLines(state.supervisor());
        } catch (NoSuchFileException nobody) {
            return List.of();
        } catch (IOException cause) {
            throw Complaint.file("read", state.supervisor(), cause, "make the state folder readable, or name another with --state D");
        }
    }

    /** Empty when nobody supervises the folder. */
    static Optional<Running> of(State state) throws Complaint {
        var lines = lines(state);
        if (lines.size() < 4) return Optional.empty();
        return Incarnation.parse(lines.getFirst()).filter(Incarnation::runs)
                .map(who -> new Running(who, Long.parseLong(lines.get(1)), Path.of(lines.get(2)), lines.get(3),
                        lines.size() > 4 ? Path.of(lines.get(4)) : null));
    }

    void write(State state) throws Complaint {
        try {
            State.write(state.supervisor(), who + "\n" + since + "\n" + socket + "\n" + options + "\n"
                    + (launcher == null ? "" : launcher + "\n"));
        } catch (IOException cause) {
            throw Complaint.file("write", state.supervisor(), cause, "make room, or name another state folder with --state D");
        }
    }
}
