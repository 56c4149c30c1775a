package owlboard.standins.redis.data;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import owlboard.harness.Patience;

class GlobTest {
    @Test void matchesAsRedisDoes() {
        for (var pair : List.of("* ", "*  x", "h?llo hello", "h*llo heeeello", "h*llo hllo", "h[ae]llo hallo", "h[^e]llo hallo",
                "h[a-b]llo hbllo", "h[b-a]llo hbllo",
                "a\\*b a*b", "[\\]] ]", "*:chat:* a:chat:b", "a**b ab", "[a a"))
            assertTrue(Glob.matches(pair.split(" ", 2)[0], pair.split(" ", 2)[1]), pair);
        for (var pair : List.of("? ", "h?llo hllo", "h[ae]llo hillo", "h[^e]llo hello", "a\\*b axb", "a ab", "ab a", "*x xy"))
            assertFalse(Glob.matches(pair.split(" ", 2)[0], pair.split(" ", 2)[1]), pair);
    }

    @Test void aPatternOfStarsEndsSoon() {
        assertTimeout(Patience.TIME, () -> assertFalse(Glob.matches("a*".repeat(500) + "b", "a".repeat(20_000))));
    }
}
