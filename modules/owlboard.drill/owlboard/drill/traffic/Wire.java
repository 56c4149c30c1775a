package owlboard.drill.traffic;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** One HTTP/1.1 connection of a client, for one request at a time. */
public final class Wire implements AutoCloseable {
    private static final int LINE_MAX = 32 << 10;
    private static final int BODY_MAX = 16 << 20;

    private final SocketChannel channel;
    private final InputStream in;
    private boolean keepsAlive = true;
    private int asked;
    private boolean heard;

    private Wire(SocketChannel channel, InputStream in) {
        this.channel = channel;
        this.in = in;
    }

    /**
     * An answer.
     *
     * @param headers by lower-case name; of several lines the last one
     */
    public record Answer(int status, Map<String, String> headers, byte[] body) {
        /** The body, read as UTF-8. */
        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        /** Empty where there is none. */
        public String header(String name) {
            return headers.getOrDefault(name, "");
        }
    }

    /**
     * Connects.
     *
     * @param from          an address of this machine, any free port
     * @param timeoutMillis for the connect, and for each read after it
     */
    public static Wire to(InetSocketAddress edge, String from, int timeoutMillis) throws IOException {
        var channel = SocketChannel.open();
        try {
            if (edge.getAddress() != null && edge.getAddress().isLoopbackAddress()) channel.bind(new InetSocketAddress(from, 0));
            channel.socket().connect(edge, timeoutMillis);
            channel.socket().setTcpNoDelay(true);
            channel.socket().setSoTimeout(timeoutMillis);
            return new Wire(channel, new BufferedInputStream(channel.socket().getInputStream()));
        } catch (IOException | RuntimeException failed) {
            channel.close();
            throw failed;
        }
    }

    /** Whether it had served before the last request: a failure of that may be of the connection's age. */
    public boolean isUsedBefore() {
        return asked > 1;
    }

    /** Whether the peer will take another request, as far as it has said. */
    public boolean isOpen() {
        return keepsAlive;
    }

    /** Whether a byte of the last answer has come. */
    public boolean hasHeard() {
        return heard;
    }

    /** False when the peer has closed it, or said that it will. */
    public boolean isReusable() {
        if (!keepsAlive) return false;
        try {
            channel.configureBlocking(false);
            int read = channel.read(ByteBuffer.allocate(1));
            channel.configureBlocking(true);
            return read == 0;
        } catch (IOException gone) {
            return false;
        }
    }

    /** Sends a request; {@code lines} are further header lines, each with its CRLF. */
    public void ask(String method, String target, String lines, String body) throws IOException {
        asked++;
        heard = false;
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        var head = method + " " + target + " HTTP/1.1\r\nHost: drill.example\r\nUser-Agent: owlboard-drill\r\n" + lines
                + (bytes.length > 0 ? "Content-Type: application/json\r\nContent-Length: " + bytes.length + "\r\n" : "") + "\r\n";
        send((head + body).getBytes(StandardCharsets.UTF_8));
    }

    /** Bytes as they are. */
    public void send(byte[] bytes) throws IOException {
        channel.socket().getOutputStream().write(bytes);
    }

    /** The next answer; an end before its first byte is an {@link EOFException}. */
    public Answer answer() throws IOException {
        var status = line();
        var words = status.split(" ", 3);
        if (words.length < 2 || !words[0].startsWith("HTTP/1.") || !words[1].matches("\\d{3}")) {
            throw new IOException("no HTTP/1 answer: " + status.substring(0, Math.min(40, status.length())));
        }
        int code = Integer.parseInt(words[1]);
        var headers = headers();
        var connection = headers.getOrDefault("connection", "").toLowerCase(Locale.ROOT);
        if (connection.equals("close") || words[0].equals("HTTP/1.0")) keepsAlive = false;
        if (code == 101 || code == 204 || code == 304) return new Answer(code, headers, new byte[0]);
        return new Answer(code, headers, body(headers));
    }

    private Map<String, String> headers() throws IOException {
        var headers = new HashMap<String, String>();
        for (var line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            if (colon > 0) headers.put(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
        }
        return headers;
    }

    private byte[] body(Map<String, String> headers) throws IOException {
        if (headers.getOrDefault("transfer-encoding", "").equalsIgnoreCase("chunked")) return chunked();
        var length = headers.get("content-length");
        if (length == null) {
            keepsAlive = false;
            return in.readNBytes(BODY_MAX);
        }
        return exactly(Integer.parseInt(length));
    }

    private byte[] chunked() throws IOException {
        var body = new byte[0];
        while (true) {
            int size = Integer.parseInt(line().replaceFirst(";.*", "").strip(), 16);
            if (size == 0) break;
            var chunk = exactly(size);
            var longer = new byte[body.length + chunk.length];
            System.arraycopy(body, 0, longer, 0, body.length);
            System.arraycopy(chunk, 0, longer, body.length, chunk.length);
            if (longer.length > BODY_MAX) throw new IOException("a body of more than " + BODY_MAX + " bytes");
            body = longer;
            line();
        }
        while (!line().isEmpty()) continue;
        return body;
    }

    /** So many bytes. */
    byte[] exactly(int count) throws IOException {
        if (count > BODY_MAX) throw new IOException("a body of more than " + BODY_MAX + " bytes");
        var bytes = in.readNBytes(count);
        if (bytes.length < count) throw new EOFException("closed in the middle of a body");
        return bytes;
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        while (true) {
            int c = in.read();
            if (c < 0) throw new EOFException(heard ? "closed in the middle of an answer" : "closed without an answer");
            heard = true;
            if (c == '\n') return line.toString();
            if (c != '\r') line.append((char) c);
            if (line.length() > LINE_MAX) throw new IOException("a line of more than " + LINE_MAX + " bytes");
        }
    }

    @Override public void close() {
        try {
            channel.close();
        } catch (IOException gone) {
            keepsAlive = false;
        }
    }
}
