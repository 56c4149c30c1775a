package owlboard.proxy.http;

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
import owlboard.proxy.count.Candidates;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Snapshot;
import owlboard.proxy.route.Route;
import owlboard.proxy.route.Servers;
import owlboard.wire.loop.Loop;

/**
 * What one proxied request pays for being counted and remembered: a server, a listener and a location with a histogram each, and the row of
 * the recorder with one try among four peers. What its peer pays is {@code PickBench.countOfAPeer}, what is noted of the choice
 * {@code PickBench.noteOf4}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class CountingBench {
    private static final String CONF = """
            upstream api { server a:80; server b:80; server c:80; server d:80; }
            server { listen 80; server_name shop; location / { proxy_pass http://api; } }
            """;
    private static final int FACTS = 5;

    /** What it was chosen among, which nobody asks for. */
    private static final class Four implements Candidates {
        @Override
        public int factCount() {
            return FACTS;
        }

        @Override
        public Choice told(long[] facts, int count) {
            return new Choice(null, "", "", List.of());
        }
    }

    private record Engine(Snapshot snapshot) implements HttpPort.Shared {
        @Override
        public Crowd crowd(Loop loop) {
            return new Crowd(loop);
        }
    }

    private final Candidates four = new Four();
    private Exchange exchange;

    /** An exchange that has its answer. */
    @Setup
    public void answered() throws Exception {
        var made = Made.of(CONF);
        var port = new HttpPort(new Engine(made.snapshot()), "*:80", 80);
        exchange = Exchanges.at(port, "GET /api/users/42?full=1 HTTP/1.1\r\nHost: shop\r\n\r\n",
                read -> new Exchange(read.connection, read.client, made.snapshot(), read.head));
        exchange.server = Servers.at(made.snapshot(), "*:80").standard();
        exchange.settings = exchange.server.settings;
        exchange.uri = "/api/users/42";
        Route.choose(exchange);
        exchange.host = "shop";
        exchange.status = 200;
        exchange.headSent = true;
        exchange.complete = true;
        exchange.bytesSent = 1834;
        var attempt = exchange.beginAttempt("api_gateway_1:80");
        attempt.status = 200;
        attempt.candidates = four;
    }

    /** From its beginning to its end. */
    @Benchmark
    public void request() {
        exchange.attempts.getFirst().facts = exchange.desk().takeNumbers(FACTS);
        Counting.begins(exchange);
        Counting.ends(exchange);
    }
}
