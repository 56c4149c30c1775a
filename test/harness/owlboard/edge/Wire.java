package owlboard.edge;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;
import owlboard.edge.Incoming.End;

/**
 * One end of a connection in the hands of a test: a client's, or a peer's. Text is bytes, one char each (ISO 8859-1).
 * All that comes is read at once; expectations take from it and wait at most {@link Wait#LIMIT}.
 */
public final class Wire implements AutoCloseable {
    private static final String LIMIT = Wait.LIMIT.toSeconds() + " s";

    private final String name;
    private final Socket socket;
    private final List<String> serverNames;
    private final Edge edge;
    private final Incoming incoming;

    /** {@code news} is notified whenever something was read; peers share one among their connections. */
    Wire(String name, Socket socket, List<String> serverNames, Edge edge, Object news) throws IOException {
        this.name = name;
        this.socket = socket;
        this.serverNames = serverNames;
        this.edge = edge;
        incoming = new Incoming(name, socket.getInputStream(), edge.transcript(), news);
    }

    /** Stops reading (the system's send buffer then fills) or goes on. What the kernel has buffered is not undone. */
    public Wire reading(boolean on) {
        incoming.reading(on);
        return this;
    }

    // ---- what the test says

    /** Each line and CRLF, in one write. */
    public Wire sends(String... lines) {
        return sendsRaw(String.join("\r\n", lines) + "\r\n");
    }

    public Wire sendsRaw(String text) {
        var bytes = text.getBytes(ISO_8859_1);
        edge.transcript().bytes(name, "->", bytes, bytes.length);
        try {
            socket.getOutputStream().write(bytes);
        } catch (IOException e) {
            throw edge.failure(name + " could not send: " + e.getMessage());
        }
        return this;
    }

    /** Ends its own direction only. */
    public Wire finishes() {
        edge.transcript().add(name, "-> end");
        try {
            socket.shutdownOutput();
        } catch (IOException e) {
            throw edge.failure(name + " could not end its output: " + e.getMessage());
        }
        return this;
    }

