package owlboard.edge;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;

/**
 * One end of a connection in the hands of a test: a client's, or a peer's. Text is bytes, one char each (ISO 8859-1).
 * A thread reads all that comes; expectations take from what it has read and wait at most {@link Wait#LIMIT}.
 */
public final class Wire implements AutoCloseable {
    private enum End { OPEN, EOF, RESET }

    private final String name;
    private final Socket socket;
    private final Edge edge;
    private final Object news;
    private final ByteArrayOutputStream unread = new ByteArrayOutputStream();
    private End end = End.OPEN;
    private String endReason = "";
    private boolean reads = true;

    /** {@code news} is notified whenever something was read; peers share one among their connections. */
    Wire(String name, Socket socket, Edge edge, Object news) {
        this.name = name;
        this.socket = socket;
        this.edge = edge;
        this.news = news;
        Thread.ofPlatform().daemon().name("wire " + name).start(this::readAll);
    }

    private void readAll() {
        var bytes = new byte[64 * 1024];
        try {
            while (true) {
                awaitReading();
                int n = socket.getInputStream().read(bytes);
                if (n < 0) break;
                edge.transcript().bytes(name, "<-", bytes, n);
                synchronized (news) {
                    unread.write(bytes, 0, n);
                    news.notifyAll();
                }
            }
            ends(End.EOF, "");
        } catch (IOException e) {
            ends(End.RESET, e.getMessage());
        }
    }

    private void ends(End how, String why) {
        edge.transcript().add(name, how == End.EOF ? "<- end" : "<- " + why);
        synchronized (news) {
            end = how;
            endReason = String.valueOf(why);
            news.notifyAll();
        }
    }

    private void awaitReading() throws IOException {
        synchronized (news) {
            while (!reads) {
                try {
                    news.wait();
                } catch (InterruptedException e) {
                    throw new IOException("interrupted", e);
                }
            }
        }
    }

    /** Stops reading (the system's send buffer then fills) or goes on. What the kernel has buffered is not undone. */
    public Wire reading(boolean on) {
        synchronized (news) {
            reads = on;
            news.notifyAll();
        }
        return this;
    }

    // ---- what the test says

    /** Each line and CRLF, in one write. */
    public Wire sends(String... lines) {
        return sendsRaw(String.join("\r\n", lines) + "\r\n");
    }

    public Wire sendsRaw(String text) {
        return sendsRaw(text.getBytes(ISO_8859_1));
    }

    public Wire sendsRaw(byte[] bytes) {
        edge.transcript().bytes(name, "->", bytes, bytes.length);
        try {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        } catch (IOException e) {
            throw edge.failure(name + " could not send: " + e.getMessage());
        }
        return this;
    }

    /** Sends while the other side may stop listening at any time; whether it did is what the test asks next. */
    public Wire sendsAsLongAsItCan(byte[] bytes) {
        edge.transcript().add(name, "-> up to " + bytes.length + " bytes");
        try {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        } catch (IOException e) {
            edge.transcript().add(name, "-> stopped: " + e.getMessage());
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
    }

    public void closes() {
        edge.transcript().add(name, "-> close");
        close();
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
            if (line.isEmpty()) return lines;
            lines.add(line);
        }
    }

    private Wire receivesLines(List<String> lines) {
        for (var expected : lines) {
            var line = line();
            if (!edge.expected().matches(expected, line)) {
                throw edge.failure(name + " received another line\nexpected: " + expected + "\nreceived: " + Transcript.visible(line + "\r\n"));
            }
        }
        return this;
    }

    private String line() {
        awaits("a line", () -> unread.toString(ISO_8859_1).indexOf('\n') >= 0);
        synchronized (news) {
            var text = unread.toString(ISO_8859_1);
            int end = text.indexOf('\n');
            var line = text.substring(0, end + 1);
            drop(end + 1);
            if (line.endsWith("\r\n")) return line.substring(0, end - 1);
            throw edge.failure(name + " received a line without CR: " + Transcript.visible(line));
        }
    }

    /** Exactly these bytes. */
    public Wire receivesBody(String body) {
        var received = bytes(body.length());
        if (!received.equals(body)) {
            throw edge.failure(name + " received another body\nexpected: " + shortened(body) + "\nreceived: " + shortened(received));
        }
        return this;
    }

