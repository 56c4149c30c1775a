package owlboard.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class TopTest {
    @Test void aLowWindowKeepsTheFirstLines() {
        var four = "1\n2\n3\n4\n";
        assertEquals(four, Top.top(four, 5));
        assertEquals(four, Top.top(four, Integer.MAX_VALUE));
        assertEquals("1\n2\n... 2 more lines: a higher window shows them\n", Top.top(four, 4));
        assertEquals("1\n... 3 more lines: a higher window shows them\n", Top.top(four, 1));
    }
}
