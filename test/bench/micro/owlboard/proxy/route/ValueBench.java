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
import owlboard.proxy.exchange.Value;
import owlboard.wire.http.Bytes;

/** Writing the value of a template: a constant, two variables, and one that a map defines. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ValueBench {
    private static final String CONF = """
            map $http_upgrade $websocket { default ""; ~*^websocket$ websocket; }
            server { listen 80; location / {
                add_header A "same for all"; add_header B "$scheme://$host$request_uri"; add_header C $websocket;
            } }
            """;

    private final Bytes out = new Bytes(1024);
    private Value constant;
    private Value variables;
    private Value mapped;
    private Exchange exchange;

    @Setup
    public void read() throws Exception {
        var made = Made.of(CONF);
        var headers = made.headers();
        constant = headers.get(0);
        variables = headers.get(1);
        mapped = headers.get(2);
        exchange = made.exchange("GET /api/users/42?full=1 HTTP/1.1\nHost: board.example\nUpgrade: websocket");
        exchange.host = "board.example";
    }

    private Bytes write(Value value) {
        out.clear();
        value.addTo(out, exchange);
        return out;
    }

    @Benchmark
    public Bytes constant() {
        return write(constant);
    }

    @Benchmark
    public Bytes variables() {
        return write(variables);
    }

    @Benchmark
    public Bytes mapped() {
        return write(mapped);
    }
}
