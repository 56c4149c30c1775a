package owlboard.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExplainCommandTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int explain(String... words) {
        var all = new ArrayList<>(List.of("explain", "--topology", "conf/topology.conf"));
        all.addAll(List.of(words));
        return new Main(new PrintStream(out, true), new PrintStream(err, true)).run(all);
    }

    @Test void aRequestIsFollowedThroughBothTiersToItsService() {
        assertEquals(0, explain("-H", "Authorization: x", "http://localhost:8000/api/users/5?x=1"), err::toString);
        var lines = out.toString().lines().toList();
        assertEquals("1 load_balancer (conf/lb.conf), port 80, from 127.0.0.1", lines.getFirst());
        assertTrue(lines.contains("2 api_gateway_1 (conf/gateway.conf), port 80, from 127.0.0.1"), out::toString);
        assertTrue(lines.stream().anyMatch(line -> line.matches(" +/api/users/5 becomes /users/5\\?x=1 \\(break\\).*|"
                + "  rewrite +/api/users/5 becomes /users/5\\?x=1 \\(break\\) +conf/gateway\\.conf:\\d+")), out::toString);
        assertTrue(lines.contains("            X-Forwarded-For: 127.0.0.1, 127.0.0.1"), out::toString);
        assertTrue(lines.contains("  to        user_service, round_robin: user_service:8443, by TLS"), out::toString);
        assertEquals("3 user_service is a service (user): what it answers is not known without sending", lines.getLast());
    }

    @Test void aBodyOfUnknownLengthGoesOn() {
        assertEquals(0, explain("-X", "POST", "-H", "Transfer-Encoding: chunked", "http://localhost:8000/api/users/5"), err::toString);
        assertTrue(out.toString().contains("            Content-Length: (that of the body)\n"), out::toString);
        assertTrue(out.toString().contains("\n3 user_service is a service"), out::toString);
    }

    @Test void jsonHasTheHopsAndTheLinesInForce() {
        assertEquals(0, explain("--json", "-X", "OPTIONS", "localhost:9000/api/chat"), err::toString);
        assertTrue(out.toString().startsWith("{\n  \"hops\": [\n    {\"role\": \"load_balancer\", \"conf\": \"conf/lb.conf\", \"port\":"
                + " 9000,"), out::toString);
        assertTrue(out.toString().contains("{\"directive\": \"proxy_connect_timeout 2s\", \"at\": \"conf/lb.conf:"), out::toString);
        assertTrue(out.toString().contains("\"HTTP/1.1 204\""), out::toString);
    }

    @Test void wrongCommandLinesAreTold() {
        assertEquals(1, explain("http://localhost:1234/"));
        assertTrue(err.toString().contains("no role of the topology has port 1234 (they have 8000, 9000, 3002, 3001)"), err::toString);
        assertEquals(2, explain());
        assertEquals(2, explain("http://a b/"));
        assertEquals(2, explain("-H", "nothing", "http://localhost:8000/"));
    }
}
