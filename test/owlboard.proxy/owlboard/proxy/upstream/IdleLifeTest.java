package owlboard.proxy.upstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class IdleLifeTest {
    private static final long SECOND = 1_000_000_000;

    @Test
    void twoThatAreAlikeShowHowLongConnectionsMayRest() {
        var life = new IdleLife();
        assertEquals(60 * SECOND, life.rest(60 * SECOND, 0));
        life.closed(5 * SECOND, 100);
        assertEquals(60 * SECOND, life.rest(60 * SECOND, 100), "one may have another reason");
        assertFalse(life.isSafe(4 * SECOND), "but what must not be lost is careful");
        assertTrue(life.isSafe(SECOND / 3));
        life.closed(51 * SECOND / 10, 200);
        assertEquals(375 * SECOND / 100, life.rest(60 * SECOND, 200));
        assertEquals(2 * SECOND, life.rest(2 * SECOND, 200));
        assertEquals(60 * SECOND, life.rest(60 * SECOND, 62 * SECOND), "it may be another one now");
    }

    @Test
    void aPeerThatEndsShowsNothing() {
        var life = new IdleLife();
        life.closed(5 * SECOND, 100);
        life.closed(SECOND, 100);
        life.closed(20_000, 100);
        assertEquals(60 * SECOND, life.rest(60 * SECOND, 100));
    }

    @Test
    void whoServesLaterKeepsThemLonger() {
        var life = new IdleLife();
        life.closed(SECOND, 100);
        life.closed(SECOND, 200);
        life.served(2 * SECOND);
        assertEquals(60 * SECOND, life.rest(60 * SECOND, 300));
        assertTrue(life.isSafe(3 * SECOND / 2 - 1));
        assertFalse(life.isSafe(10 * SECOND), "nobody has seen that");
    }

    @Test
    void whoHasShownNothingIsTrustedForHalfASecond() {
        var life = new IdleLife();
        assertTrue(life.isSafe(SECOND / 2 - 1));
        assertFalse(life.isSafe(SECOND / 2));
        life.served(4 * SECOND);
        assertTrue(life.isSafe(3 * SECOND - 1));
        assertFalse(life.isSafe(3 * SECOND));
        assertEquals(60 * SECOND, life.rest(60 * SECOND, 100), "what may be sent twice may go on it all the same");
        life.closed(2 * SECOND, 100);
        assertFalse(life.isSafe(3 * SECOND / 2), "it closes earlier now");
        life.closed(2 * SECOND, 200);
        assertTrue(life.isSafe(3 * SECOND / 2 - 1), "and that is known");
        life.forget();
        assertFalse(life.isSafe(SECOND), "another one may be there");
    }
}
