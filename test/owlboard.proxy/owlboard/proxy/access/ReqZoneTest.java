package owlboard.proxy.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import owlboard.config.Http;
import owlboard.config.Place;
import owlboard.config.Template;
import owlboard.proxy.exchange.Value;

/** Thousandths of requests and milliseconds, both given: no clock. */
final class ReqZoneTest {
    private static final long START = 1_000_000_000;

    private static Http.LimitReqZone declared(long size, long rate) {
        return new Http.LimitReqZone(new Place("", 0), "z", Template.of("$binary_remote_addr"), size, rate);
    }

    private static ReqZone zone(long size, long ratePerSecond) {
        return new ReqZone(declared(size, ratePerSecond * 1000), Value.constant("k"));
    }

    private static ReqZone zone(long ratePerSecond) {
        return zone(1 << 20, ratePerSecond);
    }

    private static int passes(ReqZone zone, String key, long now, int burst, int requests) {
        int passed = 0;
        for (int i = 0; i < requests; i++) if (zone.account(key, now, burst, true) >= 0) passed++;
        return passed;
    }

    @Test
    void burstPlusOnePassAtOnce() {
        assertEquals(21, passes(zone(100), "a", START, 20, 100));
        assertEquals(1, passes(zone(100), "a", START, 0, 100));
    }

    @Test
    void thenOnePerInterval() {
        var zone = zone(100);
        passes(zone, "a", START, 20, 100);
        for (int i = 1; i <= 50; i++) {
            assertEquals(0, passes(zone, "a", START + 10 * i - 1, 20, 3));
            assertEquals(1, passes(zone, "a", START + 10 * i, 20, 3));
        }
    }

    @Test
    void theExcessIsInThousandths() {
        var zone = zone(100);
        assertEquals(0, zone.account("a", START, 5, true));
        assertEquals(1000, zone.account("a", START, 5, true));
        assertEquals(1700, zone.account("a", START + 3, 5, true));
        assertEquals(2700, zone.account("a", START + 3, 5, true));
        assertEquals(0, zone.account("a", START + 1000, 5, true));
    }

    @Test
    void aRejectedRequestTellsItsExcessAndFillsNothing() {
        var zone = zone(100);
        passes(zone, "a", START, 2, 3);
        for (int i = 0; i < 50; i++) assertEquals(-1 - 3000, zone.account("a", START, 2, true));
        assertEquals(2000, zone.account("a", START + 10, 2, true));
    }

    @Test
    void onlyACommittedAccountIsWritten() {
        var zone = zone(100);
        assertEquals(0, zone.account("a", START, 0, false));
        assertEquals(0, zone.account("a", START, 0, true));
        assertEquals(1000, zone.account("a", START, 5, false));
        assertEquals(1000, zone.account("a", START, 5, false));
    }

    @Test
    void aRatePerMinuteKeepsItsFractions() {
        var zone = new ReqZone(declared(1 << 20, 500), Value.constant("k")); // 30r/m
        assertEquals(1, passes(zone, "a", START, 0, 5));
        assertEquals(0, passes(zone, "a", START + 1999, 0, 1));
        assertEquals(1, passes(zone, "a", START + 2000, 0, 5));
    }

    @Test
    void keysDoNotShare() {
        var zone = zone(1);
        assertEquals(1, passes(zone, "a", START, 0, 5));
        assertEquals(1, passes(zone, "b", START, 0, 5));
    }

    @Test
    void aClockThatStepsBackGivesNothingAndTakesNothing() {
        var zone = zone(100);
        passes(zone, "a", START, 5, 3);
        assertEquals(3000, zone.account("a", START - 60_000, 5, true), "a minute back: no time has passed");
        assertEquals(3000, zone.account("a", START + 10, 5, true), "its old time still counts");
    }

    @Test
    void aClockThatStepsFarBackIsBelieved() {
        var zone = zone(100);
        passes(zone, "a", START, 5, 3);
        assertEquals(2900, zone.account("a", START - 3_600_000, 5, true), "one millisecond");
        assertEquals(2900, zone.account("a", START - 3_600_000 + 10, 5, true), "from there on");
    }

    @Test
    void aClockThatStepsForwardEmptiesTheBucket() {
        var zone = zone(100);
        passes(zone, "a", START, 5, 6);
        assertEquals(0, zone.account("a", START + 86_400_000L * 365 * 10, 5, true));
    }

    @Test
    void aFullZoneForgetsTheLongestUnused() {
        var zone = zone(8 * 128, 1);
        for (int i = 0; i < 8; i++) assertEquals(1, passes(zone, "k" + i, START + i, 0, 2));
        assertEquals(0, passes(zone, "k0", START + 20, 0, 1)); // used again: no longer the oldest
        assertEquals(1, passes(zone, "new", START + 20, 0, 1));
        assertEquals(0, passes(zone, "k0", START + 21, 0, 1));
        assertEquals(1, passes(zone, "k1", START + 21, 0, 1), "it was forgotten");
    }

    @Test
    void aZoneHasRoomForAtLeastEight() {
        var zone = zone(1, 1);
        for (int i = 0; i < 8; i++) assertEquals(1, passes(zone, "k" + i, START, 0, 1));
        for (int i = 0; i < 8; i++) assertEquals(0, passes(zone, "k" + i, START, 0, 1));
    }

    @Test
    void bucketsLiveOnInAZoneThatIsAlike() {
        var zone = zone(1);
        passes(zone, "a", START, 0, 1);
        assertTrue(zone.isLike(declared(1 << 20, 1000)));
        assertEquals(0, passes(zone.withKey(Value.EMPTY), "a", START, 0, 1));
        assertFalse(zone.isLike(declared(1 << 20, 2000)));
        assertFalse(zone.isLike(declared(1 << 19, 1000)));
        assertFalse(zone.isLike(new Http.LimitReqZone(new Place("", 0), "z", Template.of("$uri"), 1 << 20, 1000)));
    }

    @Test
    void emptyAndHugeKeysAreNotCounted() {
        assertNull(new ReqZone(declared(1, 1), Value.EMPTY).key(null));
        assertNull(new ReqZone(declared(1, 1), Value.constant("x".repeat(65_536))).key(null));
        assertEquals(65_535, new ReqZone(declared(1, 1), Value.constant("x".repeat(65_535))).key(null).length());
    }
}
