package owlboard.proxy.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import owlboard.wire.http.BadMessage;
import owlboard.wire.http.Head;

/** RFC 9111 §4.1: which requests a stored answer is for. */
class VariantTest {
    private static Head head(String lines) {
        var text = "HTTP/1.1 200 OK\r\n" + lines.replace("|", "\r\n") + "\r\n\r\n";
        try {
            return EntryFile.head(text.getBytes(StandardCharsets.ISO_8859_1));
        } catch (BadMessage bad) {
            throw new AssertionError(bad);
        }
    }

    private static String names(String lines) {
        return Variant.names(head(lines));
    }

    @Test void namesOfAllLinesInOrder() {
        assertEquals("", names("X: y"));
        assertEquals("accept,cookie", names("Vary: Cookie, ACCEPT,,cookie"));
        assertEquals("accept,cookie", names("Vary: cookie|Vary: Accept"));
        assertNull(names("Vary: a|Vary: b, *"));
        assertNull(names("Vary: " + "x".repeat(2000)));
    }

    private static void same(String names, String one, String other) {
        assertEquals(Variant.of(names, head(one)), Variant.of(names, head(other)), one + " and " + other);
    }

    private static void differ(String names, String one, String other) {
        assertNotEquals(Variant.of(names, head(one)), Variant.of(names, head(other)), one + " and " + other);
    }

    @Test void whatMeansTheSameIsTheSame() {
        same("foo", "Foo: 1", "foo: 1");
        same("foo", "Foo: 1|Bar: 2", "Foo: 1|Bar: 3");
        same("foo", "Foo: 1|Foo: 2", "Foo: 1, 2");
        same("accept", "Accept: 1,2", "Accept: 1 ,  2");
        same("accept-charset", "Accept-Charset: a\t,b", "Accept-Charset: A,b");
        same("accept-encoding", "Accept-Encoding: gzip|Accept-Encoding: BR", "Accept-Encoding: gzip, br");
        same("accept-language", "Accept-Language: EN, de", "Accept-Language: en,de");
        same("foo", "X: y", "X: z");
    }

    @Test void whatMayMeanSomethingElseIsAnother() {
        differ("foo", "Foo: 1", "Foo: 2");
        differ("foo", "Foo: 1", "X: 1");
        differ("foo", "Foo:", "X: 1");
        differ("foo", "Foo: a b", "Foo: ab");
        differ("foo", "Foo: \"a, b\"", "Foo: \"a,b\"");
        differ("foo", "Foo: A", "Foo: a");
        differ("foo", "Foo: 1,2", "Foo: 1, 2");
        differ("foo", "Foo: a b", "Foo: a  b");
        differ("foo", "Foo: a b", "Foo: a\tb");
        differ("accept-profile", "Accept-Profile: Sales", "Accept-Profile: sales");
        differ("accept-profile", "Accept-Profile: a,b", "Accept-Profile: a, b");
        differ("bar,foo", "Foo: 1|Bar: 2", "Foo: 2|Bar: 1");
        differ("foo", "Foo: " + "x".repeat(1000), "Foo: " + "x".repeat(1001));
    }

    @Test void namesAndValuesDoNotRunIntoEachOther() {
        differ("a,b", "A: 1", "B: 1");
        differ("a,b", "A: 1|B: 2", "A: 1,2");
    }
}
