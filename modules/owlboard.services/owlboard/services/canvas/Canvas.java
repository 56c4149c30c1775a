package owlboard.services.canvas;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A saved drawing: JSON text with its id in it, and the SHA-256 of exactly these bytes in hexadecimal. */
public record Canvas(String id, byte[] json, String checksum) {
    static Canvas of(String id, byte[] json) {
        try {
            return new Canvas(id, json, HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(json)));
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
