package owlboard.config.language;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** A configuration is read as ISO 8859-1, where a character is a byte. People and file systems want those bytes read as UTF-8. */
public final class Utf8 {
    private static final int PRIVATE = 0xf700;

    private Utf8() {}

    /** The text whose UTF-8 bytes the characters are; the text itself when they are none. */
    public static String decode(String latin1) {
        int highest = 0;
        for (int i = 0; i < latin1.length(); i++) highest = Math.max(highest, latin1.charAt(i));
        if (highest < 0x80 || highest > 0xff) return latin1;
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(latin1.getBytes(StandardCharsets.ISO_8859_1))).toString();
        } catch (CharacterCodingException notUtf8) {
            return latin1;
        }
    }

    /**
     * The name of a file whose bytes the characters are. Java has no name for bytes that are no UTF-8: each of them becomes a character for
     * private use, so that no two names are one, and none of them that of a file with another name.
     */
    public static String name(String latin1) {
        var text = decode(latin1);
        return text.equals(latin1) && isLatin1BeyondAscii(latin1) ? marked(latin1) : text;
    }

    private static boolean isLatin1BeyondAscii(String text) {
        int highest = 0;
        for (int i = 0; i < text.length(); i++) highest = Math.max(highest, text.charAt(i));
        return highest >= 0x80 && highest <= 0xff;
    }

    private static String marked(String latin1) {
        var bytes = ByteBuffer.wrap(latin1.getBytes(StandardCharsets.ISO_8859_1));
        var text = CharBuffer.allocate(bytes.remaining());
        var decoder = StandardCharsets.UTF_8.newDecoder();
        for (var met = decoder.decode(bytes, text, true); met.isMalformed(); met = decoder.decode(bytes, text, true)) {
            for (int i = 0; i < met.length(); i++) text.put((char) (PRIVATE + (bytes.get() & 0xff)));
        }
        return text.flip().toString();
    }
}
