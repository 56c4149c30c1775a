package owlboard.clients.mongo.bson;

import java.util.Arrays;

/** Bytes; {@code subtype} 0 where nothing else is meant, 4 a UUID. */
public record Binary(int subtype, byte[] bytes) {
    public Binary(byte[] bytes) {
        this(0, bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Binary binary && binary.subtype == subtype && Arrays.equals(binary.bytes, bytes);
    }

    @Override
    public int hashCode() {
        return 31 * subtype + Arrays.hashCode(bytes);
    }
}
