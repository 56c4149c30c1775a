package owlboard.proxy.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import owlboard.edge.Edge;
import owlboard.edge.OwlboardOnly;
import owlboard.edge.Wire;

/** {@code uwsgi_pass} and {@code scgi_pass} with an application that the test plays. */
class CgiTest {
    private static Edge edge(String directives) {
        var edge = Edge.with("server { listen 80; " + directives + " }");
        edge.peer("app:9000"); // it listens
        return edge;
    }

    private static int little(String text, int at) {
        return text.charAt(at) | text.charAt(at + 1) << 8;
    }

    /** The parameters of a uWSGI packet, and its modifiers as "1" and "2". */
    private static Map<String, String> uwsgi(Wire wire) {
        var all = new LinkedHashMap<String, String>();
        var header = wire.bytes(4);
        all.put("1", "" + (int) header.charAt(0));
        all.put("2", "" + (int) header.charAt(3)); // "between" is what a test has its uwsgi_string be
        var text = wire.bytes(little(header, 1)).replaceFirst("between$", "");
        for (int at = 0; at < text.length(); ) {
            int name = at + 2;
            int value = name + little(text, at) + 2;
            all.put(text.substring(name, value - 2), text.substring(value, at = value + little(text, value - 2)));
        }
        return all;
    }

    /** The parameters of a netstring. */
    private static Map<String, String> scgi(Wire wire) {
        var length = new StringBuilder();
        for (var c = wire.bytes(1); !c.equals(":"); c = wire.bytes(1)) length.append(c);
        var parts = wire.bytes(Integer.parseInt(length.toString())).split("\0", -1);
        assertEquals(",", wire.bytes(1));
        var all = new LinkedHashMap<String, String>();
        for (int i = 0; i + 1 < parts.length; i += 2) all.put(parts[i], parts[i + 1]);
        return all;
    }

    @OwlboardOnly(row = "otel", value = "another program has the module")
    @Test void anApplicationIsToldItsTraceInPlaceOfTheClients() {
        for (var protocol : List.of("uwsgi", "scgi")) {
            try (var edge = edge("otel_trace_context propagate; " + protocol + "_param PATH_INFO $uri; location / { " + protocol
                    + "_pass app:9000; }")) {
                var trace = "4bf92f3577b34da6a3ce929d0e0e4736";
                edge.client().sends("GET / HTTP/1.1", "Host: shop", "traceparent: 00-" + trace
                        + "-00f067aa0ba902b7-01", "tracestate: a=b", "");
                var wire = edge.peer("app:9000").speaking();
                var params = protocol.equals("uwsgi") ? uwsgi(wire) : scgi(wire);
                var told = params.get("HTTP_TRACEPARENT");
                assertTrue(told.matches("00-" + trace + "-(?!00f067aa0ba902b7)[0-9a-f]{16}-00"), told);
                assertEquals("a=b", params.get("HTTP_TRACESTATE"));
            }
        }
    }

    @Test void aUwsgiPacketHasParametersAndModifiers() {
        try (var edge = edge("uwsgi_modifier1 5; uwsgi_modifier2 7; uwsgi_string between; uwsgi_param PATH_INFO $uri;"
                + " uwsgi_param HTTPS $https if_not_empty; location / { uwsgi_pass app:9000; }")) {
            var client = edge.client().sendsRaw("POST /a HTTP/1.1\r\nHost: shop\r\nX-Own: 1\r\nContent-Length: 4\r\n\r\nbody");
            var wire = edge.peer("app:9000").speaking();
            var params = uwsgi(wire);
            assertEquals("5 7", params.get("1") + ' ' + params.get("2"));
            assertEquals("/a", params.get("PATH_INFO"));
            assertEquals("1", params.get("HTTP_X_OWN"));
            assertTrue(!params.containsKey("HTTPS"));
            assertEquals("body", wire.bytes(4));
            wire.sendsRaw("HTTP/1.1 201 Made\r\nContent-Type: text/plain\r\nX-A: b\r\n\r\nuntil the end").finishes();
            client.receives("HTTP/1.1 201 Made", "Server: {any}", "Date: {any}", "Content-Type: text/plain", "Transfer-Encoding: chunked",
                    "Connection: keep-alive", "X-A: b", "");
            client.receivesChunked("until the end");
        }
    }

    @Test void anScgiRequestBeginsWithItsLength() {
        try (var edge = edge("scgi_param REQUEST_METHOD $request_method; scgi_param SCGI 1; location / { scgi_pass app:9000; }")) {
            var client = edge.client().sends("POST /a HTTP/1.1", "Host: shop", "Transfer-Encoding: chunked", "", "4", "body", "0", "");
            var wire = edge.peer("app:9000").speaking();
            var params = scgi(wire);
            assertEquals("CONTENT_LENGTH", params.keySet().iterator().next());
            assertEquals("4", params.get("CONTENT_LENGTH"));
            assertEquals("POST", params.get("REQUEST_METHOD"));
            assertEquals("1", params.get("SCGI"));
            assertEquals("shop", params.get("HTTP_HOST"));
            assertEquals("body", wire.bytes(4));
            wire.sendsRaw("Status: 404 Not Found\nContent-Length: 4\n\nnone").finishes();
            client.receives("HTTP/1.1 404 Not Found", "Server: {any}", "Date: {any}", "Content-Length: 4", "Connection: keep-alive", "");
            client.receivesBody("none");
        }
    }

