package owlboard.drill.traffic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import owlboard.harness.Patience;

class PulseTest {
    @Test void itTellsWhatHandingOnTakes() {
        var journal = new Journal();
        try (var pulse = new Pulse(journal)) {
            while (pulse.p99(0, Long.MAX_VALUE) == 0 && journal.now() < Patience.NANOS) LockSupport.parkNanos(1_000_000);
            assertTrue(pulse.p99(0, Long.MAX_VALUE) > 0);
            assertEquals(0, pulse.p99(Long.MAX_VALUE - 1, Long.MAX_VALUE));
        }
    }
}
