package owlboard.topology;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** What a proxy that runs here answers on its administration port. */
final class Administration {
    private static final int WITHIN_MILLIS = 2000;
    private static final int LONGEST_BYTES = 16 << 20;

    private Administration() {}

    /**
     * The body of a good answer, in UTF-8, at most 16 MB of it.
     *
     * @throws IOException it does not answer, is silent for two seconds, or does so with another status than 200
     */
    static String get(int port, String path) throws IOException {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), WITHIN_MILLIS);
            socket.setSoTimeout(WITHIN_MILLIS);
            socket.getOutputStream().write(("GET " + path + " HTTP/1.0\r\nHost: localhost\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            var answer = new String(socket.getInputStream().readNBytes(LONGEST_BYTES), StandardCharsets.UTF_8);
            int head = answer.indexOf("\r\n\r\n");
            boolean isGood = answer.startsWith("HTTP/1.1 200 ") && head >= 0;
            if (!isGood) throw new IOException("it answers " + answer.lines().findFirst().orElse(""));
            return answer.substring(head + 4);
        }
    }
}
