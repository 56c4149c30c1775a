package owlboard.edge;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A server behind the edge that needs no hand: it answers with what it was asked, so that an answer shows the request as it arrived.
 *
 * <p>A line {@code Play-NAME} of the request tells the application NAME what to do instead; its parts stand between bars: a status, header
 * lines, {@code chunked}, {@code body=TEXT}, {@code size=COUNT} (as many x), or {@code close} alone. With {@code Upgrade} it switches, and
 * returns each byte that comes. It does not show {@code Connection}, which the two systems decide about in ways of their own.
 * It understands what comes to it in FastCGI, uWSGI and SCGI as well, and shows the parameters then.
 */
final class Application implements AutoCloseable {
    private static final int SHOWN = 40;

    private final String name;
    private final String root;
    private final ServerSocket listener = new ServerSocket();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    /** What it was asked, whatever it answered. */
    final Queue<Request> asked = new ConcurrentLinkedQueue<>();

    /** {@code name} is NAME:PORT of the configuration; {@code root}, the folder that stands for the system's, is not shown. */
    Application(String name, InetSocketAddress address, String root) throws IOException {
        this.name = name.substring(0, name.indexOf(':'));
        this.root = root;
        listener.setReuseAddress(true);
        listener.bind(address, 64);
        Thread.ofPlatform().daemon().name("application " + name).start(this::accept);
    }

    private void accept() {
        while (true) {
            try {
                var socket = listener.accept();
                open.add(socket);
                Thread.ofPlatform().daemon().name("application of " + name).start(() -> serve(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            var in = new BufferedInputStream(socket.getInputStream());
            while (true) {
                in.mark(1);
                int first = in.read();
                if (first < 0) return;
                in.reset();
                var speech = Speech.of(first);
                var request = speech.read(in);
                if (request != null) asked.add(request);
                if (request == null || !answer(speech, request, in, socket.getOutputStream())) return;
            }
        } catch (IOException _) {
            // the edge has left
        } finally {
            open.remove(socket);
        }
    }

    /** False when the connection is over. */
    private boolean answer(Speech speech, Request request, InputStream in, OutputStream out) throws IOException {
        var script = request.value("Play-" + name);
        if (script.equals("close")) return false;
        if (script.isEmpty() && !request.value("Upgrade").isEmpty()) {
            send(out, "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: " + request.value("Upgrade")
                    + "\r\nX-Asked: " + request.line() + "\r\n\r\n");
            in.transferTo(new Flushed(out));
            return false;
        }
        send(out, speech.framed(played(speech, script, request)));
        return !request.last();
    }

    private String played(Speech speech, String script, Request request) {
        var status = "200";
        var body = shown(request);
        boolean chunked = false;
        var lines = new ArrayList<String>();
        for (var part : script.split(" \\| ")) {
            if (part.matches("\\d+")) status = part;
            else if (part.equals("chunked")) chunked = true;
            else if (part.startsWith("body=")) body = CaseFile.unescaped(part.substring(5), "");
            else if (part.startsWith("size=")) body = "x".repeat(Integer.parseInt(part.substring(5)));
            else if (!part.isEmpty()) lines.add(part);
        }
        boolean typed = lines.stream().anyMatch(line -> line.toLowerCase(Locale.ROOT).startsWith("content-type:"));
        if (!typed) lines.add("Content-Type: text/plain");
        if (speech == Speech.HTTP && request.last()) lines.add("Connection: close"); // nginx keeps one of which the answer does not say so
        boolean without = status.equals("204") || status.equals("304");
        if (!without) lines.add(chunked ? "Transfer-Encoding: chunked" : "Content-Length: " + body.length());
        var head = speech.statusLine() + status + " Played\r\n" + String.join("\r\n", lines) + "\r\n\r\n";
        if (without || request.line().startsWith("HEAD ")) return head;
        return head + (chunked ? Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\n\r\n" : body);
    }

    private String shown(Request request) {
        var text = new StringBuilder(name).append(": ").append(request.line()).append('\n');
        request.lines().stream().filter(line -> !line.regionMatches(true, 0, "Connection:", 0, 11) && !line.startsWith("Play-"))
                .sorted(String.CASE_INSENSITIVE_ORDER).forEach(line -> text.append(line.replace(root, "")).append('\n'));
        var body = request.body();
        if (!body.isEmpty()) text.append(body, 0, Math.min(SHOWN, body.length())).append('\n');
        return text.toString();
    }

    private static void send(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(ISO_8859_1));
        out.flush();
    }

    @Override public void close() {
        try {
            listener.close();
            for (var socket : open) socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Each piece goes on at once. */
    private static final class Flushed extends OutputStream {
        private final OutputStream out;

        Flushed(OutputStream out) {
            this.out = out;
        }

        @Override public void write(int b) throws IOException {
            out.write(b);
            out.flush();
        }

        @Override public void write(byte[] bytes, int from, int count) throws IOException {
            out.write(bytes, from, count);
            out.flush();
        }
    }
}
