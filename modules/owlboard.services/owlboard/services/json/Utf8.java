package owlboard.services.json;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Bytes that must be UTF-8 (RFC 8259 §8.1). */
final class Utf8 {
    private static final int PIECE = 4096;

    private Utf8() {}

    static String decode(byte[] utf8) throws JsonException {
        var bytes = ByteBuffer.wrap(utf8);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();  // a fresh decoder reports, never replaces
        } catch (CharacterCodingException notUtf8) {
            throw at(utf8, bytes.position());
        }
    }

    /** Without making the text. */
    static void check(byte[] utf8) throws JsonException {
        var bytes = ByteBuffer.wrap(utf8);
        var decoder = StandardCharsets.UTF_8.newDecoder();
        var piece = CharBuffer.allocate(PIECE);
        while (true) {
            var result = decoder.decode(bytes, piece.clear(), true);
            if (result.isError()) throw at(utf8, bytes.position());
            if (result.isUnderflow()) return;
        }
    }

    private static JsonException at(byte[] utf8, int offset) {
        int line = 1;
        int column = 1;
        for (int i = 0; i < offset; i++) {
            boolean continues = (utf8[i] & 0xC0) == 0x80;
            if (utf8[i] == '\n') {
                line++;
                column = 1;
            } else if (!continues) {
                column++;
            }
        }
        return new JsonException("invalid UTF-8", line, column);
    }
}
