package owlboard.topology;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** What a proxy that runs says of the peers of one group, by the API of its administration server. */
public final class PeersNow {
    private static final int WITHIN_MILLIS = 2000;
    private static final int LONGEST_ANSWER = 1 << 20;
    /** Of each peer's object, in the order in which our own server writes it. */
    private static final Pattern PEER = Pattern.compile("\"name\": ?\"([^\"]*)\"[^{}]*?\"state\": ?\"(\\w+)\"[^{}]*?\"active\": ?(\\d+)");

    private PeersNow() {}

    /** A peer's state (up, draining, down, unavail, checking, unhealthy) and how many requests it has in progress. */
    public record Peer(String state, int active) {}

    /** By name, as configurations have it; empty where nobody tells, or no group is called so. */
    public static Map<String, Peer> of(int admin, String group) {
        var peers = new LinkedHashMap<String, Peer>();
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), admin), WITHIN_MILLIS);
            socket.setSoTimeout(WITHIN_MILLIS);
            socket.getOutputStream().write(("GET /api/9/http/upstreams/" + group + " HTTP/1.0\r\nHost: localhost\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            var answer = new String(socket.getInputStream().readNBytes(LONGEST_ANSWER), StandardCharsets.UTF_8);
            var found = PEER.matcher(answer);
            while (found.find()) peers.put(found.group(1), new Peer(found.group(2), Integer.parseInt(found.group(3))));
        } catch (IOException gone) {
            return Map.of();
        }
        return peers;
    }
}
