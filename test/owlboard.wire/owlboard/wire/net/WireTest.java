package owlboard.wire.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import owlboard.wire.OnLoop;
import owlboard.wire.Pair;

final class WireTest {
    private static CompletableFuture<String> reading(Wire wire) {
        return OnLoop.start(() -> {
            var buffer = ByteBuffer.allocateDirect(100);
            int count = wire.read(buffer);
            return count < 0 ? "end" : ISO_8859_1.decode(buffer.flip()).toString();
        });
    }

    /** Lets a thread that was just started come to its wait. */
    private static void settle() {
        for (int i = 0; i < 5; i++) Thread.yield();
    }

    /** Writes until the peer's kernel takes no more. */
    private static long fill(Wire wire) throws IOException {
        long total = 0;
        var buffer = ByteBuffer.allocateDirect(64 << 10);
        for (int full = 0; full < 50; ) {
            int count = wire.writeNow(buffer.clear());
            total += count;
            full = count == 0 ? full + 1 : 0;
            Thread.yield();
        }
        return total;
    }

    @Test
    void ofACrowdOfSlowOnesEachIsHeard() throws Exception {
        OnLoop.run(() -> {
            var pairs = new ArrayList<Pair>();
            try {
                for (int i = 0; i < 100; i++) pairs.add(Pair.open());
                for (var said : new String[] {"a", "b"}) {
                    var heard = new ArrayList<CompletableFuture<String>>();
                    for (var pair : pairs) {
                        pair.near.isSlow();
                        heard.add(reading(pair.near));
                    }
                    settle();
                    for (var pair : pairs) pair.sends(said); // all of it before the loop looks
                    for (var one : heard) assertEquals(said, one.get());
                }
            } finally {
                pairs.forEach(Pair::close);
            }
        });
    }

    @Test
    void aReadWaitsForBytesAndForTheEnd() throws Exception {
        OnLoop.run(() -> {
            try (var pair = Pair.open()) {
                var first = reading(pair.near);
                settle();
                assertFalse(first.isDone());
                pair.sends("abc");
                assertEquals("abc", first.get());
                pair.far.shutdownOutput();
                assertEquals("end", reading(pair.near).get());
                assertEquals("end", reading(pair.near).get());
                assertEquals(3, pair.near.received());
                assertEquals(3, pair.far.sent());
            }
        });
    }

    /** Two exchanges on one connection are a bug, and no reason to wait for ever. */
    @Test
    void aSecondReaderIsRefusedAndTheFirstGoesOn() throws Exception {
        OnLoop.run(() -> {
            try (var pair = Pair.open(); var other = Pair.open()) {
                pair.near.deadlineIn(60_000);
                var first = reading(pair.near);
                settle();
                assertThrows(IllegalStateException.class, pair.near::awaitReadable);
                assertThrows(IllegalStateException.class, () -> Waitable.awaitReadable(pair.near, other.near, null));
                pair.sends("abc");
                assertEquals("abc", first.get());
                pair.sends("d");
                assertEquals("d", reading(pair.near).get());
            }
        });
    }

    @Test
    void aDeadlineEndsAWait() throws Exception {
        OnLoop.run(() -> {
            try (var pair = Pair.open()) {
                pair.near.deadlineIn(1);
                assertThrows(Expired.class, pair.near::awaitReadable);
                pair.near.deadlineIn(1);
                assertThrows(Expired.class, () -> pair.near.read(ByteBuffer.allocateDirect(1)));
            }
        });
    }

    @Test
    void aDeadlineThatPassedWhileNobodyWaitedEndsTheNextWait() throws Exception {
        OnLoop.run(() -> {
            try (var pair = Pair.open()) {
                pair.near.deadlineIn(1);
                OnLoop.until("the loop's tick", () -> pair.near.deadline() == 0);
                assertThrows(Expired.class, pair.near::awaitReadable);
                pair.near.deadlineIn(60_000);
                var waiting = reading(pair.near);
                settle();
                pair.sends("x");
                assertEquals("x", waiting.get());
            }
        });
    }

    @Test
    void whatIsThereIsReadAlthoughTheDeadlineIsPast() throws Exception {
        OnLoop.run(() -> {
            try (var pair = Pair.open()) {
                pair.sends("x");
                pair.near.deadlineIn(1);
                OnLoop.until("both", () -> pair.near.isReadable() && pair.near.deadline() == 0);
                assertEquals("x", reading(pair.near).get());
            }
        });
    }

