package owlboard.proxy.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import owlboard.edge.Edge;

/**
 * A balancer, a gateway behind it, and behind that a backend that reports each request as its bytes came. It is no part of what is tested:
 * it splits bytes into requests by the letter of RFC 9112, and what it does not understand is a request of its own that no test expects.
 */
final class Tiers implements AutoCloseable {
    private static final String CONF = """
            upstream gateway { server unix:FOLDER/gateway; keepalive 4; }
            upstream backend { server unix:FOLDER/backend; keepalive 4; }
            log_format counted "$request_uri $upstream_status";
            proxy_http_version 1.1;
            proxy_request_buffering %1$s;
            WAITS
            server { listen 80 http2; access_log /var/log/nginx/access.log counted;
                location / { proxy_pass http://gateway; proxy_set_header Host $http_host; proxy_set_header Connection ""; %2$s } }
            server { listen unix:/srv/gateway; access_log /var/log/nginx/gateway.log counted;
                location / { proxy_pass http://backend; proxy_set_header Host $http_host; proxy_set_header Connection ""; %3$s } }
            """;

    /** A request as the backend saw it. */
    record Seen(List<String> head, String body) {
        String line(String name) {
            var start = name.toLowerCase(Locale.ROOT) + ":";
            return String.join("|", head.stream().filter(line -> line.toLowerCase(Locale.ROOT).startsWith(start)).toList());
        }
    }

    final Edge edge;
    private final ServerSocketChannel backend;
    private final Path folder;
    private final List<Seen> seen = new ArrayList<>();

    private Tiers(String conf) throws IOException {
        folder = Files.createTempDirectory("tiers");
        backend = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        backend.bind(UnixDomainSocketAddress.of(folder.resolve("backend")));
        edge = Edge.with(conf.replace("FOLDER", folder.toString()), Edge.file("/srv/folder", "is there"));
        Files.createSymbolicLink(folder.resolve("gateway"), edge.file("/srv/gateway")); // what listens is below the edge's root
        Thread.ofPlatform().daemon().name("backend").start(this::accept);
    }

    /** {@code buffering}: "on" or "off"; {@code atBalancer} and {@code atGateway} stand in their locations. */
    static Tiers with(String buffering, String atBalancer, String atGateway) throws IOException {
        return new Tiers(CONF.formatted(buffering, atBalancer, atGateway).replace("WAITS", ""));
    }

    /** The same for clients that are not done: nobody waits for them for long. */
    static Tiers hasty(String buffering) throws IOException {
        return new Tiers(CONF.formatted(buffering, "", "").replace("WAITS",
                "keepalive_timeout 500ms; client_header_timeout 500ms; client_body_timeout 500ms; lingering_timeout 500ms;"));
    }

    synchronized List<Seen> seen() {
        return List.copyOf(seen);
    }

    synchronized void forget() {
        seen.clear();
    }

    private void accept() {
        try {
            while (true) {
                var connection = backend.accept();
                Thread.ofPlatform().daemon().name("backend's connection").start(() -> serve(connection));
            }
        } catch (IOException closed) {
            return;
        }
    }

    private void serve(SocketChannel connection) {
        try (connection) {
            var in = new BufferedInputStream(Channels.newInputStream(connection));
            while (true) {
                var request = read(in);
                if (request == null) return;
                synchronized (this) {
                    seen.add(request);
                }
                var text = request.head.getFirst();
                var answer = "HTTP/1.1 200 OK\r\nContent-Length: " + text.length() + "\r\n\r\n" + text;
                connection.write(ByteBuffer.wrap(answer.getBytes(ISO_8859_1)));
            }
        } catch (IOException gone) {
            return;
        }
    }

    private static Seen read(InputStream in) throws IOException {
        var head = new ArrayList<String>();
        while (true) {
            var line = line(in, head.isEmpty());
            if (line == null) return null;
            if (line.isEmpty()) break;
            head.add(line);
        }
        var request = new Seen(head, "");
        var body = new StringBuilder();
        if (request.line("transfer-encoding").equalsIgnoreCase("transfer-encoding: chunked")) {
            for (int size; (size = Integer.parseInt(line(in, false), 16)) > 0; line(in, false)) body.append(bytes(in, size));
            while (!line(in, false).isEmpty()) continue;
        } else if (!request.line("content-length").isEmpty()) {
            body.append(bytes(in, Integer.parseInt(request.line("content-length").substring(15).strip())));
        }
        return new Seen(head, body.toString());
    }

    private static String bytes(InputStream in, int count) throws IOException {
        var bytes = in.readNBytes(count);
        if (bytes.length < count) throw new EOFException();
        return new String(bytes, ISO_8859_1);
    }

    /** Up to CR LF; null where the connection ends in place of a first one. */
    private static String line(InputStream in, boolean mayEnd) throws IOException {
        var line = new StringBuilder();
        while (true) {
            int b = in.read();
            if (b < 0 && mayEnd && line.isEmpty()) return null;
            if (b < 0) throw new EOFException();
            line.append((char) b);
            int end = line.length() - 2;
            if (end >= 0 && line.charAt(end) == '\r' && b == '\n') return line.substring(0, end);
        }
    }

    @Override
    public void close() throws IOException {
        try (var _ = edge; var _ = backend) {
            Files.delete(folder.resolve("gateway"));
            Files.delete(folder.resolve("backend"));
            Files.delete(folder);
        }
    }
}
