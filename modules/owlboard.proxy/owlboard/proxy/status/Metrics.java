package owlboard.proxy.status;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import owlboard.proxy.access.LimitZone;
import owlboard.proxy.access.Zones;
import owlboard.proxy.cache.CacheZones;
import owlboard.proxy.count.Handshakes;
import owlboard.proxy.count.Histogram;
import owlboard.proxy.count.Sum;
import owlboard.proxy.count.Zone;
import owlboard.proxy.exchange.Content;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Methods;
import owlboard.proxy.exchange.Snapshot;
import owlboard.proxy.exchange.Verdict;
import owlboard.proxy.respond.Respond;
import owlboard.proxy.upstream.Group;
import owlboard.proxy.upstream.Groups;
import owlboard.proxy.upstream.Peer;
import owlboard.wire.loop.Offload;

/** {@code owlboard_metrics}: the counters with Prometheus's names, in its text format 0.0.4, or in OpenMetrics for who prefers that. */
final class Metrics implements Content {
    private static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";
    private static final String OPEN_TYPE = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    /** Upper bounds in milliseconds. */
    private static final double[] BOUNDS = {.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000, 60_000};
    private static final List<Double> BOUND_SECONDS = DoubleStream.of(BOUNDS).mapToObj(bound -> bound / 1000).toList();
    private static final int[] BOUND_BUCKETS = DoubleStream.of(BOUNDS).mapToInt(bound -> Histogram.within((long) (bound * 1e6))).toArray();
    private static final double NANOS = 1e9;
    private static final byte[] ACCEPT = "accept".getBytes(StandardCharsets.US_ASCII);

    private final Live live;

    Metrics(Live live) {
        this.live = live;
    }

    @Override
    public Verdict answer(Exchange exchange) throws IOException {
        if (!exchange.is(Methods.GET) && !exchange.is(Methods.HEAD)) return Verdict.refused(405, null);
        boolean isOpen = quality(exchange, "application/openmetrics-text") > quality(exchange, "text/plain");
        Respond.send(exchange, 200, isOpen ? OPEN_TYPE : TYPE,
                Offload.<byte[], RuntimeException>call(() -> text(exchange, isOpen).getBytes(StandardCharsets.UTF_8)), null);
        return Verdict.DONE;
    }

    /** How much {@code Accept} wants it by its name, 0 to 1 (RFC 9110 §12.5.1); 0: not at all. */
    private static double quality(Exchange exchange, String type) {
        double best = 0;
        for (int at = exchange.head.find(ACCEPT, 0); at >= 0; at = exchange.head.find(ACCEPT, at + 1)) {
            for (var range : exchange.head.value(at).toLowerCase(Locale.ROOT).split(",")) {
                var words = range.strip().split("\\s*;\\s*");
                if (words[0].equals(type)) best = Math.max(best, weight(words));
            }
        }
        return best;
    }

    private static double weight(String[] words) {
        for (var word : words) if (word.matches("q=(0(\\.\\d{0,3})?|1(\\.0{0,3})?)")) return Double.parseDouble(word.substring(2));
        return 1;
    }

