package owlboard.proxy.forward;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import owlboard.wire.http.Bytes;

/** The records of a request, byte by byte (FastCGI 1.0, §3.3 and §3.4). */
class FastcgiRecordsTest {
    private static Bytes text(int length) {
        return new Bytes(16).add("x".repeat(length));
    }

    @Test void aRequestBeginsWithItsRole() {
        var out = new Bytes(16);
        FastcgiRecords.begin(out, true);
        assertArrayEquals(new byte[] {1, 1, 0, 1, 0, 8, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0}, out.copy());
    }

    @Test void lengthsOver127TakeFourBytes() {
        var out = new Bytes(16);
        FastcgiRecords.param(out, text(127), text(128));
        assertEquals(1 + 4 + 127 + 128, out.length());
        assertArrayEquals(new byte[] {127, (byte) 0x80, 0, 0, (byte) 128, 'x'}, Arrays.copyOf(out.array(), 6));
    }

    @Test void aLongStreamIsSeveralRecordsAndAnEnd() {
        var out = new Bytes(16);
        FastcgiRecords.params(out, text(0xfff8 + 3));
        assertEquals(8 + 0xfff8 + 8 + 3 + 5 + 8, out.length());
        assertEquals(5, out.at(8 + 0xfff8 + 6), "padding");
        assertEquals(4, out.at(out.length() - 7), "PARAMS");
        assertEquals(0, out.at(out.length() - 3), "and empty");
    }

    @Test void aPartOfABodyIsARecordInItsPlace() {
        var part = ByteBuffer.allocate(64).position(8).put("words".getBytes(StandardCharsets.US_ASCII));
        BodyFrames.STDIN.frame(part, 0, true);
        assertEquals(8 + 5 + 3 + 8, part.position());
        assertEquals("[1, 5, 0, 1, 0, 5, 3, 0]", Arrays.toString(Arrays.copyOf(part.array(), 8)));
    }

    @Test void anEmptyBodyIsTheEndAlone() {
        var part = ByteBuffer.allocate(64).position(8);
        BodyFrames.STDIN.frame(part, 0, true);
        assertArrayEquals(FastcgiRecords.STDIN_END, Arrays.copyOf(part.array(), part.position()));
    }
}
