package owlboard.topology;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import owlboard.json.JsonText;

/** What a proxy that runs says of the peers of one group, by the API of its administration server. */
public final class PeersNow {
    private static final int WITHIN_MILLIS = 2000;
    private static final int LONGEST_ANSWER = 1 << 20;
    private static final String OK = "HTTP/1.1 200 ";
    private static final String HEAD_END = "\r\n\r\n";

    private PeersNow() {}

    /** A peer's state (up, draining, down, unavail, checking, unhealthy) and how many requests it has in progress. */
    public record Peer(String state, int active) {}

    /** By name, as configurations have it; empty where nobody tells, or no group is called so. */
    public static Map<String, Peer> of(int admin, String group) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), admin), WITHIN_MILLIS);
            socket.setSoTimeout(WITHIN_MILLIS);
            socket.getOutputStream().write(("GET /api/9/http/upstreams/" + group + " HTTP/1.0\r\nHost: localhost\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            return told(socket.getInputStream().readNBytes(LONGEST_ANSWER));
        } catch (IOException gone) {
            return Map.of();
        }
    }

    /** {@code answer}: head and body. */
    static Map<String, Peer> told(byte[] answer) {
        var text = new String(answer, StandardCharsets.ISO_8859_1);
        int head = text.indexOf(HEAD_END);
        if (!text.startsWith(OK) || head < 0) return Map.of();
        var peers = new LinkedHashMap<String, Peer>();
        try {
            var all = JsonText.object(Arrays.copyOfRange(answer, head + HEAD_END.length(), answer.length)).member("peers");
            for (var peer : all == null ? List.<JsonText.Value>of() : all.elements()) {
                var name = peer.string("name");
                var state = peer.string("state");
                var active = peer.member("active");
                if (name != null && state != null && active != null) peers.put(name, new Peer(state, Integer.parseInt(active.text())));
            }
        } catch (JsonText.Broken | NumberFormatException notOurs) {
            return Map.of();
        }
        return peers;
    }
}
