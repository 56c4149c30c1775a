package owlboard.cli.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static owlboard.cli.process.OldGeneration.PER_CONNECTION;
import static owlboard.cli.process.OldGeneration.SMALL;

import org.junit.jupiter.api.Test;
import owlboard.cli.process.OldGeneration.Collected;

class OldGenerationTest {
    private static final long MB = 1 << 20;
    private static final int CROWD = 5000;

    @Test void aCrowdThatComesIsNotCollected() {
        var before = new Collected(6 * MB, 10);
        assertTrue(before.limit(10 + CROWD) > 6 * MB + CROWD * PER_CONNECTION + 12 * MB, "what it keeps alive, and a young generation");
    }

    @Test void aCrowdThatHasLeftIs() {
        assertEquals(SMALL, new Collected(6 * MB, 10).limit(10));
        assertTrue(new Collected(6 * MB + CROWD * PER_CONNECTION, CROWD).limit(0) < CROWD * PER_CONNECTION);
    }

    @Test void whatIsNobodysIsCollectedWhenItIsAsMuchAsLives() {
        assertEquals(100 * MB, new Collected(50 * MB, CROWD).limit(CROWD));
    }

    @Test void theLoopsStandStillForAHundredthOfTheTimeAtMost() {
        assertEquals(1_000, OldGeneration.restMillis(2_000_000));
        assertEquals(8_000, OldGeneration.restMillis(80_000_000));
        assertEquals(30_000, OldGeneration.restMillis(5_000_000_000L));
    }
}
