package owlboard.acceptance;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What {@code lb_status} says as JSON of the first upstream. */
record Status(long activeBackends, Map<String, Backend> backends) {
    record Backend(String state, long active, long requests, long failures, String lastFailure) {}

    static Status of(int port) throws IOException {
        try (var client = new Raw(port, "127.0.0.200")) {
            var answer = client.gets("/lb-status", "Accept: application/json").answer();
            if (answer.status() != 200) throw new AssertionError(answer);
            var status = (Map<?, ?>) Client.parsed(answer.body());
            var upstream = (Map<?, ?>) ((List<?>) status.get("upstreams")).getFirst();
            var backends = new LinkedHashMap<String, Backend>();
            for (var entry : (List<?>) upstream.get("backends")) {
                var of = (Map<?, ?>) entry;
                backends.put((String) of.get("name"), new Backend((String) of.get("state"), (Long) of.get("active"),
                        (Long) of.get("requests"), (Long) of.get("failures"), (String) of.get("last_failure")));
            }
            return new Status((Long) status.get("active_backends"), backends);
        }
    }
}
