package owlboard.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;

import java.util.List;

class NearestTest {
    private static final List<String> WORDS = List.of("check", "certs", "nginx", "ps", "up", "logs");

    @Test void findsALetterTooFewTooManyWrongOrSwapped() {
        assertEquals("check", Nearest.of("chek", WORDS));
        assertEquals("check", Nearest.of("checck", WORDS));
        assertEquals("nginx", Nearest.of("ngimx", WORDS));
        assertEquals("nginx", Nearest.of("ngnix", WORDS));
    }

    @Test void prefersTheNearer() {
        assertEquals("certs", Nearest.of("cets", WORDS));
    }

    @Test void findsNothingForAnotherWord() {
        assertNull(Nearest.of("restart", WORDS));
    }

    @Test void hintIsEmptyWhenNothingIsNear() {
        assertEquals("", Nearest.hint("restart", WORDS));
        assertEquals("; did you mean logs?", Nearest.hint("log", WORDS));
    }
}
