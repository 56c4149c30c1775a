package owlboard.proxy.upstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import owlboard.config.Upstream.Balancing;
import owlboard.config.Upstream.Measure;

final class LeastTimeTest {
    private static final long SECOND = 1_000_000_000;

    private static LeastTime by(Measure measure, boolean inflight) {
        return new LeastTime(new Balancing.LeastTime(measure, inflight));
    }

    private static Peer[] peers(long... millis) {
        var peers = Peers.weighted(1, 1, 1);
        long now = System.nanoTime();
        for (int i = 0; i < millis.length; i++) peers[i].times.add(Measure.HEADER, millis[i] * 1_000_000, now);
        return peers;
    }

    @Test
    void theFastestIsChosen() {
        assertEquals("bbb", Peers.sequence(by(Measure.HEADER, false), peers(3000, 1000, 2000), 3));
    }

    @Test
    void equalsTakeTurns() {
        assertEquals("abcabc", Peers.sequence(by(Measure.HEADER, false), peers(), 6));
    }

    @Test
    void oneMeasureIsNotTheOther() {
        assertEquals("abc", Peers.sequence(by(Measure.LAST_BYTE, false), peers(3000, 1000, 2000), 3));
    }

    @Test
    void requestsInProgressAndWeightCount() {
        var peers = peers(1000, 1500, 9000);
        peers[0].active.set(1);
        assertEquals("b", Peers.sequence(by(Measure.HEADER, false), peers, 1), "two seconds against one and a half");
        var weighted = Peers.weighted(1, 10);
        weighted[0].times.add(Measure.HEADER, 100_000_000, System.nanoTime());
        weighted[1].times.add(Measure.HEADER, 500_000_000, System.nanoTime());
        assertEquals("b", Peers.sequence(by(Measure.HEADER, false), weighted, 1));
    }

    @Test
    void whatTakesLongWithoutAnAnswerCountsWithInflight() {
        var peers = peers(100, 1000, 2000);
        peers[0].active.set(1);
        peers[0].times.begins(System.nanoTime() - 60 * SECOND);
        assertEquals("a", Peers.sequence(by(Measure.HEADER, false), peers, 1));
        assertEquals("b", Peers.sequence(by(Measure.HEADER, true), peers, 1));
    }

    @Test
    void whatWasSlowLongAgoIsForgiven() {
        var times = new ResponseTimes();
        times.add(Measure.HEADER, SECOND, 0);
        assertEquals(SECOND, times.nanos(Measure.HEADER, 0));
        assertEquals(SECOND / 2, times.nanos(Measure.HEADER, 10 * SECOND), 1000);
        assertTrue(times.nanos(Measure.HEADER, 600 * SECOND) == 0);
        times.add(Measure.LAST_BYTE, SECOND, 0);
        times.add(Measure.LAST_BYTE, 2 * SECOND, 1);
        assertEquals(1.2 * SECOND, times.nanos(Measure.LAST_BYTE, 1), 1000);
    }
}
