package owlboard.proxy.respond;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class PaceTest {
    private static final long SECOND = 1_000_000_000;

    @Test void aSecondsWorthAtOnceAndTheRestInItsTime() {
        var pace = new Pace(1000, 0, 5);
        assertEquals(1000, pace.allowed(5));
        pace.pass(1000);
        assertEquals(0, pace.allowed(5));
        assertEquals(125, pace.waitMillis(1_000_000, 5));
        assertEquals(10, pace.waitMillis(10, 5));
        assertEquals(0, pace.waitMillis(0, 5));
        assertEquals(500, pace.allowed(5 + SECOND / 2));
    }

    @Test void whatIsFreeDoesNotCount() {
        var pace = new Pace(10, 1L << 60, 0);
        pace.pass(1L << 40);
        assertEquals(0, pace.waitMillis(1 << 20, 0));
    }

    @Test void extremesNeitherOverflowNorStandStill() {
        assertEquals(Long.MAX_VALUE, new Pace(Pace.RATE_MAX, Long.MAX_VALUE, 0).allowed(Long.MAX_VALUE));
        var slow = new Pace(1, 0, 0);
        slow.pass(1);
        assertEquals(1000, slow.waitMillis(1, 0));
        assertEquals(1, slow.allowed(SECOND));
        var fast = new Pace(Pace.RATE_MAX, 0, 0);
        fast.pass(Pace.RATE_MAX);
        assertEquals(1, fast.waitMillis(1, 0));
    }
}
