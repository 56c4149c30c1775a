package owlboard.standins.mongo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import owlboard.standins.Page;
import owlboard.standins.mongo.data.Commands;

/** MONGO.md names commands that there are. */
class PromisesTest {
    /** Those of a connection, which its session answers. */
    private static final Set<String> OF_A_CONNECTION = Set.of("hello", "isMaster", "ping", "buildInfo", "whatsmyuri", "connectionStatus",
            "saslStart", "saslContinue", "logout", "endSessions", "refreshSessions");

    @Test void whatThePageNamesIsThere() throws IOException {
        var missing = Page.commands("MONGO").stream().filter(name -> !OF_A_CONNECTION.contains(name) && !Commands.knows(name)).toList();
        assertEquals(List.of(), missing);
    }
}
