package owlboard.services.users;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;

/**
 * Salted PBKDF2-HMAC-SHA256, stored as {@code pbkdf2-sha256$iterations$salt$hash} (base64). Takes 50 to 400 ms
 * of CPU by design (the second compiler knows the processor's SHA-256): call it on a worker.
 */
final class Passwords {
    static final int ITERATIONS = 210_000;
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = Pbkdf2.BYTES;
    private static final String SCHEME = "pbkdf2-sha256";

    private static final SecureRandom RANDOM = new SecureRandom();
    /** Compared with when there is no account, so that the answer takes as long. */
    private static final String NOBODY = SCHEME + "$" + ITERATIONS + "$" + base64(new byte[SALT_BYTES]) + "$"
            + base64(new byte[HASH_BYTES]);

    private Passwords() {}

    static String hash(String password) {
        var salt = new byte[SALT_BYTES];
        RANDOM.nextBytes(salt);
        return SCHEME + "$" + ITERATIONS + "$" + base64(salt) + "$" + base64(derive(password, salt, ITERATIONS));
    }

    /** @param stored null when there is no account */
    static boolean matches(String password, String stored) {
        String[] parts = (stored == null ? NOBODY : stored).split("\\$");
        byte[] salt = Base64.getDecoder().decode(parts[2]);
        byte[] expected = Base64.getDecoder().decode(parts[3]);
        byte[] actual = derive(password, salt, Integer.parseInt(parts[1]));
        return MessageDigest.isEqual(expected, actual) && stored != null;
    }

    private static byte[] derive(String password, byte[] salt, int iterations) {
        byte[] key = password.getBytes(StandardCharsets.UTF_8);
        try {
            return new Pbkdf2(key).derive(salt, iterations);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
