package owlboard.proxy.cache;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** What an entry is found by, and its file is named after: the MD5 of its key, as in nginx. */
record Key(long high, long low) {
    private static final int DIGITS = 32;

    /** {@code text} in Latin-1. */
    static Key of(String text) {
        try {
            var digest = MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.ISO_8859_1));
            return new Key(number(digest, 0), number(digest, 8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Of the answer for one kind of request, where the resource has several. */
    static Key of(String text, String variant) {
        return variant.isEmpty() ? of(text) : of(text + '\0' + variant);
    }

    private static long number(byte[] digest, int at) {
        long value = 0;
        for (int i = at; i < at + 8; i++) value = value << 8 | digest[i] & 0xff;
        return value;
    }

    String hex() {
        return HexFormat.of().toHexDigits(high) + HexFormat.of().toHexDigits(low);
    }

    /** Of a file's name; null when it is none of an entry. */
    static Key ofHex(String name) {
        if (name.length() != DIGITS) return null;
        for (int i = 0; i < DIGITS; i++) if (!isHex(name.charAt(i))) return null;
        return new Key(Long.parseUnsignedLong(name, 0, 16, 16), Long.parseUnsignedLong(name, 16, DIGITS, 16));
    }

    private static boolean isHex(char c) {
        return c >= '0' && c <= '9' || c >= 'a' && c <= 'f';
    }

    /** Its file below {@code folder}: with {@code levels=1:2} it is {@code c/29/b7f54b2df7773722d382f4809d65029c}. */
    Path path(Path folder, List<Integer> levels) {
        return folder.resolve(place(hex(), levels));
    }

    /** Where a file of this name belongs, below its zone's folder. */
    static String place(String name, List<Integer> levels) {
        var text = new StringBuilder(DIGITS + 8);
        int end = DIGITS;
        for (int digits : levels) {
            text.append(name, end - digits, end).append('/');
            end -= digits;
        }
        return text.append(name).toString();
    }
}
