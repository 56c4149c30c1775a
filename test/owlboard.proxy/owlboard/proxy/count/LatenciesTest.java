package owlboard.proxy.count;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import owlboard.wire.loop.Loops;
import owlboard.wire.OnLoop;

class LatenciesTest {
    private static final long[] BOUNDS = {500_000, 1_000_000, 5_000_000, 60_000_000_000L};
    private static final int[] BUCKETS = LongStream.of(BOUNDS).mapToInt(Histogram::within).toArray();

    private static Latencies of(Zone zone) {
        return zone.history.all();
    }

    private static Zone zone(long... micros) {
        var zone = new Zone("shop");
        for (long each : micros) zone.on(OnLoop.first()).took(each * 1000, -1);
        return zone;
    }

    @Test void eachBoundHasAllThatTookNoLonger() {
        var all = of(zone(200, 900, 3_000, 4_500, 7_000, 100_000, 70_000_000));
        assertArrayEquals(new long[] {1, 2, 4, 6}, all.within(BUCKETS));
        for (int i = 0; i < BOUNDS.length; i++) assertEquals(all.within(BUCKETS)[i], all.within(BOUNDS[i]), "the same one by one");
        assertEquals(7, all.count());
    }

    @Test void theLastColumnsHaveNothingOfThoseBefore() {
        var zone = zone(3_000);
        zone.on(OnLoop.first()).ends(200, 0, 0);
        for (int i = 0; i < 3; i++) {
            zone.history.tick();
            zone.on(OnLoop.first()).ends(200, 0, 0);
            zone.on(OnLoop.first()).took(50_000_000, -1);
        }
        zone.history.tick();
        assertEquals(1, zone.history.last(1).count());
        assertEquals(2, zone.history.last(2).count());
        assertEquals(4, zone.history.last(History.COLUMNS).count());
        assertEquals(4, zone.history.all().count());
    }

    @Test void whatIsForgottenIsSoInAllOfItsCountsAndAnOddStatusIsAnAnswer() {
        var zone = zone(3_000, 4_000);
        zone.history.tick();
        var cell = zone.on(Loops.all().getFirst());
        cell.took(5_000_000, -1);
        zone.reset();
        assertEquals(0, zone.history.all().count());
        cell.took(6_000_000, -1);
        assertEquals(1, zone.history.all().count());
        zone.history.tick();
        assertEquals(1, zone.history.all().count());
        cell.begins();
        cell.ends(999, 1, 1);
        assertEquals(1, zone.sum().code(999));
        assertEquals(0, zone.sum().discarded);
        cell.begins();
        cell.ends(500, 1, 1);
        var lately = zone.pace.lately(System.nanoTime());
        assertEquals(1, lately.failed());
    }
}