    String text(Exchange exchange, boolean isOpen) {
        var out = new Exposition(isOpen);
        var counters = exchange.snapshot.counters;
        long dropped = counters.sum(loop -> loop.dropped);
        out.type("owlboard_connections_accepted_total", "counter", "Connections of clients that were accepted.");
        out.add("owlboard_connections_accepted_total", counters.accepted() - dropped);
        out.type("owlboard_connections_dropped_total", "counter", "Connections that were closed for want of room.");
        out.add("owlboard_connections_dropped_total", dropped);
        out.type("owlboard_connections", "gauge", "Connections of clients that are open.");
        out.add("owlboard_connections", counters.reading(), "state", "reading");
        out.add("owlboard_connections", counters.writing(), "state", "writing");
        out.add("owlboard_connections", counters.waiting(), "state", "waiting");
        out.type("owlboard_requests_total", "counter", "Requests of clients.");
        out.add("owlboard_requests_total", counters.requests());
        out.type("owlboard_requests_retried_total", "counter", "Requests that more than one peer was asked for.");
        out.add("owlboard_requests_retried_total", counters.sum(loop -> loop.retried));
        out.type("owlboard_requests_saved_total", "counter", "Retried requests that were answered in the end.");
        out.add("owlboard_requests_saved_total", counters.sum(loop -> loop.saved));
        out.type("owlboard_configuration_generation", "gauge", "How many configurations have been in force.");
        out.add("owlboard_configuration_generation", live.generation());
        out.type("owlboard_configuration_loaded_timestamp_seconds", "gauge", "When the one in force was loaded.");
        out.add("owlboard_configuration_loaded_timestamp_seconds", live.loadedMillis() / 1000.0);
        var refused = live.refused();
        out.type("owlboard_configuration_last_reload_successful", "gauge", "0: the last reload was refused, and changed nothing.");
        out.flag("owlboard_configuration_last_reload_successful", refused == null);
        out.type("owlboard_configuration_last_reload_timestamp_seconds", "gauge", "When it was, or the start.");
        long reloaded = refused == null ? live.loadedMillis() : refused.atMillis();
        out.add("owlboard_configuration_last_reload_timestamp_seconds", reloaded / 1000.0);
        var upkeep = live.upkeep();
        out.type("owlboard_certificate_not_after_timestamp_seconds", "gauge", "When a certificate ends.");
        upkeep.ends().forEach((file, end) -> out.add("owlboard_certificate_not_after_timestamp_seconds", end, "file", file));
        out.type("owlboard_disk_free_bytes", "gauge", "Where logs, caches and bodies lie.");
        if (upkeep.freeBytes() >= 0) out.add("owlboard_disk_free_bytes", upkeep.freeBytes());
        handshakes(out, counters.handshakes);
        caches(out, exchange.snapshot.get(CacheZones.SLOT).states());
        limits(out, exchange.snapshot.get(Zones.SLOT).all());
        zones(out, "server", exchange.snapshot.zones.servers());
        zones(out, "location", exchange.snapshot.zones.locations());
        long now = Peer.seconds(exchange.loop().now());
        new UpstreamMetrics(out, "owlboard_upstream", groups(exchange.snapshot, now)).add();
        var stream = exchange.snapshot.stream;
        if (stream == null) return out.toString();
        sessions(out, stream.zones.servers());
        new UpstreamMetrics(out, "owlboard_stream_upstream", groups(stream, now)).add();
        return out.toString();
    }

    private static void handshakes(Exposition out, Handshakes all) {
        out.type("owlboard_tls_handshakes_total", "counter", "TLS handshakes of clients, by what became of them.");
        for (var kind : Handshakes.Kind.values()) {
            out.add("owlboard_tls_handshakes_total", all.sum(kind), "outcome", kind.name().toLowerCase(Locale.ROOT));
        }
    }

    private static void caches(Exposition out, List<CacheZones.State> zones) {
        out.type("owlboard_cache_size_bytes", "gauge", "What a cache has on its disk.");
        for (var zone : zones) out.add("owlboard_cache_size_bytes", zone.bytes(), "zone", zone.name());
        out.type("owlboard_cache_responses_total", "counter", "Answers where there is a cache, by $upstream_cache_status.");
        for (var zone : zones) {
            zone.outcomes().forEach((status, outcome) -> out.add("owlboard_cache_responses_total", outcome.responses(), "zone", zone.name(),
                    "status", status.toLowerCase(Locale.ROOT)));
        }
        out.type("owlboard_cache_sent_bytes_total", "counter", "Bytes of those.");
        for (var zone : zones) {
            zone.outcomes().forEach((status, outcome) -> out.add("owlboard_cache_sent_bytes_total", outcome.bytes(), "zone", zone.name(),
                    "status", status.toLowerCase(Locale.ROOT)));
        }
    }

