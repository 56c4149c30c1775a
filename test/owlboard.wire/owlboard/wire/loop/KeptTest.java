package owlboard.wire.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class KeptTest {
    private static final int MB = 1 << 20;

    private final Kept kept = new Kept(4 * MB);

    /** A client that leaves as soon as it is cut. */
    private final class Client implements Kept.Holder {
        int bytes;
        boolean cut;
        boolean busy;
        int woken;

        Client keeps(int more) {
            kept.add(this, more, false);
            bytes += more;
            return this;
        }

        Client waits() {
            kept.isSlow(this);
            return this;
        }

        @Override public int kept() {
            return bytes;
        }

        @Override public boolean cut() {
            if (busy) return false;
            cut = true;
            int all = bytes;
            bytes = 0;
            kept.remove(all, false);
            return true;
        }

        @Override public void goOn() {
            woken++;
        }
    }

    @BeforeAll static void quiet() {
        Faults.reportTo((_, _, _) -> {});
    }

    @Test void whatGrowsWaitsAtThreeQuartersOfTheShare() {
        var client = new Client().keeps(MB);
        new Client().keeps(2 * MB);
        assertFalse(kept.mayAdd(client, 1, false));
        assertTrue(kept.mayAdd(new Client(), MB / 2, true));
    }

    @Test void aMessageThatIsAloneMayGrow() {
        assertTrue(kept.mayAdd(new Client().keeps(3 * MB), 4 * MB, false));
    }

    @Test void aNewMessageTakesTheRoomOfTheSlowest() {
        var first = new Client().keeps(2 * MB).waits();
        var second = new Client().keeps(2 * MB).waits();
        var third = new Client();
        assertTrue(kept.mayAdd(third, 4096, true));
        third.keeps(4096);
        assertTrue(first.cut);
        assertFalse(second.cut);
        assertEquals(2 * MB + 4096, kept.unfinished());
    }

    @Test void whoDoesNotWaitForItsPeerIsPassedOver() {
        var first = new Client().keeps(2 * MB).waits();
        var second = new Client().keeps(2 * MB).waits();
        first.busy = true;
        new Client().keeps(4096);
        assertFalse(first.cut);
        assertTrue(second.cut);
    }

    @Test void ofTooManyWhoDoNotReadTheFirstIsCut() {
        var first = new Client();
        kept.isStuck(first);
        var next = new Client();
        kept.isStuck(next);
        for (int i = 2; i < 96; i++) kept.isStuck(new Client());
        assertFalse(first.cut);
        kept.isStuckNoMore(first);
        kept.isStuck(first); // it has read something
        var second = new Client();
        kept.isStuck(second);
        assertFalse(first.cut);
        assertTrue(next.cut);
        assertFalse(second.cut);
    }

    @Test void whatIsServedIsNotCutAndHasTheSameRoomAgain() {
        var served = new Client();
        kept.add(served, 7 * MB, true);
        assertTrue(kept.mayAdd(new Client(), MB, true));
        assertFalse(kept.mayAdd(new Client(), MB + 1, true));
        assertEquals(0, kept.unfinished());
    }

    @Test void whoeverWaitsIsWokenByRoom() {
        var holding = new Client().keeps(3 * MB);
        var waiting = new Client();
        kept.await(waiting);
        kept.remove(MB, false);
        holding.bytes -= MB;
        assertEquals(1, waiting.woken);
        kept.awaitNoMore(waiting);
        kept.remove(MB, false);
        assertEquals(1, waiting.woken);
    }

    @Test void theSlowestAreCutWhenWaitingDidNotHelp() {
        var slow = new Client().keeps(2 * MB).waits();
        var alsoSlow = new Client().keeps(MB).waits();
        var waiting = new Client().keeps(4096);
        kept.await(waiting);
        kept.tick(1_000_000_000);
        assertFalse(slow.cut);
        kept.tick(1_300_000_000);
        assertTrue(slow.cut);
        assertFalse(alsoSlow.cut);
        assertTrue(kept.mayAdd(waiting, MB, false));
    }
}
