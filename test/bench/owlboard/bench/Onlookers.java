package owlboard.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Who looks at an administration server: one open page with its stream and what it asks for every 2 s, {@code owlboard top}, and, each
 * second, Prometheus and a reader of the whole API.
 */
final class Onlookers implements AutoCloseable {
    enum Who { PAGE, METRICS, API, TOP }

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    /** What nginx-prometheus-exporter reads for each scrape. */
    private static final List<String> API = List.of("nginx", "processes", "connections", "ssl", "slabs", "workers", "resolvers",
            "http/requests", "http/server_zones", "http/location_zones", "http/upstreams", "http/limit_reqs", "http/limit_conns",
            "http/caches");

    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String at;
    private final Map<String, LongAdder> seen = new ConcurrentHashMap<>();
    private final int times;
    private volatile boolean closed;

    /**
     * @param door  the port whose heat map they look at
     * @param who   of them look; none named: all
     * @param times as often as usual
     */
    Onlookers(int port, int door, Collection<Who> who, int times) {
        this.times = times;
        at = "http://127.0.0.1:" + port + "/";
        if (looks(Who.PAGE, who)) page(List.of("requests", "heat?of=listener:127.0.0.1:" + door));
        if (looks(Who.METRICS, who)) every(1000, "scrapes of the metrics", () -> get("metrics"));
        if (looks(Who.API, who)) every(1000, "readings of the API", () -> API.forEach(path -> get("api/9/" + path)));
        if (looks(Who.TOP, who)) every(1000, "pictures of top", () -> get("text"));
    }

    private static boolean looks(Who one, Collection<Who> who) {
        return who.isEmpty() || who.contains(one);
    }

    private void page(List<String> lists) {
        get("");
        var stream = HttpRequest.newBuilder(URI.create(at + "stream")).build();
        client.sendAsync(stream, BodyHandlers.ofLines()).thenAccept(answer -> answer.body().forEach(line -> {
            if (line.startsWith("data:")) saw("pictures of the page");
        }));
        every(2000, "lists of the page", () -> lists.forEach(this::get));
    }

    private void saw(String what) {
        seen.computeIfAbsent(what, _ -> new LongAdder()).increment();
    }

    private void every(int millis, String what, Runnable look) {
        Thread.ofVirtual().start(() -> {
            for (long next = System.currentTimeMillis(); !closed; next += millis / times) {
                try {
                    Thread.sleep(Math.max(0, next - System.currentTimeMillis()));
                    look.run();
                    saw(what);
                } catch (InterruptedException | RuntimeException ended) {
                    if (!closed) saw("failed " + what);
                }
            }
        });
    }

    private void get(String path) {
        try {
            var answer = client.send(HttpRequest.newBuilder(URI.create(at + path)).timeout(PATIENCE).build(), BodyHandlers.discarding());
            boolean isNothing = answer.headers().firstValueAsLong("content-length").orElse(0) == "null".length();
            if (isNothing) throw new IllegalStateException(path + " is about nothing");
            if (answer.statusCode() != 200) throw new IllegalStateException(path + " answers " + answer.statusCode());
        } catch (IOException | InterruptedException broken) {
            throw new IllegalStateException(broken);
        }
    }

    /** How often they saw what, so far. */
    Map<String, Long> seen() {
        var all = new TreeMap<String, Long>();
        seen.forEach((what, count) -> all.put(what, count.sum()));
        return all;
    }

    @Override
    public void close() {
        closed = true;
        client.shutdownNow();
    }
}
