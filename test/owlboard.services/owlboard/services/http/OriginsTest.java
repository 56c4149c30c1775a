package owlboard.services.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OriginsTest {
    private static int status(Origins origins, String origin, String host, String forwarded) {
        var headers = new HashMap<String, List<String>>();
        if (origin != null) headers.put("Origin", List.of(origin));
        if (host != null) headers.put("Host", List.of(host));
        if (forwarded != null) headers.put("X-Forwarded-Host", List.of(forwarded));
        try {
            origins.check(headers);
            return 101;
        } catch (Refusal refused) {
            return refused.status();
        }
    }

    private static void allows(String origin, String host, String forwarded) {
        assertEquals(101, status(Origins.SAME_HOST, origin, host, forwarded), origin + " at " + host + " " + forwarded);
    }

    private static void refuses(String origin, String host, String forwarded) {
        assertEquals(403, status(Origins.SAME_HOST, origin, host, forwarded), origin + " at " + host + " " + forwarded);
    }

    @Test
    void pagesOfTheSameHostMayWhateverTheirPort() {
        allows("http://localhost:3002", "localhost:8000", null);
        allows("http://localhost:3000", "localhost:8000", null);
        allows("http://127.0.0.1:3002", "localhost:8000", null);
        allows("http://localhost:3002", "127.0.0.1:8000", null);
        allows("http://localhost:3002", "[::1]:8000", null);
        allows("https://board.example", "board.example", null);
        allows("https://Board.Example:8443", "board.example:8000", null);
        allows("https://board.example", "chat_service", "board.example");
        allows("https://board.example", "chat_service:8443", "board.example:8000, load_balancer");
        allows("http://[2001:db8::1]:3002", "[2001:db8::1]:8000", null);
        allows("http://load_balancer:3000", "load_balancer", null);
        allows(null, "board.example", null);
    }

    @Test
    void pagesOfOtherSitesMayNot() {
        refuses("https://evil.example", "board.example", null);
        refuses("https://board.example.evil.example", "board.example", "board.example");
        refuses("https://evil.example", "localhost:8000", "localhost:3002");
        refuses("http://localhost.evil.example:3002", "localhost:8000", null);
        refuses("https://board.example@evil.example", "board.example", null);
        refuses("https://evil.example/board.example", "board.example", null);
        refuses("null", "localhost", null);
        refuses("", "localhost", null);
        refuses("file://", "localhost", null);
        refuses("http://[2001:db8::2]", "[2001:db8::1]:8000", null);
        refuses("http://localhost", null, null);
    }

    @Test
    void twoOriginsAreNone() {
        var headers = Map.of("Origin", List.of("http://localhost", "http://localhost"), "Host", List.of("localhost"));
        assertThrows(Refusal.class, () -> Origins.SAME_HOST.check(headers));
    }

    @Test
    void othersAreNamedInTheEnvironment() {
        var origins = Origins.of(Map.of(Origins.VARIABLE, "https://Shop.example:8443, other.example  [::2]"));
        assertEquals(101, status(origins, "https://shop.example:8443", "board.example", null));
        assertEquals(403, status(origins, "https://shop.example", "board.example", null));
        assertEquals(101, status(origins, "http://other.example:99", "board.example", null));
        assertEquals(101, status(origins, "http://[::2]:99", "board.example", null));
        assertEquals(403, status(origins, "http://more.other.example", "board.example", null));
        assertEquals(101, status(origins, "http://board.example", "board.example", null));
        assertEquals(101, status(Origins.of(Map.of(Origins.VARIABLE, "*")), "null", "board.example", null));
        assertEquals(Origins.SAME_HOST, Origins.of(Map.of(Origins.VARIABLE, " ")));
        for (var wrong : List.of("https://a/b", "a b/c", "other.example:80", "https://", "*.example", "a@b")) {
            var refused = assertThrows(IllegalArgumentException.class, () -> Origins.of(Map.of(Origins.VARIABLE, wrong)), wrong);
            assertTrue(refused.getMessage().startsWith(Origins.VARIABLE + ": '"), refused.getMessage());
        }
    }
}
