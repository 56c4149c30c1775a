package owlboard.proxy.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import owlboard.edge.Edge;
import owlboard.edge.Peer;
import owlboard.edge.Wire;
import owlboard.harness.Patience;
import owlboard.harness.Tree;

/** An edge with a cache, and one origin behind it whose answers a test gives one at a time. */
final class CacheEdge implements AutoCloseable {
    private static final String CONF = """
            proxy_cache_path /var/cache/nginx/c levels=1:2 keys_zone=c:1m;
            server { listen 80; proxy_cache c; add_header X-Cache $upstream_cache_status always; %s
              location / { proxy_pass http://a:80; } }
            """;
    final Edge edge;
    final Peer origin;
    private final Wire client;

    private CacheEdge(Edge edge) {
        this.edge = edge;
        origin = edge.peer("a:80");
        client = edge.client();
    }

    /** {@code directives} stand in the server. */
    static CacheEdge with(String directives) {
        return new CacheEdge(Edge.with(conf(directives)));
    }

    static String conf(String directives) {
        return CONF.formatted(directives);
    }

    static CacheEdge of(String conf) {
        return new CacheEdge(Edge.with(conf));
    }

    record Got(int status, List<String> lines, String body) {
        /** All values, joined; empty where there is none. */
        String header(String name) {
            var start = name.toLowerCase(Locale.ROOT) + ":";
            return String.join(", ", lines.stream().filter(line -> line.toLowerCase(Locale.ROOT).startsWith(start))
                    .map(line -> line.substring(start.length()).strip()).toList());
        }

        String cache() {
            return header("X-Cache");
        }
    }

    /** One request of a client. */
    final class Asking {
        private final Wire wire;
        private final boolean head;
        private List<String> seen = List.of();

        private Asking(Wire wire, String methodAndTarget, String... headers) {
            this.wire = wire;
            head = methodAndTarget.startsWith("HEAD ");
            var lines = new ArrayList<>(List.of(methodAndTarget + " HTTP/1.1", "Host: shop"));
            lines.addAll(List.of(headers));
            lines.add("");
            wire.sends(lines.toArray(String[]::new));
        }

        /** The origin is asked; its request head. */
        List<String> reaches() {
            seen = origin.speaking().head();
            return seen;
        }

        /** The origin is asked and answers with these lines, parted by bars, and this body. */
        Got answered(String lines, String body) {
            reaches();
            answers(lines, body);
            return gets();
        }

        void answers(String lines, String body) {
            var text = new StringBuilder("HTTP/1.1 ").append(lines.replace("|", "\r\n"));
            boolean bodiless = seen.getFirst().startsWith("HEAD ") || lines.startsWith("304") || lines.startsWith("204");
            if (!bodiless && !lines.contains("Transfer-Encoding") && !lines.contains("Content-Length")) {
                text.append("\r\nContent-Length: ").append(body.length());
            }
            origin.current().sendsRaw(text + "\r\n\r\n" + (bodiless ? "" : body));
        }

        /** What the origin was asked. */
        List<String> seen() {
            return seen;
        }

        /** The answer. */
        Got gets() {
            var lines = wire.head();
            var got = new Got(Integer.parseInt(lines.getFirst().split(" ")[1]), lines.subList(1, lines.size()), "");
            if (head || got.status == 204 || got.status == 304) return got;
            var length = got.header("Content-Length");
            if (!length.isEmpty()) return new Got(got.status, got.lines, wire.bytes(Integer.parseInt(length)));
            return new Got(got.status, got.lines, chunks());
        }

        private String chunks() {
            var body = new StringBuilder();
            while (true) {
                var size = new StringBuilder();
                while (!size.toString().endsWith("\r\n")) size.append(wire.bytes(1));
                int count = Integer.parseInt(size.toString().strip(), 16);
                body.append(wire.bytes(count));
                assertEquals("\r\n", wire.bytes(2));
                if (count == 0) return body.toString();
            }
        }
    }

    Asking ask(String methodAndTarget, String... headers) {
        return new Asking(client, methodAndTarget, headers);
    }

    Asking askOn(Wire other, String methodAndTarget, String... headers) {
        return new Asking(other, methodAndTarget, headers);
    }

    /** The origin is not asked. */
    Got get(String target, String... headers) {
        return ask("GET " + target, headers).gets();
    }

    Got fetch(String target, String lines, String body) {
        return ask("GET " + target).answered(lines, body);
    }

    /** From the cache, with this body. */
    void hits(String target, String body, String... headers) {
        var got = get(target, headers);
        assertEquals("200 HIT " + body, got.status() + " " + got.cache() + " " + got.body());
    }

    /** Waits until what is stored for so many seconds is stale; nginx counts whole ones, and one more. */
    static void pass(int seconds) throws InterruptedException {
        Thread.sleep(seconds * 1000L + ("nginx".equals(System.getProperty("owlboard.edge")) ? 1100 : 20));
    }

    /** As soon as there are so many of them, without those that are being written. */
    List<Path> files(int count) throws IOException, InterruptedException {
        long until = System.nanoTime() + Patience.NANOS;
        while (true) {
            var files = Tree.files(edge.file("/var/cache/nginx/c")).stream().filter(file -> !file.toString().contains(".")).toList();
            if (files.size() == count) return files;
            assertTrue(System.nanoTime() - until < 0, files.toString());
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    @Override public void close() {
        edge.close();
    }
}
