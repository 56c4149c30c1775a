package owlboard.topology;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The head of an answer to one request on a connection of its own, as a client sees it: status 0 where none came. */
record Answered(int status, List<String> lines) {
    private static final int CONNECT_MILLIS = 2000;
    private static final int ANSWER_MILLIS = 10_000;
    private static final int HEAD_BYTES_MAX = 64 << 10;

    /**
     * Asks once, with further header lines.
     *
     * @throws IOException there is no answer of HTTP in time
     */
    static Answered get(URI at, String path, String... headers) throws IOException {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(at.getHost(), at.getPort()), CONNECT_MILLIS);
            socket.setSoTimeout(ANSWER_MILLIS);
            var request = new StringBuilder("GET ").append(path).append(" HTTP/1.1\r\nHost: ").append(at.getAuthority()).append("\r\n");
            for (var line : headers) request.append(line).append("\r\n");
            if (headers.length == 0 || !headers[0].startsWith("Connection:")) request.append("Connection: close\r\n");
            socket.getOutputStream().write(request.append("User-Agent: owlboard-doctor\r\n\r\n").toString()
                    .getBytes(StandardCharsets.US_ASCII));
            return read(socket);
        }
    }

    private static Answered read(Socket socket) throws IOException {
        var head = new ByteArrayOutputStream();
        for (int c; head.size() < HEAD_BYTES_MAX && (c = socket.getInputStream().read()) >= 0; ) {
            head.write(c);
            if (c == '\n' && head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) break;
        }
        var lines = head.toString(StandardCharsets.ISO_8859_1).lines().toList();
        if (lines.isEmpty() || !lines.getFirst().matches("HTTP/1\\.[01] \\d{3}.*")) throw new IOException("no HTTP answer");
        return new Answered(Integer.parseInt(lines.getFirst().substring(9, 12)), lines);
    }

    /** The values of every line of this name. */
    List<String> all(String name) {
        return lines.stream().filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
                .map(line -> line.substring(name.length() + 1).strip()).toList();
    }
}
