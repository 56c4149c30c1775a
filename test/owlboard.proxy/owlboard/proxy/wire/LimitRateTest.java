package owlboard.proxy.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import owlboard.edge.Edge;
import owlboard.edge.OwlboardOnly;
import owlboard.harness.Patience;

/**
 * {@code limit_rate}, {@code limit_rate_after}, {@code $limit_rate}, {@code X-Accel-Limit-Rate}, {@code proxy_limit_rate}: how long an
 * answer takes at least, and that it comes whole.
 */
class LimitRateTest {
    private static final String CONF = """
            log_format rate "$limit_rate";
            server {
                listen 80; root /srv/site; default_type text/plain; access_log /var/log/nginx/rate.log rate;
                location /fast/ { alias /srv/site/; }
                location /rate/ { limit_rate 100k; alias /srv/site/; }
                location /after/ { limit_rate 100k; limit_rate_after 100k; alias /srv/site/; }
                location /dyn/ { limit_rate $arg_rate; alias /srv/site/; }
                location /set/ { set $limit_rate 100k; alias /srv/site/; }
                location /if/ { if ($arg_slow) { set $limit_rate 100k; } alias /srv/site/; }
                location /packed/ { limit_rate 100; gzip on; gzip_types *; alias /srv/site/; }
                location /up { proxy_pass http://a:80; }
                location /up/rate { limit_rate 100k; proxy_pass http://a:80; }
                location /up/ignored { proxy_ignore_headers X-Accel-Limit-Rate; proxy_pass http://a:80; }
                location /up/peer { proxy_limit_rate 100k; proxy_pass http://a:80; }
                location /up/unbuffered { proxy_limit_rate 10k; proxy_buffering off; proxy_pass http://a:80; }
                location /said { limit_rate 10k; return 200 "$limit_rate"; }
            }
            """;
    private static final String BODY = "0123456789".repeat(20_000);

    private static Edge edge() {
        return Edge.with(CONF, Edge.file("/srv/site/a.txt", BODY), Edge.file("/srv/site/small.txt", "small"));
    }

    /** 200000 bytes at 100 KB a second, of which a second's worth comes at once: 0.95 s. Loops have ticks. */
    @ParameterizedTest
    @CsvSource({"/fast/a.txt,0", "/rate/a.txt,900", "/rate/small.txt,0", "/after/a.txt,0", "/dyn/a.txt?rate=100k,900",
            "/dyn/a.txt?rate=0,0", "/dyn/a.txt?rate=x,0", "/set/a.txt,900", "/if/a.txt?slow=1,900", "/if/a.txt,0"})
    void anAnswerTakesItsTime(String path, long leastMillis) {
        try (var edge = edge()) {
            long start = System.nanoTime();
            var answer = Answer.get(edge, path);
            long millis = (System.nanoTime() - start) / 1_000_000;
            assertEquals(path.contains("small") ? "small" : BODY, answer.body());
            assertTrue(millis >= leastMillis, millis + " ms");
        }
    }

    @ParameterizedTest
    @CsvSource({"/up/rate,X-A: b,900", "/up,X-Accel-Limit-Rate: 100000,900", "/up,X-Accel-Limit-Rate: 100k,0",
            "/up/rate,X-Accel-Limit-Rate: 0,0", "/up/ignored,X-Accel-Limit-Rate: 10,0", "/up/peer,X-A: b,900", "/up/unbuffered,X-A: b,0"})
    void aProxiedAnswerTakesItsTime(String path, String line, long leastMillis) {
        try (var edge = edge(); var client = edge.client()) {
            var a = edge.peer("a:80");
            client.sends("GET " + path + " HTTP/1.1", "Host: shop", "Connection: close", "");
            a.speaking().head();
            long start = System.nanoTime();
            a.sends("HTTP/1.1 200 OK", "Content-Length: " + BODY.length(), line, "").sendsRaw(BODY);
            assertEquals(BODY, Answer.read(client).body());
            long millis = (System.nanoTime() - start) / 1_000_000;
            assertTrue(millis >= leastMillis, millis + " ms");
            if (leastMillis == 0) assertTrue(millis < Patience.MILLIS, millis + " ms");
        }
    }

    /** The client has to wait, the peer does not: its connection is free while the answer is still on its way. */
    @Test void aLimitedClientHoldsNoPeer() {
        try (var edge = edge(); var slow = edge.client(); var quick = edge.client()) {
            var a = edge.peer("a:80");
            slow.sends("GET /up HTTP/1.1", "Host: shop", "");
            a.speaking().head();
            a.sends("HTTP/1.1 200 OK", "Content-Length: " + BODY.length(), "X-Accel-Limit-Rate: 1000", "").sendsRaw(BODY);
            slow.head();
            a.closes();
            quick.sends("GET /fast/small.txt HTTP/1.1", "Host: shop", "");
            quick.head();
            quick.receivesBody("small");
            slow.bytes(2000);
            assertTrue(edge.errorLog().lines().stream().noneMatch(line -> line.contains("prematurely")));
        }
    }

    @OwlboardOnly(row = "limit-rate", value = "learns of it when its timer is due")
    @Test void aClientThatLeavesMeanwhileIsNoticed() {
        try (var edge = edge()) {
            try (var client = edge.client()) {
                client.sends("GET /dyn/a.txt?rate=100 HTTP/1.1", "Host: shop", "");
                client.head();
                client.resets();
            }
            edge.log("rate.log").awaitsLine("100");
        }
    }

    @Test void theNextRequestOfTheConnectionIsNotBehind() {
        try (var edge = edge(); var client = edge.client()) {
            client.sends("GET /rate/a.txt HTTP/1.1", "Host: shop", "", "GET /fast/small.txt HTTP/1.1", "Host: shop", "");
            client.head();
            client.receivesBody(BODY);
            client.head();
            client.receivesBody("small");
            client.staysSilent(Duration.ofMillis(100));
        }
    }

    /** More than is read ahead of a request: nobody watches the client any more while its answer waits. */
    @Test void manyPipelinedRequestsWaitTheirTurn() {
        try (var edge = edge(); var client = edge.client()) {
            client.sends("GET /rate/a.txt HTTP/1.1", "Host: shop",
                    "").sendsRaw("GET /fast/small.txt HTTP/1.1\r\nHost: shop\r\n\r\n".repeat(400));
            client.head();
            client.receivesBody(BODY);
            for (int i = 0; i < 400; i++) {
                client.head();
                client.receivesBody("small");
            }
        }
    }

    @Test void whatIsPackedIsCountedAsItLeaves() {
        try (var edge = edge()) {
            var answer = Answer.get(edge, "/packed/a.txt", "Accept-Encoding: gzip");
            assertEquals(BODY, answer.unpacked());
        }
    }

    @Test void theVariableSaysWhatIsInForce() {
        try (var edge = edge()) {
            assertEquals("0", Answer.get(edge, "/said").body(), "the answer has not begun");
            edge.log("rate.log").awaits(1);
            Answer.get(edge, "/set/small.txt");
            edge.log("rate.log").awaits(2);
            Answer.get(edge, "/fast/small.txt");
            assertEquals("[10240, 102400, 0]", edge.log("rate.log").awaits(3).toString());
        }
    }
}
