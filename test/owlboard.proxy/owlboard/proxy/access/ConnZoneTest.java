package owlboard.proxy.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import owlboard.config.Http;
import owlboard.config.Place;
import owlboard.config.Template;
import owlboard.edge.OwlboardOnly;
import owlboard.proxy.exchange.Value;

final class ConnZoneTest {
    private static ConnZone zone(long size, String key) {
        return new ConnZone(new Http.LimitConnZone(new Place("", 0), "z", Template.of("$x"), size), Value.constant(key));
    }

    @Test
    void asManyAsTheLimitEnter() {
        var zone = zone(1 << 20, "k");
        for (int i = 0; i < 10; i++) assertTrue(zone.enter("a", 10));
        assertFalse(zone.enter("a", 10));
        assertTrue(zone.enter("b", 10));
        zone.leave("a");
        assertTrue(zone.enter("a", 10));
        assertFalse(zone.enter("a", 10));
    }

    @Test
    void whoWasRefusedDoesNotCount() {
        var zone = zone(1 << 20, "k");
        assertTrue(zone.enter("a", 1));
        for (int i = 0; i < 5; i++) assertFalse(zone.enter("a", 1));
        zone.leave("a");
        assertTrue(zone.enter("a", 1));
    }

    @Test
    void aFullZoneRefusesNewKeysOnly() {
        var zone = zone(1, "k");
        for (int i = 0; i < 8; i++) assertTrue(zone.enter("k" + i, 2));
        assertFalse(zone.enter("new", 2));
        assertTrue(zone.enter("k3", 2));
        zone.leave("k5");
        assertTrue(zone.enter("new", 2));
    }

    @Test
    void leavingWithoutEnteringIsNothing() {
        var zone = zone(1 << 20, "k");
        zone.leave("a");
        assertTrue(zone.enter("a", 1));
        assertFalse(zone.enter("a", 1));
    }

    @Test
    void emptyAndLongKeysAreNotCounted() {
        assertNull(zone(1, "").key(null));
        assertNull(zone(1, "x".repeat(256)).key(null));
        assertEquals(255, zone(1, "x".repeat(255)).key(null).length());
    }

    @OwlboardOnly(row = "exact-limits", value = "counts per worker without a zone")
    @Test
    void manyThreadsNeverExceedTheLimit() throws InterruptedException {
        var zone = zone(1 << 20, "k");
        var inside = new AtomicInteger();
        var most = new AtomicInteger();
        var threads = new Thread[4];
        for (int t = 0; t < threads.length; t++) {
            threads[t] = Thread.ofPlatform().start(() -> {
                for (int i = 0; i < 2000; i++) {
                    if (!zone.enter("a", 3)) continue;
                    most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                    inside.decrementAndGet();
                    zone.leave("a");
                }
            });
        }
        for (var thread : threads) thread.join();
        assertTrue(most.get() <= 3, "there were " + most.get());
        for (int i = 0; i < 3; i++) assertTrue(zone.enter("a", 3));
        assertFalse(zone.enter("a", 3));
    }
}
