package owlboard.standins.sql;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * UTF-8 that may hold bytes of another kind, as a statement with a binary string in it does: those become the lone surrogates U+DC80 to
 * U+DCFF, and bytes again.
 */
public final class RawText {
    private RawText() {}

    /** Every byte is kept: {@link #encode} gives them back. */
    public static String decode(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException mixed) {
            return decodeMixed(ByteBuffer.wrap(bytes));
        }
    }

    private static String decodeMixed(ByteBuffer in) {
        var decoder = StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        var out = CharBuffer.allocate(in.remaining());
        while (true) {
            var result = decoder.decode(in, out, true);
            if (result.isUnderflow()) return out.flip().toString();
            for (int i = 0; i < result.length(); i++) out.put((char) (0xdc00 | in.get() & 0xff));
            decoder.reset();
        }
    }

    public static byte[] encode(String text) {
        if (!isRaw(text)) return text.getBytes(StandardCharsets.UTF_8);
        var out = new ByteArrayOutputStream(text.length());
        int plain = 0;
        for (int i = 0; i < text.length(); i++) {
            if (!isRaw(text, i)) continue;
            out.writeBytes(text.substring(plain, i).getBytes(StandardCharsets.UTF_8));
            out.write(text.charAt(i));
            plain = i + 1;
        }
        out.writeBytes(text.substring(plain).getBytes(StandardCharsets.UTF_8));
        return out.toByteArray();
    }

    /** Whether there is a byte in it that is no text. */
    static boolean isRaw(String text) {
        for (int i = 0; i < text.length(); i++) if (isRaw(text, i)) return true;
        return false;
    }

    private static boolean isRaw(String text, int at) {
        char c = text.charAt(at);
        return c >= 0xdc80 && c <= 0xdcff && (at == 0 || !Character.isHighSurrogate(text.charAt(at - 1)));
    }
}
