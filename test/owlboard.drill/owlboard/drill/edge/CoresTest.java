package owlboard.drill.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class CoresTest {
    @Test void idleIsWhatNobodyWanted() {
        var before = Cores.of("cpu  100 0 100 700 100 0 0 0 0 0");
        assertEquals(new Cores(800, 1000), before);
        assertEquals(0.25, Cores.of("cpu  130 5 115 720 105 10 5 10 50 0").idleSince(before));
    }

    @Test void withoutFiguresNothingIsSaid() {
        var unknown = new Cores(0, -1);
        assertTrue(Double.isNaN(unknown.idleSince(unknown)));
        assertTrue(Double.isNaN(new Cores(5, 10).idleSince(new Cores(5, 10))));
    }
}
