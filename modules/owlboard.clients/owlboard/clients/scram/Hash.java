package owlboard.clients.scram;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** RFC 5802 section 2.2 with SHA-256. */
public final class Hash {
    private static final SecureRandom RANDOM = new SecureRandom();

    private Hash() {}

    /** {@code Hi()}: PBKDF2 of the password in its normal form. */
    public static byte[] salted(String password, byte[] salt, int iterations) {
        var mac = mac(Normalizer.normalize(password, Normalizer.Form.NFKC).getBytes(StandardCharsets.UTF_8));
        mac.update(salt);
        var round = mac.doFinal(new byte[] {0, 0, 0, 1});
        var result = round.clone();
        for (int i = 1; i < iterations; i++) {
            round = mac.doFinal(round);
            for (int j = 0; j < result.length; j++) result[j] ^= round[j];
        }
        return result;
    }

    public static byte[] keyed(byte[] key, String text) {
        return mac(key).doFinal(text.getBytes(StandardCharsets.UTF_8));
    }

    public static byte[] sum(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException(missing);
        }
    }

    public static byte[] xor(byte[] one, byte[] other) {
        var result = new byte[one.length];
        for (int i = 0; i < result.length; i++) result[i] = (byte) (one[i] ^ other[i]);
        return result;
    }

    public static String nonce() {
        var bytes = new byte[24];
        RANDOM.nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static Mac mac(byte[] key) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            // HMAC pads a key with zeros, and an empty one is refused
            mac.init(new SecretKeySpec(key.length == 0 ? new byte[1] : key, "HmacSHA256"));
            return mac;
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException(missing);
        }
    }
}
