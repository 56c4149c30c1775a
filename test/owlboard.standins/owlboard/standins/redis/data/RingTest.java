package owlboard.standins.redis.data;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RingTest {
    @Test void isAListThatGrowsAtBothEnds() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        var ring = new Ring();
        var list = new ArrayList<String>();
        for (int i = 0; i < 20_000; i++) {
            var element = Integer.toString(i);
            switch (random.nextInt(i < 10_000 ? 7 : 9)) {
                case 0, 1 -> { ring.addFirst(element); list.addFirst(element); }
                case 2, 3 -> { ring.addLast(element); list.addLast(element); }
                case 4 -> { if (!list.isEmpty()) { int at = random.nextInt(list.size());
                        assertEquals(list.set(at, element), ring.set(at, element)); } }
                case 5, 7 -> { if (!list.isEmpty()) assertEquals(list.removeFirst(), ring.removeFirst()); }
                default -> { if (!list.isEmpty()) assertEquals(list.removeLast(), ring.removeLast()); }
            }
            if (i % 1000 == 0) assertEquals(list, ring, "seed " + seed);
        }
        ring.keep(place -> place % 3 == 0);
        var every3rd = new ArrayList<String>();
        for (int i = 0; i < list.size(); i += 3) every3rd.add(list.get(i));
        assertEquals(every3rd, ring, "seed " + seed);
    }
}
