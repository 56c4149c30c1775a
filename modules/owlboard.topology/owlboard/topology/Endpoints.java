package owlboard.topology;

import java.io.IOException;
import java.util.List;

/** The endpoint directory: which address of this machine a name of the configurations means. */
final class Endpoints {
    private Endpoints() {}

    /** Replaced as a whole; who reads it again sees the old one or the new one. */
    static void write(State state, List<Placed> roles, List<Outsider> outsiders) throws Complaint {
        var text = new StringBuilder("# written by owlboard up: name:port host:port\n");
        for (var placed : roles) placed.endpoints().forEach(line -> text.append(line).append('\n'));
        for (var outsider : outsiders) text.append(outsider.endpoint()).append('\n');
        try {
            State.write(state.endpoints(), text.toString());
        } catch (IOException cause) {
            throw Complaint.file("write", state.endpoints(), cause, "make room, or name another state folder with --state D");
        }
    }
}
