package owlboard.standins.redis.data;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import owlboard.standins.Page;

/** REDIS.md names every command there is, and no other. */
class PromisesTest {
    /** Those of a connection, which its session answers. */
    private static final Set<String> OF_A_CONNECTION = Set.of("AUTH", "HELLO", "SELECT", "QUIT", "RESET", "CLIENT", "MULTI", "EXEC",
            "DISCARD", "WATCH", "UNWATCH", "BLPOP", "BRPOP", "SUBSCRIBE", "PSUBSCRIBE", "UNSUBSCRIBE", "PUNSUBSCRIBE");

    @Test void thePageNamesEachCommand() throws IOException {
        var there = new TreeSet<>(OF_A_CONNECTION);
        for (var command : Commands.all()) there.add(command.name().toUpperCase(Locale.ROOT));
        assertEquals(there, Page.commands("REDIS"));
    }
}
