package owlboard.cli;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class WallClockTest {
    private Instant now = Instant.parse("2030-05-01T12:00:00Z");
    private long nanos = -5_000_000_000L;

    @Test void timeThatPassesIsNoJump() {
        var clock = new WallClock(() -> now, () -> nanos);
        now = now.plusSeconds(60);
        nanos += 60_400_000_000L;
        assertFalse(clock.wasSet());
    }

    @Test void aClockThatIsSetJumps() {
        for (long days : new long[] {400, -400}) {
            var clock = new WallClock(() -> now, () -> nanos);
            now = now.plusSeconds(2 + days * 86_400);
            nanos += 2_000_000_000L;
            assertTrue(clock.wasSet());
        }
    }
}
