package owlboard.drill.judge;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class WaitsTest {
    private static final Waits QUIET = new Waits(0.3, 0.3, 0.3);

    @Test void whoWaitsLongerBecauseOfTheFaultIsSlow() {
        assertTrue(new Waits(5, 50, 5).isWithin(2, QUIET), "a few milliseconds are nothing");
        assertFalse(new Waits(5, 51, 5).isWithin(2, QUIET));
        assertFalse(new Waits(40, 90, 40).isWithin(2, QUIET));
        assertTrue(new Waits(362, 700, 5).isWithin(2, QUIET), "it was as slow before");
    }

    @Test void whatComesAfterIsNoExcuse() {
        assertFalse(new Waits(5, 740, 1687).isWithin(2, QUIET), "it harms others even when it is over");
    }

    @Test void aMachineThatIsBusyMeanwhileIsNoFault() {
        assertTrue(new Waits(5, 90, 5).isWithin(2, new Waits(1, 21, 1)), "all were delayed alike");
        assertFalse(new Waits(5, 200, 5).isWithin(2, new Waits(1, 21, 1)), "but not so much");
        assertFalse(new Waits(5, 90, 5).isWithin(2, new Waits(21, 21, 1)), "it was that busy before, and served well");
    }
}
