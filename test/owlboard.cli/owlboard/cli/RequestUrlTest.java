package owlboard.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class RequestUrlTest {
    private static String read(String text) throws Usage {
        var url = RequestUrl.of(text);
        return (url.secure() ? "tls " : "") + url.user() + "@" + url.hostLine() + " " + url.port() + " " + url.target();
    }

    @Test void aUrlIsSentAsItIsWritten() throws Exception {
        assertEquals("@localhost:8000 8000 /api/users/", read("http://localhost:8000/api/users/"));
        assertEquals("@localhost:8000 8000 /a?u=http://x/", read("localhost:8000/a?u=http://x/"));
        assertEquals("tls @SHOP 443 /", read("HTTPS://SHOP"));
        assertEquals("@shop 80 /?x=1", read("http://shop:80?x=1"));
        assertEquals("@shop 80 /", read("http://shop:/#part"));
        assertEquals("@shop 80 /a?b", read("http://shop/a?b#c?d#e"));
        assertEquals("@shop 80 /%zz/../a//b/./\\{}|^\"<>", read("http://shop/%zz/../a//b/./\\{}|^\"<>"));
        assertEquals("@[::1]:8000 8000 /", read("http://[::1]:8000"));
        assertEquals("@[2001:db8::7] 80 /x", read("http://[2001:db8::7]/x"));
        assertEquals("ann:p%40ss@shop 80 /", read("http://ann:p%40ss@shop/"));
        assertEquals("@shop 80 /\u00fc", read("http://shop/\u00fc"));
    }

    @Test void theUserIsACredential() throws Exception {
        assertEquals("Basic YW5uOnBAc3M6", RequestUrl.of("http://ann:p%40ss:@shop/").authorization());
        assertEquals("Basic YW5uOg==", RequestUrl.of("http://ann@shop/").authorization());
        assertEquals("Basic w7w6JXo=", RequestUrl.of("http://\u00fc:%z@shop/").authorization());
    }

    @Test void whatIsNoUrlIsSaidSo() {
        for (var each : new String[][] {{"", "a blank"}, {"http://a b/", "a blank"}, {"http://a/\r\nX:1", "a blank"},
            {"http:///path", "names no host"}, {"http://:8000/", "names no host"}, {"/api/users", "names no host"},
            {"*", "--request-target"},
            {"http://a:99999/", "'99999' is no port"}, {"http://a:0/", "'0' is no port"}, {"http://a:x/", "'x' is no port"},
            {"http://a:80*", "--request-target '*'"}, {"http://::1:80/", "in brackets"}, {"http://[::1/", "do not close"},
            {"http://[::1]x/", "'x' is no port"}, {"ftp://a/", "neither http:// nor https://"}, {"http:/a", "neither http:// nor https://"},
            {"ws://a/chat", "http://, -H 'Connection: Upgrade'"}, {"wss://a/chat", "https://, -H"}}) {
            var said = assertThrows(Usage.class, () -> RequestUrl.of(each[0]), each[0]).getMessage();
            var shown = each[0].replaceAll("\\p{Cntrl}", "?");
            assertTrue(said.startsWith("'" + shown + "' is no URL to explain: ") && said.contains(each[1]), said);
        }
    }
}
