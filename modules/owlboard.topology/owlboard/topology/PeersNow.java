package owlboard.topology;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import owlboard.json.JsonText;

/** What a proxy that runs says of the peers of one group, by the API of its administration server. */
public final class PeersNow {
    private PeersNow() {}

    /** Of one that fails its checks and gets requests all the same. */
    public static final String LAST_RESORT = "last resort";
    /** Of one that was left alone, may be tried again, and has not answered since. */
    public static final String UNPROVEN = "unproven";

    /** A peer's state (up, draining, down, unavail, checking, unhealthy, {@value #LAST_RESORT},
     * {@value #UNPROVEN}) and its requests in progress. */
    public record Peer(String state, int active) {}

    /** By name, as configurations have it; empty where nobody tells, or no group is called so. */
    public static Map<String, Peer> of(int admin, String group) {
        try {
            return told(Administration.get(admin, "/api/9/http/upstreams/" + group));
        } catch (IOException gone) {
            return Map.of();
        }
    }

    static Map<String, Peer> told(String json) {
        var peers = new LinkedHashMap<String, Peer>();
        try {
            var all = JsonText.object(json.getBytes(StandardCharsets.UTF_8)).member("peers");
            for (var peer : all == null ? List.<JsonText.Value>of() : all.elements()) {
                var name = peer.string("name");
                var state = peer.string("state");
                var active = peer.member("active");
                if (name == null || state == null || active == null) continue;
                var checks = peer.member("health_checks");
                boolean asked = checks != null && checks.member("last_resort") != null;
                if (peer.member("unproven") != null) state = UNPROVEN;
                peers.put(name, new Peer(asked ? LAST_RESORT : state, Integer.parseInt(active.text())));
            }
        } catch (JsonText.Broken | NumberFormatException notOurs) {
            return Map.of();
        }
        return peers;
    }
}
