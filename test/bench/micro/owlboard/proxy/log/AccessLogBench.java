package owlboard.proxy.log;

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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import owlboard.proxy.Made;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Phase;
import owlboard.proxy.logfile.LogWriter;
import owlboard.proxy.route.Servers;

/** One line of an access log, and handing it over when there are enough: the log of conf/lb.conf. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class AccessLogBench {
    private static final String CONF = """
            log_format edge '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent '
                            '"$http_referer" "$http_user_agent" "$http_x_forwarded_for" $request_time upstream: $upstream_addr';
            access_log /dev/null edge;
            server { listen 80; }
            """;

    private LogWriter writer;
    private Exchange exchange;

    @Setup
    public void read() throws Exception {
        var made = Made.of(CONF);
        writer = made.building().logs().writer;
        writer.start();
        exchange = made.exchange("GET /api/users/42?full=1 HTTP/1.1\nHost: board.example\n"
                + "User-Agent: Mozilla/5.0 (X11; Linux x86_64) Chrome/130.0.0.0");
        exchange.server = Servers.at(made.snapshot(), "*:80").standard();
        exchange.settings = exchange.server.settings;
        exchange.status = 200;
        exchange.bytesSent = 1834;
        exchange.beginAttempt("api_gateway_1:80");
    }

    @TearDown
    public void close() {
        writer.close();
    }

    @Benchmark
    public void line() throws Exception {
        exchange.settings.run(Phase.LOG, exchange);
        exchange.desk().logs.handOver();
    }
}
