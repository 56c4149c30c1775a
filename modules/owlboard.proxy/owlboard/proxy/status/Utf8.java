package owlboard.proxy.status;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Names of configurations and requests are bytes, as Latin-1; what people and tools read is text. */
final class Utf8 {
    private Utf8() {}

    /** What these bytes mean as UTF-8; as it is, where they are none, or it is text already. */
    static String of(String bytes) {
        if (bytes.chars().allMatch(c -> c < 128) || bytes.chars().anyMatch(c -> c > 255)) return bytes;
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes.getBytes(StandardCharsets.ISO_8859_1))).toString();
        } catch (CharacterCodingException none) {
            return bytes;
        }
    }
}
