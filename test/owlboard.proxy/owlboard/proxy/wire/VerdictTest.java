package owlboard.proxy.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import owlboard.edge.Edge;
import owlboard.edge.OwlboardOnly;
import owlboard.edge.Wait;

/** What {@code owlboard_page}, {@code owlboard_metrics} and {@code api} say of what fails: the same, and the truth. */
@OwlboardOnly(row = "owlboard-page", value = "has none")
class VerdictTest {
    private static String verdict(Edge edge) {
        var now = edge.get("/page/now").body();
        return now.substring(now.indexOf("\"verdict\":"));
    }

    @Test void whatFailsIsNamedThoughNoPeerIsAtFault() throws IOException {
        var conf = """
                upstream app { server a:80; server a:81; } upstream gone { server b:80 down; } upstream one { server c:80; }
                server { listen 80; server_name shop; location / { proxy_pass http://app; } location /gone { proxy_pass http://gone; }
                    location /one { proxy_pass http://one; } location /maintained { return 503; }
                    location /page/ { owlboard_page; } location /metrics { owlboard_metrics; } location /api/ { api; } }
                """;
        try (var edge = Edge.with(conf)) {
            edge.peer("a:80").serves(500);
            edge.peer("a:81").serves(500);
            assertEquals(503, edge.get("/maintained").status());
            Wait.until("what is meant so is said, and no more", () -> verdict(edge).startsWith("\"verdict\":{\"level\":\"warn\",\"text\":"
                    + "\"a rule of the configuration answers them with 503: 100 % of the requests to shop /maintained fail"));
            for (int i = 0; i < 4; i++) assertEquals(500, edge.get("/x").status());
            Wait.until("errors that peers pass on", () -> verdict(edge).startsWith("\"verdict\":{\"level\":\"bad\",\"text\":"
                    + "\"app answers 500: 100 % of the requests to shop / fail"));
            var ports = Pattern.compile("\"called\":\"a:80\".*\"called\":\"a:81\".*\"called\":\"b\"");
            assertTrue(ports.matcher(edge.get("/page/now").body()).find(), "one host, two servers");
            for (int i = 0; i < 9; i++) assertEquals(502, edge.get("/gone").status());
            Wait.until("nobody is left", () -> verdict(edge).startsWith("\"verdict\":{\"level\":\"bad\",\"text\":\"gone has nobody left: "
                    + "its server is taken out of use; its requests fail since "));
            assertTrue(edge.get("/metrics").body().contains("\nowlboard_upstream_unserved_total{upstream=\"gone\"} 9\n"));
            assertTrue(edge.get("/metrics").body().contains("\nowlboard_upstream_peer_up{upstream=\"one\",peer=\"c:80\"} 1\n"));
            for (int i = 0; i < 20; i++) assertEquals(502, edge.get("/one").status());
            Wait.until("a server without another", () -> verdict(edge).startsWith("\"verdict\":{\"level\":\"bad\",\"text\":"
                    + "\"c refuses connections. Also wrong: gone, app. 2 of 2 app up. 0 of 2 lone servers up."));
            assertTrue(edge.get("/metrics").body().contains("\nowlboard_upstream_peer_up{upstream=\"one\",peer=\"c:80\"} 0\n"));
            assertThrows(Exception.class, () -> edge.reload(conf.replace("listen 80", "lisen 80")));
            var refused = Pattern.compile("\"refused\":\\{\"at\":\\d+,\"text\":\"unknown directive [^}]*lisen[^}]*:\\d+");
            Wait.until("the page knows", () -> refused.matcher(edge.get("/page/now").body()).find());
            assertTrue(edge.get("/metrics").body().contains("\nowlboard_configuration_last_reload_successful 0\n"));
            assertTrue(edge.get("/api/9/nginx").body().contains("\"last_reload\":{\"successful\":false,"));
            edge.reload(conf);
            assertTrue(edge.get("/metrics").body().contains("\nowlboard_configuration_last_reload_successful 1\n"));
            Wait.until("so does the page", () -> edge.get("/page/now").body().contains("\"refused\":null"));
        }
    }

    @Test void whatWasDownIsNotCalledUpBeforeItAnswers() {
        try (var edge = Edge.with("""
                upstream api { server a:80 fail_timeout=1s; server b:80; }
                server { listen 80; server_name shop; location / { proxy_pass http://api; } location /page/ { owlboard_page; }
                    location /metrics { owlboard_metrics; } location /api/ { api; } }
                """)) {
            edge.peer("b:80").serves(200);
            for (int i = 0; i < 2; i++) assertEquals(200, edge.get("/x").status());
            Wait.until("it may be tried again", () -> verdict(edge).startsWith("\"verdict\":{\"level\":\"warn\",\"text\":\"a refuses "
                    + "connections; it is asked again, and has not answered since ") && verdict(edge).contains(" 1 of 2 api up."));
            Wait.until("that is an event", () -> edge.get("/page/now").body().contains("\"from\":\"unavail\",\"to\":\"unproven\""));
            assertTrue(edge.get("/page/text").body().contains("\n! a                        unproven "));
            assertTrue(edge.get("/metrics").body().contains("\nowlboard_upstream_peer_up{upstream=\"api\",peer=\"a:80\"} 0\n"));
            assertTrue(edge.get("/api/9/http/upstreams/api").body().contains("\"state\":\"unavail\""));
            edge.peer("a:80").serves(200);
            Wait.until("it answers", () -> edge.get("/x").status() == 200 && verdict(edge).contains("2 of 2 api up."));
        }
    }

    @Test void aGroupOfStreamWithoutAServerIsNamed() {
        try (var edge = Edge.with("""
                events { }
                http { server { listen 80; server_name shop; location /page/ { owlboard_page; } } }
                stream { upstream db { server a:5432; server b:5432; } server { listen 5432; proxy_pass db; } }
                """)) {
            try (var client = edge.client(5432)) {
                client.isClosed();
            }
            Wait.until("it is told", () -> verdict(edge).startsWith("\"verdict\":{\"level\":\"bad\",\"text\":\"none of the 2 servers"
                    + " of db is up: a refuses connections"));
            Wait.until("so are its events", () -> edge.get("/page/now").body().contains("\"group\":\"db\",\"peer\":\"b\",\"from\":\"up\""));
        }
    }
}
