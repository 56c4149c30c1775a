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

    /** Empty when nobody supervises the folder. */
    static Optional<Running> of(State state) throws Complaint {
        List<String> lines;
        try {
            lines = Files.readAllLines(state.supervisor());
        } catch (NoSuchFileException nobody) {
            return Optional.empty();
        } catch (IOException cause) {
            throw Complaint.file("read", state.supervisor(), cause, "make the state folder readable, or name another with --state D");
        }
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
