package owlboard.proxy.route;

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
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Matching;
import owlboard.proxy.exchange.Settings;

/** Finding the location of a URI among 30 prefixes, an exact one and 3 regular expressions. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class LocationBench {
    private LocationTree locations;
    private Exchange exchange;

    @Setup
    public void read() throws Exception {
        var text = new StringBuilder("location = /health { return 200 ok; } location / { return 200 root; }\n");
        for (int i = 0; i < 30; i++) text.append("location /api/service").append(i).append("/ { return 200 prefix; }\n");
        text.append("location ^~ /assets/ { return 200 assets; }\n");
        for (var end : new String[] {"png", "jpg", "css"}) text.append("location ~ \\.").append(end).append("$ { return 200 regex; }\n");
        var made = Made.of("server { listen 80; " + text + "}");
        locations = Servers.at(made.snapshot(), "*:80").standard().settings.get(Routing.SLOT).locations;
        exchange = made.exchange("GET / HTTP/1.1\nHost: a");
    }

    private Settings find(String uri) {
        exchange.uri = uri;
        exchange.regexStepsLeft = Matching.STEPS_MAX;
        return locations.find(exchange).settings();
    }

    @Benchmark
    public Settings exact() {
        return find("/health");
    }

    @Benchmark
    public Settings prefixWithoutRegexes() {
        return find("/assets/owl.svg");
    }

    @Benchmark
    public Settings prefixAfterThreeRegexes() {
        return find("/api/service17/users/42");
    }
}
