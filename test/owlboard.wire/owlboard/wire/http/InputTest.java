package owlboard.wire.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import owlboard.wire.OnLoop;
import owlboard.wire.Pair;
import owlboard.wire.loop.Buffers;

final class InputTest {
    /** As a client's connection does: reads ahead until there are so many bytes behind the head. */
    private static void readAhead(Pair pair, Input input, int most) throws Exception {
        while (input.available() < most) {
            OnLoop.until("bytes for the near end", pair.near::isReadable);
            int before = input.available();
            OnLoop.until("something to read", () -> {
                try {
                    return input.fillNow(most) > 0;
                } catch (IOException broken) {
                    throw new UncheckedIOException(broken);
                }
            });
            assertTrue(input.available() > before);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 40, 1000, 4000, 4095, 4096, 4097, 5000, 8191, 8192, 8193, 20_000})
    void readsAheadBehindAHeadOfAnySize(int headLength) throws Exception {
        OnLoop.run(() -> {
            try (var pair = Pair.open()) {
                var input = new Input(pair.near);
                pair.sends("h".repeat(headLength));
                while (input.available() < headLength) assertTrue(input.fill(headLength));
                input.skip(headLength);
                input.pin();
                var array = input.array();
                pair.sends("n".repeat(40_000));
                readAhead(pair, input, 2 * Buffers.ARRAY);
                assertTrue(input.available() <= 4 * Buffers.ARRAY, "it holds " + input.available());
                for (int i = input.from(); i < input.to(); i++) assertEquals('n', input.array()[i]);
                for (int i = 0; i < headLength; i++) assertEquals('h', array[i]);
            }
        });
    }

    @Test
    void holdsNoArrayWhenEverythingIsUsed() throws Exception {
        OnLoop.run(() -> {
            try (var pair = Pair.open()) {
                var input = new Input(pair.near);
                pair.sends("abc");
                assertTrue(input.fill(10));
                input.skip(2);
                input.release();
                assertEquals('c', input.array()[input.from()]);
                input.skip(1);
                input.pin();
                input.release();
                assertTrue(input.array() != null, "a head is in use");
                input.unpin();
                input.release();
                assertNull(input.array());
                pair.sends("d");
                assertTrue(input.fill(10));
                assertEquals('d', input.array()[input.from()]);
            }
        });
    }

    @Test
    void drainsNoMoreThanThereIsRoomFor() throws Exception {
        OnLoop.run(() -> {
            try (var pair = Pair.open()) {
                var input = new Input(pair.near);
                input.unread(new byte[] {1, 2, 3, 4, 5});
                assertThrows(IllegalStateException.class, () -> input.unread(new byte[1]));
                var into = ByteBuffer.allocate(2);
                assertEquals(2, input.drain(into, 9));
                assertEquals(1, input.drain(into.clear(), 1));
                assertEquals(2, input.available());
            }
        });
    }

    @Test
    void aFullArrayIsTold() throws Exception {
        OnLoop.run(() -> {
            try (var pair = Pair.open()) {
                var input = new Input(pair.near);
                pair.sends("n".repeat(Buffers.ARRAY + 1));
                while (!input.isFull(Buffers.ARRAY)) assertTrue(input.fill(Buffers.ARRAY));
                assertThrows(IllegalStateException.class, () -> input.fill(Buffers.ARRAY));
            }
        });
    }
}
