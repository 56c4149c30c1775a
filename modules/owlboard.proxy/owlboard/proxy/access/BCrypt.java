package owlboard.proxy.access;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * The hash of {@code $2a$}, {@code $2b$} and {@code $2y$} (Provos and Mazières, "A Future-Adaptable Password Scheme"): Blowfish whose keys
 * are mixed 2^cost times from password and salt.
 */
final class BCrypt {
    private static final String DIGITS = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final int PASSWORD_MAX = 72;
    /** Beyond, one look at a password takes seconds. */
    private static final int COST_MAX = 16;
    private static final int P_WORDS = 18;
    private static final int WORDS = P_WORDS + 4 * 256;
    private static final int[] MAGIC = {0x4f727068, 0x65616e42, 0x65686f6c, 0x64657253, 0x63727944, 0x6f756274};

    /** The fraction of π: first the 18 words of P, then four boxes of 256. */
    private static final int[] PI = pi();

    /** Eighteen words of P and four boxes behind them. */
    private final int[] words = PI.clone();

    private BCrypt() {}

    /** {@code kept}: the whole {@code $2y$10$salthash}. The same text where the password is right. */
    static String hash(byte[] password, String kept) throws PasswordHash.Unknown {
        if (!kept.matches("\\$2[aby]\\$[0-9]{2}\\$[./A-Za-z0-9]{53}")) throw new PasswordHash.Unknown("$2y$ that is not whole");
        int cost = Integer.parseInt(kept.substring(4, 6));
        if (cost < 4 || cost > COST_MAX) throw new PasswordHash.Unknown("$2y$ of cost " + cost + ", which is not 4 to " + COST_MAX);
        var salt = decoded(kept.substring(7, 29));
        var key = Arrays.copyOf(password, Math.min(password.length + 1, PASSWORD_MAX)); // with the zero at its end
        var cipher = new BCrypt();
        cipher.mix(key, salt);
        for (int round = 1 << cost; round > 0; round--) {
            cipher.mix(key, new byte[16]);
            cipher.mix(salt, new byte[16]);
        }
        var hash = new byte[24];
        for (int i = 0; i < MAGIC.length; i += 2) {
            long block = (long) MAGIC[i] << 32 | MAGIC[i + 1] & 0xffff_ffffL;
            for (int times = 0; times < 64; times++) block = cipher.encrypted(block);
            for (int b = 0; b < 8; b++) hash[4 * i + b] = (byte) (block >>> 56 - 8 * b);
        }
        return kept.substring(0, 29) + encoded(hash, 23);
    }

    /** {@code ExpandKey}: the key into P, then P and the boxes replaced by what the salt, encrypted on and on, becomes. */
    private void mix(byte[] key, byte[] salt) {
        for (int i = 0, at = 0; i < P_WORDS; i++, at += 4) words[i] ^= word(key, at);
        long block = 0;
        for (int i = 0; i < WORDS; i += 2) {
            int at = 4 * i & 15;
            block = encrypted(block ^ ((long) word(salt, at) << 32 | word(salt, at + 4) & 0xffff_ffffL));
            words[i] = (int) (block >>> 32);
            words[i + 1] = (int) block;
        }
    }

    /** Four bytes from an offset, round and round. */
    private static int word(byte[] from, int at) {
        int word = 0;
        for (int i = 0; i < 4; i++) word = word << 8 | from[(at + i) % from.length] & 255;
        return word;
    }

    private long encrypted(long block) {
        int left = (int) (block >>> 32);
        int right = (int) block;
        for (int round = 0; round < 16; round++) {
            left ^= words[round];
            int other = right ^ (words[P_WORDS + (left >>> 24)] + words[P_WORDS + 256 + (left >>> 16 & 255)]
                    ^ words[P_WORDS + 512 + (left >>> 8 & 255)]) + words[P_WORDS + 768 + (left & 255)];
            right = left;
            left = other;
        }
        return (long) (right ^ words[17]) << 32 | (left ^ words[16]) & 0xffff_ffffL;
    }

    private static byte[] decoded(String text) {
        var bytes = new byte[text.length() * 6 / 8];
        int bits = 0;
        int count = 0;
        int at = 0;
        for (int i = 0; i < text.length() && at < bytes.length; i++) {
            bits = bits << 6 | DIGITS.indexOf(text.charAt(i));
            count += 6;
            if (count >= 8) bytes[at++] = (byte) (bits >>> (count -= 8));
        }
        return bytes;
    }

    private static String encoded(byte[] bytes, int length) {
        var out = new StringBuilder();
        int bits = 0;
        int count = 0;
        for (int i = 0; i < length; i++) {
            bits = bits << 8 | bytes[i] & 255;
            for (count += 8; count >= 6; ) out.append(DIGITS.charAt(bits >>> (count -= 6) & 63));
        }
        if (count > 0) out.append(DIGITS.charAt(bits << 6 - count & 63));
        return out.toString();
    }

    /** Machin: π = 16 arctan(1/5) - 4 arctan(1/239), with some bits to spare. */
    private static int[] pi() {
        int spare = 64;
        var one = BigInteger.ONE.shiftLeft(32 * WORDS + spare);
        var pi = arctan(one, 5).multiply(BigInteger.valueOf(16)).subtract(arctan(one, 239).multiply(BigInteger.valueOf(4)));
        var fraction = pi.subtract(one.multiply(BigInteger.valueOf(3))).shiftRight(spare);
        var words = new int[WORDS];
        for (int i = WORDS - 1; i >= 0; i--, fraction = fraction.shiftRight(32)) words[i] = fraction.intValue();
        return words;
    }

    private static BigInteger arctan(BigInteger one, int inverse) {
        var square = BigInteger.valueOf((long) inverse * inverse);
        var power = one.divide(BigInteger.valueOf(inverse));
        var sum = BigInteger.ZERO;
        for (long n = 1; power.signum() != 0; n += 2, power = power.divide(square)) {
            var term = power.divide(BigInteger.valueOf(n));
            sum = (n & 2) == 0 ? sum.add(term) : sum.subtract(term);
        }
        return sum;
    }
}