    private static void limits(Exposition out, List<LimitZone> zones) {
        out.type("owlboard_limit_requests_total", "counter", "Requests that a zone of limits was asked about, by what became of them.");
        for (var zone : zones) {
            for (var outcome : LimitZone.Outcome.values()) {
                out.add("owlboard_limit_requests_total", zone.sum(outcome), "zone", zone.name, "kind", zone.isOfRequests ? "req" : "conn",
                        "outcome", outcome.name().toLowerCase(Locale.ROOT));
            }
        }
    }

    private static void zones(Exposition out, String kind, List<Zone> zones) {
        var name = "owlboard_" + kind;
        var sums = new LinkedHashMap<String, Sum>();
        for (var zone : zones) sums.put(zone.name, zone.sum());
        out.type(name + "_responses_total", "counter", "Answers by status, of each " + kind + ".");
        sums.forEach((zone, sum) -> codes(out, name + "_responses_total", sum, kind, zone));
        out.type(name + "_discarded_total", "counter", "Requests that got no answer.");
        sums.forEach((zone, sum) -> out.add(name + "_discarded_total", sum.discarded, kind, zone));
        out.type(name + "_received_bytes_total", "counter", "Bytes from clients.");
        sums.forEach((zone, sum) -> out.add(name + "_received_bytes_total", sum.received, kind, zone));
        out.type(name + "_sent_bytes_total", "counter", "Bytes to clients.");
        sums.forEach((zone, sum) -> out.add(name + "_sent_bytes_total", sum.sent, kind, zone));
        out.type(name + "_request_duration_seconds", "histogram", "From a request's first byte to the answer's last.");
        for (var zone : zones) histogram(out, name + "_request_duration_seconds", zone, kind, zone.name);
    }

    private static List<Group.State> groups(Snapshot part, long nowSeconds) {
        return part.get(Groups.SLOT).all().stream().map(group -> group.state(nowSeconds)).toList();
    }

    private static void sessions(Exposition out, List<Zone> servers) {
        var sums = new LinkedHashMap<String, Sum>();
        for (var zone : servers) sums.put(zone.name, zone.sum());
        out.type("owlboard_stream_server_sessions", "gauge", "Sessions of stream that are open, of each server.");
        sums.forEach((zone, sum) -> out.add("owlboard_stream_server_sessions", sum.processing, "server", zone));
        out.type("owlboard_stream_server_sessions_total", "counter", "Those that have ended, by $status.");
        sums.forEach((zone, sum) -> codes(out, "owlboard_stream_server_sessions_total", sum, "server", zone));
        out.type("owlboard_stream_server_received_bytes_total", "counter", "Bytes from clients.");
        sums.forEach((zone, sum) -> out.add("owlboard_stream_server_received_bytes_total", sum.received, "server", zone));
        out.type("owlboard_stream_server_sent_bytes_total", "counter", "Bytes to clients.");
        sums.forEach((zone, sum) -> out.add("owlboard_stream_server_sent_bytes_total", sum.sent, "server", zone));
    }

    static void codes(Exposition out, String name, Sum sum, String... labels) {
        for (int code = 100; code < 1000; code++) {
            if (sum.code(code) == 0) continue;
            var with = new String[labels.length + 2];
            System.arraycopy(labels, 0, with, 0, labels.length);
            with[labels.length] = "code";
            with[labels.length + 1] = Integer.toString(code);
            out.add(name, sum.code(code), with);
        }
    }

    static void histogram(Exposition out, String name, Zone zone, String... labels) {
        var all = zone.history.all();
        var with = new String[labels.length + 2];
        System.arraycopy(labels, 0, with, 0, labels.length);
        with[labels.length] = "le";
        long[] within = all.within(BOUND_BUCKETS);
        for (int i = 0; i < within.length; i++) {
            with[labels.length + 1] = out.bound(BOUND_SECONDS.get(i));
            out.add(name + "_bucket", within[i], with);
        }
        long count = all.count();
        with[labels.length + 1] = "+Inf";
        out.add(name + "_bucket", count, with);
        out.add(name + "_sum", zone.sum().nanos / NANOS, labels);
        out.add(name + "_count", count, labels);
    }
}