    private static String shortened(String body) {
        var text = Transcript.visible(body + "\r\n");
        return text.length() <= 300 ? text : text.substring(0, 300) + " ... " + body.length() + " bytes";
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
            if (n == 0) break;
        }
        if (!received.toString().equals(body)) {
            throw edge.failure(name + " received another chunked body\nexpected: " + shortened(body) + "\nreceived: " + shortened(received.toString()));
        }
        return this;
    }

    /** The next {@code count} bytes. */
    public String bytes(int count) {
        awaits(count + " bytes", () -> unread.size() >= count);
        synchronized (news) {
            var text = unread.toString(ISO_8859_1).substring(0, count);
            drop(count);
            return text;
        }
    }

    /** Nothing more, and an orderly end. */
    public Wire readsEof() {
        awaitEnd();
        if (end == End.RESET) throw edge.failure(name + ": expected the end of the stream, got " + endReason);
        return this;
    }

    /** Nothing more, and the connection is gone: closed or reset. */
    public Wire isClosed() {
        awaitEnd();
        return this;
    }

    /** A reset, or a TLS alert, instead of an orderly end. */
    public Wire isReset() {
        awaitEnd();
        if (end != End.RESET) throw edge.failure(name + ": expected a reset, got an orderly end");
        return this;
    }

    private void awaitEnd() {
        synchronized (news) {
            long until = System.nanoTime() + Wait.LIMIT.toNanos();
            while (end == End.OPEN && unread.size() == 0 && waitUntil(until)) {}
            if (unread.size() > 0) throw edge.failure(name + ": expected the end, got " + shortened(unread.toString(ISO_8859_1)));
            if (end == End.OPEN) throw edge.failure(name + ": the connection did not end within " + Wait.LIMIT.toSeconds() + " s");
        }
    }

    /** All that came until the connection ended, in whatever way. */
    public String rest() {
        synchronized (news) {
            long until = System.nanoTime() + Wait.LIMIT.toNanos();
            while (end == End.OPEN && waitUntil(until)) {}
            if (end == End.OPEN) throw edge.failure(name + ": the connection did not end within " + Wait.LIMIT.toSeconds() + " s");
            var text = unread.toString(ISO_8859_1);
            drop(text.length());
            return text;
        }
    }

    /** Nothing comes for this time, not even an end. */
    public Wire staysSilent(Duration time) {
        synchronized (news) {
            long until = System.nanoTime() + time.toNanos();
            while (end == End.OPEN && unread.size() == 0 && waitUntil(until)) {}
            if (unread.size() > 0) throw edge.failure(name + ": expected silence, got " + shortened(unread.toString(ISO_8859_1)));
            if (end != End.OPEN) throw edge.failure(name + ": expected silence, got the end");
        }
        return this;
    }

    /** How many bytes have come and were not expected yet. */
    public int unread() {
        synchronized (news) {
            return unread.size();
        }
    }

    /** Waits without limit for more; false when the stream ended. */
    boolean awaitsMore() {
        synchronized (news) {
            while (end == End.OPEN && unread.size() == 0) waitUntil(System.nanoTime() + Wait.LIMIT.toNanos());
            return unread.size() > 0;
        }
    }

    boolean ended() {
        synchronized (news) {
            return end != End.OPEN;
        }
    }

    private void awaits(String what, BooleanSupplier condition) {
        synchronized (news) {
            long until = System.nanoTime() + Wait.LIMIT.toNanos();
            int seen = -1;
            while (true) {
                if (unread.size() != seen) {
                    if (condition.getAsBoolean()) return;
                    seen = unread.size();
                }
                if (end != End.OPEN) {
                    throw edge.failure(name + ": expected " + what + ", got the end (" + end.name().toLowerCase(Locale.ROOT) + " " + endReason + ")");
                }
                if (!waitUntil(until)) throw edge.failure(name + ": expected " + what + ", got nothing for " + Wait.LIMIT.toSeconds() + " s");
            }
        }
    }

    private boolean waitUntil(long nanoTime) {
        long left = (nanoTime - System.nanoTime()) / 1_000_000;
        if (left <= 0) return false;
        try {
            news.wait(left);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
        return true;
    }

    private void drop(int count) {
        var bytes = unread.toByteArray();
        unread.reset();
        unread.write(bytes, count, bytes.length - count);
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
        return ((ExtendedSSLSession) tls().getSession()).getRequestedServerNames().stream()
                .map(asked -> ((SNIHostName) asked).getAsciiName()).toList();
    }

    public String protocol() {
        return tls().getSession().getProtocol();
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
            reading(true);
            socket.close();
        } catch (IOException e) {
            edge.transcript().add(name, "close: " + e.getMessage());
        }
    }
}