    @Test void aStatusLineIsPassedByUwsgiAndWhereItIsAskedFor() {
        for (var pass : List.of("uwsgi_pass", "scgi_pass", "scgi_pass_header Status; scgi_pass")) {
            try (var edge = edge("location / { " + pass + " app:9000; }")) {
                var client = edge.client().sends("GET / HTTP/1.1", "Host: shop", "");
                var wire = edge.peer("app:9000").speaking();
                if (pass.startsWith("u")) uwsgi(wire);
                else scgi(wire);
                wire.sendsRaw("Status: 404 Nope\r\nContent-type: a/b\r\nContent-Length: 0\r\n\r\n").finishes();
                var lines = new ArrayList<>(List.of("HTTP/1.1 404 Nope", "Server: {any}", "Date: {any}", "Content-Type: a/b",
                        "Content-Length: 0", "Connection: keep-alive"));
                if (!pass.equals("scgi_pass")) lines.add("Status: 404 Nope");
                lines.add("");
                client.receives(lines.toArray(String[]::new));
            }
        }
    }

    @Test void aFirstLineOfAnotherVersionCountsAndOneWithoutAVersionDoesNot() {
        for (var protocol : List.of("uwsgi", "scgi")) {
            for (var answer : List.of("HTTP/2.0 404 Nope,404 Nope", "HTTP/2 404 Nope,200 OK",
                    "HTTP/2 404 Nope\r\nStatus: 203 Mine,203 Mine")) {
                var words = answer.split(",");
                try (var edge = edge("location / { " + protocol + "_pass app:9000; }")) {
                    var client = edge.client().sends("GET / HTTP/1.1", "Host: shop", "");
                    var wire = edge.peer("app:9000").speaking();
                    if (protocol.equals("uwsgi")) uwsgi(wire);
                    else scgi(wire);
                    wire.sendsRaw(words[0] + "\r\nContent-Length: 0\r\n\r\n").finishes();
                    assertEquals("HTTP/1.1 " + words[1], client.head().getFirst(), protocol);
                }
            }
        }
    }

    @Test @OwlboardOnly(row = "cgi-status", value = "passes it on as it came")
    void aStatusWithoutWordsGetsTheUsualOnesAndOneThatIsNoneIs502() {
        for (var answer : List.of("Status: 403,403 Forbidden", "Status: 2000 x,502 Bad Gateway", "HTTP/1.1 20 x,502 Bad Gateway")) {
            var words = answer.split(",");
            try (var edge = edge("location / { uwsgi_pass app:9000; }")) {
                var client = edge.client().sends("GET / HTTP/1.1", "Host: shop", "");
                var wire = edge.peer("app:9000").speaking();
                uwsgi(wire);
                wire.sendsRaw(words[0] + "\r\nContent-Length: 0\r\n\r\n").finishes();
                assertEquals("HTTP/1.1 " + words[1], client.head().getFirst());
            }
        }
    }

    @Test void aLineThatIsNoneIsToldInNginxsWords() {
        try (var edge = edge("location / { uwsgi_pass app:9000; }")) {
            edge.client().sends("GET / HTTP/1.1", "Host: shop", "");
            var wire = edge.peer("app:9000").speaking();
            uwsgi(wire);
            wire.sendsRaw("X 1\r\n\r\n").finishes();
            edge.errorLog().awaitsPart("[error]");
            edge.errorLog().awaitsPart("upstream sent invalid header: \"X\\x20...\"");
        }
    }

    @Test void nothingAndNonsenseAre502() {
        for (var pass : List.of("uwsgi_pass", "scgi_pass")) {
            for (var answer : List.of("", "HTTP/1.1 200 OK\r\nA: b", "no head\r\n\r\n", "Status: x\r\n\r\n")) {
                try (var edge = edge("location / { " + pass + " app:9000; }")) {
                    var client = edge.client().sends("GET / HTTP/1.1", "Host: shop", "");
                    var wire = edge.peer("app:9000").speaking();
                    if (pass.startsWith("u")) uwsgi(wire);
                    else scgi(wire);
                    wire.sendsRaw(answer).finishes();
                    assertEquals("HTTP/1.1 502 Bad Gateway", client.head().getFirst(), pass + answer);
                }
            }
        }
    }

    @Test void aTruncatedAnswerIsSeenAsBroken() {
        try (var edge = edge("location / { uwsgi_pass app:9000; }")) {
            var client = edge.client().sends("GET / HTTP/1.1", "Host: shop", "");
            var wire = edge.peer("app:9000").speaking();
            uwsgi(wire);
            wire.sendsRaw("Content-Length: 9\r\n\r\nhalf").finishes();
            assertEquals("HTTP/1.1 200 OK", client.head().getFirst());
            client.receivesBody("half").isClosed();
        }
    }

    @Test void aServerThatIsPassedIsNotMadeUp() {
        try (var edge = Edge.with("server { listen 80; location / { proxy_pass_header Server; proxy_pass http://app:80; } }")) {
            edge.peer("app:80").servesHead("HTTP/1.1 200 OK");
            assertTrue(edge.get("/").headers().stream().noneMatch(line -> line.startsWith("Server:")), "it came from nobody");
        }
    }

    @Test @OwlboardOnly(row = "passed-date", value = "sends none")
    void aDateThatIsPassedIsMadeWhereThereIsNone() {
        try (var edge = Edge.with("server { listen 80; location / { proxy_pass_header Date; proxy_pass http://app:80; } }")) {
            edge.peer("app:80").servesHead("HTTP/1.1 200 OK");
            assertTrue(edge.get("/").headers().stream().anyMatch(line -> line.startsWith("Date:")), "RFC 9110 asks for it");
        }
    }
}