    @Test
    void noDeadlineMeansNever() throws Exception {
        OnLoop.run(() -> {
            try (var pair = Pair.open()) {
                pair.near.deadlineIn(1);
                pair.near.deadlineIn(0);
                var waiting = reading(pair.near);
                long end = System.nanoTime() + 120_000_000; // two ticks of the loop
                OnLoop.until("time to pass", () -> System.nanoTime() > end);
                assertFalse(waiting.isDone());
                pair.sends("x");
                assertEquals("x", waiting.get());
            }
        });
    }

    @Test
    void closeWakesWhoWaits() throws Exception {
        OnLoop.run(() -> {
            try (var pair = Pair.narrow()) {
                fill(pair.far);
                var writer = OnLoop.start(() -> {
                    pair.far.write(ByteBuffer.allocateDirect(1 << 20));
                    return "written";
                });
                var reader = reading(pair.far);
                settle();
                assertFalse(writer.isDone() || reader.isDone());
                pair.far.close();
                OnLoop.until("both to wake", () -> writer.isDone() && reader.isDone());
                assertEquals(ClosedChannelException.class, writer.exceptionNow().getClass());
                assertEquals(ClosedChannelException.class, reader.exceptionNow().getClass());
                assertFalse(pair.far.isOpen());
                pair.far.close();
            }
        });
    }

    @Test
    void anInterruptEndsAWait() throws Exception {
        OnLoop.run(() -> {
            try (var pair = Pair.open()) {
                var failure = new CompletableFuture<Throwable>();
                var thread = pair.near.loop.start(() -> {
                    try {
                        pair.near.awaitReadable();
                    } catch (IOException interrupted) {
                        failure.complete(interrupted);
                    }
                });
                settle();
                thread.interrupt();
                assertEquals(InterruptedIOException.class, failure.get().getClass());
            }
        });
    }

    @Test
    void aResetIsAnError() throws Exception {
        OnLoop.run(() -> {
            try (var pair = Pair.open()) {
                var reader = reading(pair.near);
                settle();
                pair.far.reset();
                OnLoop.until("the end of the read", reader::isDone);
                assertTrue(reader.exceptionNow() instanceof IOException, reader.toString());
            }
        });
    }

    @Test
    void aSlowReaderGetsEverything() throws Exception {
        OnLoop.run(() -> {
            for (boolean array : new boolean[] {false, true}) {
                try (var pair = Pair.narrow()) {
                    var bytes = new byte[8 << 20];
                    for (int i = 0; i < bytes.length; i++) bytes[i] = (byte) (i * 31 >> 3);
                    var writer = OnLoop.start(() -> {
                        if (array) pair.far.write(bytes, 0, bytes.length);
                        else pair.far.write(ByteBuffer.wrap(bytes));
                        pair.far.shutdownOutput();
                        return pair.far.sent();
                    });
                    settle();
                    assertFalse(writer.isDone(), "8 MB fit into the kernel");
                    int at = 0;
                    var buffer = ByteBuffer.allocateDirect(50_000);
                    while (pair.near.read(buffer.clear()) >= 0) {
                        for (buffer.flip(); buffer.hasRemaining(); at++) {
                            if (buffer.get() != bytes[at]) throw new AssertionError("another byte at " + at);
                        }
                        if (at % 7 == 0) Thread.yield();
                    }
                    assertEquals(bytes.length, at);
                    assertEquals(bytes.length, writer.get());
                }
            }
        });
    }

    @Test
    void aWriteThatNobodyReadsExpires() throws Exception {
        OnLoop.run(() -> {
            try (var pair = Pair.narrow()) {
                fill(pair.far);
                pair.far.deadlineIn(1);
                assertThrows(Expired.class, () -> pair.far.write(ByteBuffer.allocateDirect(1 << 20)));
            }
        });
    }

    @Test
    void theFirstOfTwoWiresWakes() throws Exception {
        OnLoop.run(() -> {
            try (var one = Pair.open(); var two = Pair.open()) {
                for (var speaker : new Pair[] {one, two, two, one}) {
                    var waiting = OnLoop.start(() -> {
                        Waitable.awaitAny(one.near, true, false, two.near, true, false);
                        return null;
                    });
                    settle();
                    assertFalse(waiting.isDone());
                    speaker.sends("x");
                    waiting.get();
                    assertEquals("x", reading(speaker.near).get());
                }
                var waiting = OnLoop.start(() -> {
                    one.near.awaitReadable(two.near);
                    return two.near.isReadable();
                });
                settle();
                two.sends("y");
                assertTrue(waiting.get());
            }
        });
    }

