package owlboard.config.language;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestTest {
    @Test
    void findsASlipOfTheFingers() {
        assertEquals("did you mean \"listen\"?", Nearest.hint("lsiten", List.of("listen", "limit_req")));
        assertEquals("did you mean \"least_conn\"?", Nearest.hint("lest_conn", List.of("listen", "least_conn")));
    }

    @Test
    void prefersTheNearer() {
        var words = List.of("check", "certs", "nginx", "ps", "up", "logs");
        assertEquals("did you mean \"certs\"?", Nearest.hint("cets", words));
        assertEquals("did you mean \"nginx\"?", Nearest.hint("ngnix", words));
        assertEquals("; did you mean \"logs\"?", Nearest.aside("log", words));
        assertEquals("", Nearest.aside("restart", words));
    }

    @Test
    void isSilentWhenNothingIsNear() {
        assertEquals("", Nearest.hint("something", List.of("listen", "least_conn")));
    }

    @Test
    void countsASwapAsOneEdit() {
        assertEquals(1, Nearest.distance("ab", "ba"));
        assertEquals(3, Nearest.distance("kitten", "sitting"));
    }
}
