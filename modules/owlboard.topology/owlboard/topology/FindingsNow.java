package owlboard.topology;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** What a proxy that runs has seen of the faults that {@code owlboard lint} knows, by its administration server. */
public final class FindingsNow {
    private static final int WITHIN_MILLIS = 2000;
    private static final int LONGEST_ANSWER = 1 << 20;

    private FindingsNow() {}

    /** {@code id}: of the rule; {@code place}: a line, a peer, a zone, a file. */
    public record Seen(String id, String place, String text) {}

    /** Null: it does not tell, within two seconds. */
    public static List<Seen> of(int admin) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), admin), WITHIN_MILLIS);
            socket.setSoTimeout(WITHIN_MILLIS);
            socket.getOutputStream().write("GET /findings HTTP/1.0\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            var answer = new String(socket.getInputStream().readNBytes(LONGEST_ANSWER), StandardCharsets.UTF_8);
            int head = answer.indexOf("\r\n\r\n");
            if (head < 0 || !answer.startsWith("HTTP/1.1 200 ")) return null;
            return answer.substring(head + 4).lines().flatMap(FindingsNow::seen).toList();
        } catch (IOException silent) {
            return null;
        }
    }

    private static Stream<Seen> seen(String line) {
        var words = line.split("\t", 4);
        return words.length < 4 ? Stream.empty() : Stream.of(new Seen(words[0], words[2], words[3]));
    }
}
