package owlboard.config.language;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** A configuration is read as ISO 8859-1, where a character is a byte. People and file systems want those bytes read as UTF-8. */
public final class Utf8 {
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
}
