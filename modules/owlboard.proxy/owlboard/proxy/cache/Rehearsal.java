package owlboard.proxy.cache;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.nio.charset.StandardCharsets;
import java.util.List;
import owlboard.wire.http.Head;

/** Does once, before any loop does, what the first requests of a cache need: no loop stands still while classes are made ready. */
final class Rehearsal {
    private static final String ANSWER = """
            HTTP/1.1 200 OK\r
            Date: Thu, 01 Jan 2026 00:00:00 GMT\r
            Expires: Thu, 01 Jan 2026 00:01:00 GMT\r
            Cache-Control: max-age="60", no-cache="set-cookie"\r
            Vary: Accept-Encoding, Accept\r
            Age: 1\r
            Content-Length: 0\r
            \r
            """;

    private Rehearsal() {}

    static void run() {
        try {
            var lookup = MethodHandles.lookup();
            for (var type : List.of(Visit.class, Fill.class, Fill.Content.class, Keeping.class, Shelf.class, Shelf.Placed.class,
                    StoredBody.class, StoredBody.InMemory.class, StoredBody.InFile.class, Invalidation.class, Status.class, Node.class,
                    Terms.Rule.class, CacheRules.class)) {
                lookup.ensureInitialized(type);
            }
            answer();
        } catch (IllegalAccessException | IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static void answer() throws IOException {
        var head = EntryFile.head(ANSWER.getBytes(StandardCharsets.US_ASCII));
        var rules = StoringRules.NONE;
        var storing = Storing.of(head, new Storing.Asked(0, 0, false, true, false), rules);
        var kept = Heads.stored(head, storing.control(), 0);
        var both = Heads.updated(kept, head, storing.control(), 0);
        var label = new Stored.Label("", storing.vary(), Variant.of(storing.vary(), new Head()), 0, false);
        var header = EntryFile.header(label, storing.terms(), both, 0);
        if (header.length == 0 || !storing.terms().isFresh(0)) throw new IllegalStateException("the cache is not what it was");
        Key.ofHex(Key.of(label.key(), label.variant()).hex());
    }
}