    public void resets() {
        edge.transcript().add(name, "-> reset");
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            throw edge.failure(name + " could not reset: " + e.getMessage());
        }
        incoming.awaitReader();
    }

    public void closes() {
        edge.transcript().add(name, "-> close");
        close();
        incoming.awaitReader();
    }

    // ---- what the test expects

    /**
     * A head, when the lines end with an empty one; an answer with {@code "{page}"} as its last line includes the page's body.
     * Otherwise exactly these lines, in this order.
     */
    public Wire receives(String... lines) {
        var expected = new ArrayList<>(List.of(lines));
        var page = edge.expected().page(lines[0], expected.getLast());
        if (page != null) {
            expected.removeLast();
            expected.addAll(page.headers());
            expected.add("");
        }
        if (!expected.getLast().isEmpty()) return receivesLines(expected);
        expected.removeLast();
        var received = head();
        if (!received.getFirst().startsWith("HTTP/")) expected = new ArrayList<>(edge.upstreamRequest(expected, received));
        var differs = edge.expected().headDiffers(expected, received);
        if (differs != null) {
            throw edge.failure(name + " received another head\n  " + differs + "\nexpected:\n  " + String.join("\n  ", expected)
                    + "\nreceived:\n  " + String.join("\n  ", received));
        }
        return page == null ? this : receivesBody(page.body());
    }

    /** The next head, whatever it says: its lines without CRLF and without the empty one. */
    public List<String> head() {
        var lines = new ArrayList<String>();
        while (true) {
            var line = line();
            if (line.isEmpty() && !lines.isEmpty()) return lines;
            if (line.isEmpty()) throw edge.failure(name + " received an empty line in place of a head");
            lines.add(line);
        }
    }

    private Wire receivesLines(List<String> lines) {
        for (var expected : lines) {
            var line = line();
            if (!edge.expected().matches(expected, line)) {
                throw edge.failure(name + " received another line\nexpected: " + expected + "\nreceived: "
                        + Transcript.visible(line + "\r\n"));
            }
        }
        return this;
    }

    /** The next line, without its CRLF. */
    String line() {
        awaits("a line", () -> incoming.lineFeed() >= 0);
        var line = incoming.take(incoming.lineFeed() + 1);
        if (line.endsWith("\r\n")) return line.substring(0, line.length() - 2);
        throw edge.failure(name + " received a line without CR: " + Transcript.visible(line));
    }

    /** Exactly these bytes. */
    public Wire receivesBody(String body) {
        return same("body", body, bytes(body.length()));
    }

    /** One chunked body without trailers that decodes to {@code body}, however it is cut. */
    public Wire receivesChunked(String body) {
        var received = new StringBuilder();
        while (true) {
            var size = line();
            if (!size.matches("[0-9a-fA-F]{1,8}")) throw edge.failure(name + " received a bad chunk size: " + size);
            int n = Integer.parseInt(size, 16);
            received.append(bytes(n));
            if (!line().isEmpty()) throw edge.failure(name + " received a chunk that doesn't end with CRLF");
            if (n == 0) return same("chunked body", body, received.toString());
        }
    }

    private Wire same(String what, String expected, String received) {
        if (received.equals(expected)) return this;
        throw edge.failure(name + " received another " + what + "\nexpected: " + shortened(expected) + "\nreceived: "
                + shortened(received));
    }

    private static String shortened(String body) {
        var text = Transcript.visible(body + "\r\n");
        return text.length() <= 300 ? text : text.substring(0, 300) + " ... " + body.length() + " bytes";
    }

    /** The next {@code count} bytes. */
    public String bytes(int count) {
        awaits(count + " bytes", () -> incoming.size() >= count);
        return incoming.take(count);
    }

    /** The limit counts from the last byte that came. */
    private void awaits(String what, BooleanSupplier condition) {
        int before;
        do {
            before = incoming.size();
            if (incoming.await(condition, Wait.LIMIT.toNanos())) return;
        } while (incoming.end() == End.OPEN && incoming.size() > before);
        if (incoming.end() == End.OPEN) throw edge.failure(name + ": expected " + what + ", got nothing for " + LIMIT);
        throw edge.failure(name + ": expected " + what + ", got the end (" + incoming.end().name()
                .toLowerCase(Locale.ROOT) + " " + incoming.endReason() + ")");
    }

    /** Nothing more, and an orderly end. */
    public Wire readsEof() {
        isClosed();
        if (incoming.end() == End.RESET) throw edge.failure(name + ": expected the end of the stream, got " + incoming.endReason());
        return this;
    }

    /** Nothing more, and a reset or a TLS alert instead of an orderly end. */
    public Wire isReset() {
        isClosed();
        if (incoming.end() == End.EOF) throw edge.failure(name + ": expected a reset, got an orderly end");
        return this;
    }

    /** Nothing more, and the connection is gone: closed or reset. */
    public Wire isClosed() {
        if (incoming.await(() -> incoming.size() > 0, Wait.LIMIT.toNanos())) {
            throw edge.failure(name + ": expected the end, got " + shortened(incoming.peek()));
        }
        if (incoming.end() == End.OPEN) throw edge.failure(name + ": the connection did not end within " + LIMIT);
        return this;
    }

    /** All that came until the connection ended, in whatever way. */
    public String rest() {
        int before;
        do {
            before = incoming.size();
            incoming.await(() -> false, Wait.LIMIT.toNanos());
        } while (incoming.end() == End.OPEN && incoming.size() > before);
        if (incoming.end() == End.OPEN) throw edge.failure(name + ": the connection did not end within " + LIMIT);
        return incoming.take(incoming.size());
    }

    /** Nothing comes for this time, not even an end. */
    public Wire staysSilent(Duration time) {
        if (incoming.await(() -> incoming.size() > 0, time.toNanos())) {
            throw edge.failure(name + ": expected silence, got " + shortened(incoming.peek()));
        }
        if (incoming.end() != End.OPEN) throw edge.failure(name + ": expected silence, got the end");
        return this;
    }

    /** How many bytes have come and were not expected yet. */
    public int unread() {
        return incoming.size();
    }

    /** Waits for more; false when the other side ended in place of that. */
    boolean isAnswered() {
        return incoming.await(() -> incoming.size() > 0, Wait.LIMIT.toNanos());
    }

    /** Waits without limit for more; false when the stream ended. */
    boolean awaitsMore() {
        return incoming.await(() -> incoming.size() > 0, Duration.ofDays(1).toNanos());
    }

    boolean ended() {
        return incoming.end() != End.OPEN;
    }

    /** Where the other side's end is: {@code 127.0.0.9}. */
    public String addressOfOther() {
        return socket.getInetAddress().getHostAddress();
    }

    // ---- TLS

    /** The subject of the other side's certificate, such as {@code CN=shop}; empty if it showed none. */
    public String certificateOfOther() {
        try {
            return tls().getSession().getPeerPrincipal().getName();
        } catch (SSLPeerUnverifiedException e) {
            return "";
        }
    }

    /** The server names that the other side asked for. */
    public List<String> serverNames() {
        return serverNames;
    }

    public String protocol() {
        return tls().getSession().getProtocol();
    }

    /** What was agreed by ALPN; empty when nothing was. */
    public String applicationProtocol() {
        return tls().getApplicationProtocol();
    }

    private SSLSocket tls() {
        if (socket instanceof SSLSocket tls) return tls;
        throw edge.failure(name + " does not speak TLS");
    }

    Socket socket() {
        return socket;
    }

    @Override public void close() {
        try {
            incoming.reading(true);
            socket.close();
        } catch (IOException e) {
            edge.transcript().add(name, "close: " + e.getMessage());
        }
    }
}