    @Test
    void eitherDeadlineEndsAWaitForAny() throws Exception {
        OnLoop.run(() -> {
            try (var one = Pair.open(); var two = Pair.open()) {
                one.near.deadlineIn(1);
                assertThrows(Expired.class, () -> Waitable.awaitAny(one.near, true, false, two.near, true, false));
                two.near.deadlineIn(1);
                assertThrows(Expired.class, () -> Waitable.awaitAny(one.near, true, false, two.near, true, false));
            }
        });
    }

    @Test
    void aWaitForAnyIsForRoomToo() throws Exception {
        OnLoop.run(() -> {
            try (var full = Pair.narrow(); var silent = Pair.open()) {
                fill(full.far);
                var waiting = OnLoop.start(() -> {
                    Waitable.awaitAny(full.far, false, true, silent.near, true, false);
                    return full.far.writeNow(ByteBuffer.allocateDirect(10));
                });
                settle();
                assertFalse(waiting.isDone());
                var buffer = ByteBuffer.allocateDirect(1 << 16);
                var reader = OnLoop.start(() -> {
                    while (!waiting.isDone()) full.near.read(buffer.clear());
                    return null;
                });
                assertEquals(10, waiting.get());
                full.near.close();
                assertTrue(reader.isDone() || !full.near.isOpen());
            }
        });
    }

    @Test
    void bytesThatNobodyWaitsForStayUntilSomebodyDoes() throws Exception {
        OnLoop.run(() -> {
            try (var pair = Pair.open()) {
                pair.sends("abc");
                OnLoop.until("readable", pair.near::isReadable);
                pair.sends("def");
                var buffer = ByteBuffer.allocateDirect(100);
                while (buffer.position() < 6) pair.near.read(buffer);
                assertEquals("abcdef", ISO_8859_1.decode(buffer.flip()).toString());
                assertEquals(0, pair.near.readNow(buffer.clear()));
            }
        });
    }

    @Test
    void anIdleEventRunsOnceWhenSomethingHappens() throws Exception {
        OnLoop.run(() -> {
            var events = new ArrayList<String>();
            try (var pair = Pair.open()) {
                pair.near.onIdleEvent(() -> events.add("bytes"));
                settle();
                assertTrue(events.isEmpty());
                pair.sends("x");
                OnLoop.until("the event", () -> !events.isEmpty());
                pair.sends("y");
                settle();
                assertEquals(1, events.size());
            }
            try (var pair = Pair.open()) {
                pair.near.onIdleEvent(() -> events.add("end"));
                pair.far.close();
                OnLoop.until("the event", () -> events.contains("end"));
            }
            try (var pair = Pair.open()) {
                pair.near.deadlineIn(1);
                pair.near.onIdleEvent(() -> events.add("deadline"));
                OnLoop.until("the event", () -> events.contains("deadline"));
            }
            try (var pair = Pair.open()) {
                pair.sends("x");
                OnLoop.until("readable", pair.near::isReadable);
                pair.near.onIdleEvent(() -> events.add("at once"));
                OnLoop.until("the event", () -> events.contains("at once"));
            }
            assertEquals(4, events.size());
        });
    }

    @Test
    void anIdleEventThatWasTakenBackOrClosedDoesNotRun() throws Exception {
        OnLoop.run(() -> {
            var events = new ArrayList<String>();
            try (var pair = Pair.open(); var other = Pair.open()) {
                pair.near.onIdleEvent(() -> events.add("taken back"));
                pair.near.onIdleEvent(null);
                pair.sends("x");
                other.near.onIdleEvent(() -> events.add("closed"));
                other.near.close();
                assertEquals("x", reading(pair.near).get());
                settle();
                assertTrue(events.isEmpty(), events.toString());
            }
        });
    }

    @Test
    void shutdownOutputLeavesTheOtherDirection() throws Exception {
        OnLoop.run(() -> {
            try (var pair = Pair.open()) {
                pair.near.shutdownOutput();
                assertEquals("", pair.rest());
                pair.sends("still");
                assertEquals("still", reading(pair.near).get());
            }
        });
    }

    @Test
    void aClosedWireIsForgottenByItsLoop() throws Exception {
        OnLoop.run(() -> {
            var pairs = new ArrayList<Pair>();
            for (int i = 0; i < 5; i++) pairs.add(Pair.open());
            for (int i : new int[] {2, 4, 0, 1, 3}) {
                var pair = pairs.get(i);
                pair.close();
                assertEquals(-1, pair.near.slot());
            }
        });
    }
}
