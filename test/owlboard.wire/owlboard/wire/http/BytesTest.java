package owlboard.wire.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.stream.IntStream;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BytesTest {
    @ParameterizedTest
    @ValueSource(longs = {0, 1, 9, 10, 99, 100, 12345, Integer.MAX_VALUE, Long.MAX_VALUE, -1, -10, Long.MIN_VALUE + 1, Long.MIN_VALUE})
    void numbersAreWrittenAsJavaWritesThem(long value) {
        assertEquals(Long.toString(value), new Bytes(1).addDecimal(value).toString());
        assertEquals(Long.toHexString(value), new Bytes(1).addHex(value).toString());
    }

    @Test
    void paddedNumbersHaveTheirDigits() {
        assertEquals("007", new Bytes(1).addPadded(7, 3).toString());
        assertEquals("000", new Bytes(1).addPadded(0, 3).toString());
        assertEquals("345", new Bytes(1).addPadded(12345, 3).toString());
    }

    @Test
    void everyByteIsKept() {
        var all = IntStream.range(0, 256).mapToObj(i -> String.valueOf((char) i)).collect(Collectors.joining());
        assertArrayEquals(all.getBytes(ISO_8859_1), new Bytes(1).add(all).copy());
        assertEquals(all, new Bytes(1).add(all).toString());
    }

    @Test
    void growsAndKeepsWhatWasThere() {
        var bytes = new Bytes(0);
        var expected = new StringBuilder();
        for (int i = 0; i < 300; i++) {
            bytes.add(i & 127).add("ab").add(new byte[] {'c'}).addCrlf().add(new Bytes(1).add('d'));
            expected.append((char) (i & 127)).append("abc\r\nd");
        }
        assertEquals(expected.toString(), bytes.toString());
        assertEquals(expected.length(), bytes.length());
    }

    @Test
    void isCutBackAndUsedAgain() {
        var bytes = new Bytes(16).add("abcdef");
        var array = bytes.array();
        bytes.truncate(3);
        assertEquals("abc", bytes.toString());
        bytes.clear();
        assertEquals("x", bytes.add('x').toString());
        assertSame(array, bytes.array());
        assertNotSame(array, bytes.add("a".repeat(100)).array());
        bytes.set(0, 'y');
        assertEquals('y', bytes.at(0));
        assertEquals("a".repeat(100), bytes.text(1));
    }

    @Test
    void aPartOfAnArrayIsAdded() {
        assertEquals("bc", new Bytes(1).add("abcd".getBytes(ISO_8859_1), 1, 2).toString());
    }
}
