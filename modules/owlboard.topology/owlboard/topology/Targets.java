package owlboard.topology;

import java.io.IOException;
import java.util.List;
import owlboard.json.Json;

/** The administration ports of all proxies, for Prometheus to find them: as {@code file_sd_configs} reads them. */
final class Targets {
    private Targets() {}

    /** Replaced as a whole. The names are those of the roles, which stay when ports change. */
    static void write(State state, List<Placed> roles) throws Complaint {
        var all = roles.stream().filter(placed -> placed.admin() != 0).map(placed -> Json.object("targets",
                List.of("127.0.0.1:" + placed.admin()), "labels", Json.object("instance", placed.role().name()))).toList();
        try {
            State.write(state.targets(), Json.rows(all));
        } catch (IOException cause) {
            throw Complaint.file("write", state.targets(), cause, "make room, or name another state folder with --state D");
        }
    }
}
