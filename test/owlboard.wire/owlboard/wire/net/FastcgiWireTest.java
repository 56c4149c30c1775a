package owlboard.wire.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import owlboard.wire.OnLoop;
import owlboard.wire.Pair;

final class FastcgiWireTest {
    private static final char STDOUT = 6, STDERR = 7;

    /** FastCGI 1.0 §3.3: version, type, request id, lengths of content and padding, reserved. */
    private static String record(char type, String content) {
        return "\1" + type + "\0\1\0" + (char) content.length() + "\0\0" + content;
    }

    /** Who logs a word of standard error may wait, and other connections of the loop read meanwhile. */
    @Test
    void anotherOneReadsWhileAnErrorIsTold() throws Exception {
        OnLoop.run(() -> {
            try (var pair = Pair.open(); var other = Pair.open(); var wire = new FastcgiWire(pair.near)) {
                wire.begin(_ -> {
                    var theirs = new byte[100];
                    int count = other.near.read(theirs, 0, theirs.length);
                    assertEquals("of another one", new String(theirs, 0, count, ISO_8859_1));
                });
                wire.deadlineIn(OnLoop.SECONDS * 1000L);
                other.near.deadlineIn(OnLoop.SECONDS * 1000L);
                other.sends("of another one");
                pair.sends(record(STDOUT, "an answer") + record(STDERR, "a warning") + record(STDOUT, " and more"));
                var got = new byte[100];
                int at = 0;
                while (at < 18) at += wire.read(got, at, got.length - at);
                assertEquals("an answer and more", new String(got, 0, at, ISO_8859_1));
            }
        });
    }
}
