package owlboard.drill.edge;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import owlboard.json.JsonText;
import owlboard.drill.traffic.Wire;

/**
 * What the balancer says of its peers at one moment.
 *
 * @param peers by name; empty where there is no such page
 */
public record Standing(Map<String, Peer> peers) {
    /** One that is asked for it on purpose. */
    private static final String WATCHER = "127.0.25.1";
    private static final int TIMEOUT_MILLIS = 3000;

    /** Nothing is known. */
    public static final Standing UNKNOWN = new Standing(Map.of());

    /**
     * A peer.
     *
     * @param state up, or why not
     */
    public record Peer(String state, long active, long requests, long failures) {
        /** It gets requests. */
        public boolean isUp() {
            return state.equals("up");
        }
    }

    /** {@link #UNKNOWN} where the balancer does not answer, or has no such page. */
    public static Standing of(InetSocketAddress edge) {
        try (var wire = Wire.to(edge, WATCHER, TIMEOUT_MILLIS)) {
            wire.ask("GET", "/lb-status?format=json", "Connection: close\r\n", "");
            var answer = wire.answer();
            return answer.status() == 200 ? of(answer.text()) : UNKNOWN;
        } catch (IOException away) {
            return UNKNOWN;
        }
    }

    static Standing of(String json) {
        var peers = new LinkedHashMap<String, Peer>();
        try {
            for (var group : elements(JsonText.object(json.getBytes(StandardCharsets.UTF_8)), "upstreams")) {
                for (var peer : elements(group, "backends")) {
                    peers.put(peer.string("name"), new Peer(peer.string("state"), number(peer, "active"), number(peer, "requests"),
                            number(peer, "failures")));
                }
            }
        } catch (JsonText.Broken | NumberFormatException notOurs) {
            return UNKNOWN;
        }
        return new Standing(peers);
    }

    private static List<JsonText.Value> elements(JsonText.Value of, String name) {
        var member = of.member(name);
        return member == null ? List.of() : member.elements();
    }

    private static long number(JsonText.Value of, String name) {
        var member = of.member(name);
        return member == null ? 0 : Long.parseLong(member.text());
    }

    /** Whether it is known, and all get requests. */
    public boolean isAllUp() {
        return !peers.isEmpty() && peers.values().stream().allMatch(Peer::isUp);
    }

    /** Requests in progress by peer, of those that have some. */
    public Map<String, Long> active() {
        var active = new LinkedHashMap<String, Long>();
        peers.forEach((name, peer) -> {
            if (peer.active() > 0) active.put(name, peer.active());
        });
        return active;
    }

    /** Requests that peers were given, all together. */
    public long requests() {
        return peers.values().stream().mapToLong(Peer::requests).sum();
    }
}
