package owlboard.services.users;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.junit.jupiter.api.Test;

class Pbkdf2Test {
    private static final long SEED = System.nanoTime();

    /** RFC 7914 §11. */
    @Test
    void isWhatTheStandardSays() {
        var derived = new Pbkdf2("passwd".getBytes(StandardCharsets.US_ASCII)).derive("salt".getBytes(StandardCharsets.US_ASCII), 1);
        assertArrayEquals(HexFormat.of().parseHex("55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc"), derived);
    }

    @Test
    void isWhatTheJdkDerives() throws Exception {
        var random = new Random(SEED);
        var jdk = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256");
        for (int length = 1; length < 150; length++) {
            var password = new StringBuilder();
            for (int i = 0; i < length; i++) {
                password.append((char) (random.nextBoolean() ? 33 + random.nextInt(90) : 0xa0 + random.nextInt(0x2000)));
            }
            byte[] salt = new byte[1 + random.nextInt(80)];
            random.nextBytes(salt);
            int iterations = 1 + random.nextInt(20);
            var spec = new PBEKeySpec(password.toString().toCharArray(), salt, iterations, 8 * Pbkdf2.BYTES);
            var derived = new Pbkdf2(password.toString().getBytes(StandardCharsets.UTF_8)).derive(salt, iterations);
            assertArrayEquals(jdk.generateSecret(spec).getEncoded(), derived, "seed " + SEED + ", " + password);
        }
    }
}
