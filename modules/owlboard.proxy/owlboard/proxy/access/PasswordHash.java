package owlboard.proxy.access;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/**
 * Passwords as files of users keep them (ngx_crypt, crypt(5)): {@code {PLAIN}}, {@code {SHA}}, {@code {SSHA}}, MD5 ({@code $apr1$},
 * {@code $1$}), SHA-256 ({@code $5$}), SHA-512 ({@code $6$}), {@link BCrypt} and {@link DesCrypt}; all others are {@link SystemCrypt}'s.
 * What is compared takes the same time wherever it differs.
 */
final class PasswordHash {
    private static final String DIGITS = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final String[] MD5_ORDER = {"0 6 12", "1 7 13", "2 8 14", "3 9 15", "4 10 5", "11"};
    private static final int ROUNDS = 5_000;
    /** crypt(5) allows 999,999,999, which would be an hour of computing. */
    private static final int ROUNDS_MAX = 10_000_000;

    /** A kind of hash that nothing here computes. */
    static final class Unknown extends IOException {
        private static final long serialVersionUID = 1;

        Unknown(String kind) {
            super(kind);
        }
    }

    private PasswordHash() {}

    /** @throws Unknown where {@code kept} is of another kind */
    static boolean matches(byte[] password, String kept) throws Unknown {
        if (kept.isEmpty() || kept.startsWith("*") || kept.startsWith("!")) return false; // nobody has it, as shadow(5) puts it
        if (kept.startsWith("{PLAIN}")) return same(password, kept.substring(7).getBytes(StandardCharsets.ISO_8859_1));
        if (kept.startsWith("{SHA}")) return salted(password, kept.substring(5));
        if (kept.startsWith("{SSHA}")) return salted(password, kept.substring(6));
        var parts = kept.split("\\$", -1);
        if (kept.matches("[./0-9A-Za-z]{13}")) return same(latin1(DesCrypt.hash(password, kept)), latin1(kept));
        boolean named = parts.length > 2 && parts[0].isEmpty();
        if (!named && !kept.startsWith("_")) {
            throw new Unknown("neither {PLAIN}, {SHA}, {SSHA} nor a hash of crypt(5) such as $apr1$, $2y$, $6$, $y$");
        }
        var own = switch (named ? parts[1] : "_") {
            case "apr1", "1" -> md5(password, cut(parts[2], 8), '$' + parts[1] + '$');
            case "2a", "2b", "2y" -> BCrypt.hash(password, kept);
            case "5" -> sha(password, parts, "SHA-256");
            case "6" -> sha(password, parts, "SHA-512");
            default -> SystemCrypt.hash(password, kept);
        };
        if (own == null) throw new Unknown(named ? '$' + parts[1] + '$' : "_");
        return same(latin1(own), latin1(kept));
    }

