package owlboard.wire.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ChunksTest {
    private static String chunk(int size) {
        return Integer.toHexString(size) + "\r\n" + "d".repeat(size) + "\r\n";
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 9, 10, 15, 16, 255, 256, 4095, 4096, 65_526, 65_535})
    void aChunkStandsAroundItsBytes(int size) {
        var buffer = ByteBuffer.allocateDirect(Chunks.ROOM + size + 2);
        buffer.position(Chunks.ROOM).put("d".repeat(size).getBytes(ISO_8859_1));
        int start = Chunks.enclose(buffer, Chunks.ROOM, buffer.position());
        assertEquals(chunk(size), ISO_8859_1.decode(buffer.position(start)).toString());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 15, 16, 255, 256, 4096, 65_000})
    void aChunkMovesUpToWhatIsInFrontOfIt(int size) {
        for (int keep : new int[] {0, 1, 300}) {
            var buffer = ByteBuffer.allocateDirect(keep + Chunks.ROOM + size + 2);
            buffer.put("k".repeat(keep).getBytes(ISO_8859_1)).position(keep + Chunks.ROOM).put("d".repeat(size).getBytes(ISO_8859_1));
            Chunks.frameBehind(buffer, keep, keep + Chunks.ROOM);
            assertEquals("k".repeat(keep) + chunk(size), ISO_8859_1.decode(buffer.flip()).toString());
        }
    }
}
