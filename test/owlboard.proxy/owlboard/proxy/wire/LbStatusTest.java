package owlboard.proxy.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import owlboard.edge.Edge;
import owlboard.edge.OwlboardOnly;

/** lb_status tells what is, for people and for programs. */
@OwlboardOnly(row = "lb-status", value = "has no lb_status")
class LbStatusTest {
    private static Edge edge() {
        return Edge.with("""
                upstream api { least_conn; server a:80 max_fails=3; server b:80 max_fails=3; server c:80 max_fails=3;
                    server d:80 max_fails=3; }
                server { listen 80; location / { proxy_pass http://api; } location = /lb-status { lb_status; } }
                """);
    }

    @Test void theTextBeginsWithBackendsAndAlgorithm() {
        try (var edge = edge()) {
            var text = edge.get("/lb-status");
            assertTrue(text.body().startsWith("Active Backends: 4\nAlgorithm: least_conn\n"), text.body());
            for (var peer : new String[] {"a:80", "b:80", "c:80", "d:80"}) assertTrue(text.body().contains(peer), text.body());
            assertTrue(text.headers().stream().anyMatch(line -> line.startsWith("Content-Type: text/plain")), text.headers().toString());
        }
    }

    @Test void threeFailuresMakeOneBackendLess() {
        try (var edge = edge()) {
            for (var peer : new String[] {"b:80", "c:80", "d:80"}) edge.peer(peer).serves(200);
            for (int i = 0; i < 20; i++) assertEquals(200, edge.get("/").status());
            var text = edge.get("/lb-status").body();
            assertTrue(text.startsWith("Active Backends: 3\n"), text);
            assertTrue(text.lines().anyMatch(line -> line.contains("a:80") && line.contains("failures 3")), text);
        }
    }

    @Test void requestsInProgressAreCounted() {
        try (var edge = edge(); var client = edge.client()) {
            var a = edge.peer("a:80");
            client.sends("GET / HTTP/1.1", "Host: shop", "");
            a.speaking();
            var text = edge.get("/lb-status").body();
            assertTrue(text.lines().anyMatch(line -> line.contains("a:80") && line.contains("active 1")), text);
        }
    }

    @Test void jsonIsThereForPrograms() {
        try (var edge = edge()) {
            for (var answer : new Edge.Answer[] {edge.get("/lb-status?format=json"), edge.get("/lb-status", "Accept: application/json")}) {
                assertTrue(answer.headers().contains("Content-Type: application/json"), answer.headers().toString());
                assertTrue(answer.body().startsWith("{") && answer.body().contains("\"a:80\""), answer.body());
            }
        }
    }

    /** The rules of the file that is shipped, as it has them. */
    @Test void theShippedFileAnswersPrivateAddressesAlone() throws IOException {
        var shipped = Files.readString(Path.of("conf/lb.conf"));
        var rules = shipped.lines().map(String::strip).filter(line -> line.startsWith("allow ") || line.equals("deny all;"))
                .collect(Collectors.joining(" "));
        try (var edge = Edge.with("""
                upstream api { server a:80; }
                set_real_ip_from 127.0.0.0/8; real_ip_header X-Real-IP;
                server { listen 80; location = /lb-status { lb_status; RULES } }
                """.replace("RULES", rules))) {
            for (var near : new String[] {"127.0.0.1", "10.1.2.3", "172.17.0.1", "172.31.255.255", "192.168.1.9", "::1", "fd00::7",
                    "fe80::1"}) {
                assertEquals(200, edge.get("/lb-status", "X-Real-IP: " + near).status(), near);
            }
            for (var far : new String[] {"203.0.113.7", "172.32.0.1", "8.8.8.8", "2001:db8::1", "192.169.0.1", "11.0.0.1"}) {
                var answer = edge.get("/lb-status", "X-Real-IP: " + far);
                assertEquals(403, answer.status(), far);
                assertTrue(!answer.body().contains("a:80"), answer.body());
            }
        }
    }
}
