package owlboard.proxy.status;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import owlboard.proxy.Made;
import owlboard.proxy.count.Filled;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.upstream.Events;
import owlboard.proxy.upstream.Groups;
import owlboard.proxy.upstream.Names;

/** What each of those who look at a balancer asks for, as it is made for them: four peers, after ten minutes of work. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class LookingBench {
    private static final String CONF = """
            upstream api { server 127.0.0.1:1; server 127.0.0.1:2; server 127.0.0.1:3; server 127.0.0.1:4; }
            server { listen 80; server_name shop; location / { proxy_pass http://api; } }
            """;
    private static final List<List<String>> API = List.of(List.of("nginx"), List.of("processes"), List.of("connections"), List.of("ssl"),
            List.of("slabs"), List.of("workers"), List.of("resolvers"), List.of("http", "requests"), List.of("http", "server_zones"),
            List.of("http", "location_zones"), List.of("http", "upstreams"), List.of("http", "limit_reqs"), List.of("http", "limit_conns"),
            List.of("http", "caches"));

    private Exchange exchange;
    private Live live;
    private Picture picture;

    @Setup
    public void tenMinutes() throws Exception {
        var made = Made.of(CONF);
        var snapshot = made.snapshot();
        exchange = made.exchange("GET / HTTP/1.1\nHost: shop");
        live = new Live(snapshot.counters);
        live.inForce(snapshot);
        var names = new Names(null);
        picture = new Picture(live, new Others(names), new Events(null));
        snapshot.zones.servers().forEach(Filled::zone);
        snapshot.zones.locations().forEach(Filled::zone);
        for (var group : snapshot.get(Groups.SLOT).all()) group.state(0).peers().forEach(peer -> Filled.zone(peer.zone()));
        Filled.recorder(snapshot.counters.recorder, snapshot.zones.servers().getFirst(), snapshot.zones.locations().getFirst());
    }

    /** Once a second, however many pages are open. */
    @Benchmark
    public int picture() {
        return picture.take().whole().length;
    }

    /** Every 2 s for an open page. */
    @Benchmark
    public int requests() {
        return Rows.shown(exchange.snapshot.counters.recorder).length();
    }

    /** The same. */
    @Benchmark
    public int heat() {
        return Heat.of(exchange.snapshot.zones.servers().getFirst().history).length();
    }

    /** For a scrape. */
    @Benchmark
    public int metrics() {
        return new Metrics(live).text(exchange, true).length();
    }

    /** The whole API. */
    @Benchmark
    public int api() throws Tree.Missing {
        int length = 0;
        for (var path : API) length += Json.of(new Tree(exchange, live).at(path)).length();
        return length;
    }
}