    private static byte[] latin1(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static boolean same(byte[] one, byte[] other) {
        return MessageDigest.isEqual(one, other);
    }

    private static String cut(String text, int length) {
        return text.substring(0, Math.min(length, text.length()));
    }

    private static MessageDigest digest(String name) {
        try {
            return MessageDigest.getInstance(name);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(name + " is in every JDK", impossible);
        }
    }

    /** The digest of password and salt, and the salt behind it; {@code {SHA}} has none. */
    private static boolean salted(byte[] password, String base64) throws Unknown {
        byte[] kept;
        try {
            kept = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException unreadable) {
            throw new Unknown("{SHA} or {SSHA} without base64");
        }
        if (kept.length < 20) throw new Unknown("{SHA} or {SSHA} that is too short");
        var digest = digest("SHA-1");
        digest.update(password);
        digest.update(kept, 20, kept.length - 20);
        return same(digest.digest(), Arrays.copyOf(kept, 20));
    }

    private static String md5(byte[] password, String saltText, String kind) {
        var salt = saltText.getBytes(StandardCharsets.ISO_8859_1);
        var digest = digest("MD5");
        digest.update(password);
        digest.update(salt);
        var inner = digest.digest(password);
        digest.update(password);
        digest.update(kind.getBytes(StandardCharsets.ISO_8859_1));
        digest.update(salt);
        digest.update(repeated(inner, password.length));
        for (int i = password.length; i > 0; i >>= 1) digest.update((i & 1) == 1 ? 0 : password[0]);
        var result = digest.digest();
        for (int i = 0; i < 1000; i++) round(digest, i, result, password, salt);
        return kind + saltText + '$' + encoded(result, MD5_ORDER);
    }

    /** One round of the MD5 and the SHA way: what came before, the password and the salt in an order that the number tells. */
    private static void round(MessageDigest digest, int number, byte[] result, byte[] password, byte[] salt) {
        boolean odd = (number & 1) == 1;
        digest.update(odd ? password : result);
        if (number % 3 != 0) digest.update(salt);
        if (number % 7 != 0) digest.update(password);
        digest.update(odd ? result : password);
        System.arraycopy(digest.digest(), 0, result, 0, result.length);
    }

    private static byte[] repeated(byte[] bytes, int length) {
        var all = new byte[length];
        for (int i = 0; i < length; i++) all[i] = bytes[i % bytes.length];
        return all;
    }

    private static String sha(byte[] password, String[] parts, String name) throws Unknown {
        boolean told = parts[2].startsWith("rounds=");
        if (told && parts.length < 4) throw new Unknown("rounds without a salt");
        int rounds = told ? rounds(parts[2].substring(7)) : ROUNDS;
        var saltText = cut(parts[told ? 3 : 2], 16);
        var salt = saltText.getBytes(StandardCharsets.ISO_8859_1);
        var digest = digest(name);
        int size = digest.getDigestLength();
        digest.update(password);
        digest.update(salt);
        var inner = digest.digest(password);
        digest.update(password);
        digest.update(salt);
        digest.update(repeated(inner, password.length));
        for (int i = password.length; i > 0; i >>= 1) digest.update((i & 1) == 1 ? inner : password);
        var result = digest.digest();
        for (int i = 0; i < password.length; i++) digest.update(password);
        var longPassword = repeated(digest.digest(), password.length);
        for (int i = 0; i < 16 + (result[0] & 255); i++) digest.update(salt);
        var longSalt = repeated(digest.digest(), salt.length);
        for (int i = 0; i < rounds; i++) round(digest, i, result, longPassword, longSalt);
        var start = '$' + parts[1] + '$' + (told ? "rounds=" + rounds + '$' : "");
        return start + saltText + '$' + encoded(result, order(size));
    }

    private static int rounds(String text) throws Unknown {
        if (!text.matches("[0-9]{1,9}")) throw new Unknown("rounds=" + text);
        int rounds = Math.max(1000, Integer.parseInt(text));
        if (rounds > ROUNDS_MAX) throw new Unknown("rounds=" + text + ", more than " + ROUNDS_MAX);
        return rounds;
    }

    /** Which bytes make four digits together: three thirds of the digest, each time another one first. */
    private static String[] order(int size) {
        int third = size / 3;
        var order = new String[third + 1];
        int step = size == 32 ? 2 : 1; // the one turns left, the other right
        for (int i = 0; i < third; i++) {
            int turn = i * step % 3;
            int[] group = {i, i + third, i + 2 * third};
            order[i] = group[turn] + " " + group[(turn + 1) % 3] + " " + group[(turn + 2) % 3];
        }
        order[third] = size == 32 ? "31 30" : "63";
        return order;
    }

    private static String encoded(byte[] bytes, String[] order) {
        var out = new StringBuilder();
        for (var group : order) {
            int word = 0;
            var at = group.split(" ");
            for (var index : at) word = word << 8 | bytes[Integer.parseInt(index)] & 255;
            for (int i = 0; i <= at.length; i++, word >>= 6) out.append(DIGITS.charAt(word & 63));
        }
        return out.toString();
    }
}
