package owlboard.tls;

import java.util.Arrays;

/**
 * An element of DER where it stands among others (X.690 §8.1), with a tag below 31. Lengths are not looked at: a broken one leads out of
 * the array.
 */
record Der(byte[] in, int at) {
    static Der of(byte[] whole) {
        return new Der(whole, 0);
    }

    int tag() {
        return in[at] & 255;
    }

    /** Where its content begins. */
    int from() {
        int first = in[at + 1] & 255;
        return at + 2 + (first < 128 ? 0 : first - 128);
    }

    int end() {
        int first = in[at + 1] & 255;
        if (first < 128) return from() + first;
        int length = 0;
        for (int i = 0; i < first - 128; i++) length = length << 8 | in[at + 2 + i] & 255;
        return from() + length;
    }

    /** What comes first in its content. */
    Der first() {
        return new Der(in, from());
    }

    /** What follows behind it. */
    Der next() {
        return new Der(in, end());
    }

    byte[] content() {
        return Arrays.copyOfRange(in, from(), end());
    }

    /** What an OBJECT IDENTIFIER says, {@code 2.5.4.3} (§8.19). */
    String oid() {
        var out = new StringBuilder();
        long number = 0;
        for (byte b : content()) {
            number = number << 7 | b & 127;
            if (b < 0) continue;
            long root = out.isEmpty() ? Math.min(number / 40, 2) : -1;
            if (root >= 0) out.append(root).append('.').append(number - 40 * root);
            else out.append('.').append(number);
            number = 0;
        }
        return out.toString();
    }

    byte[] whole() {
        return Arrays.copyOfRange(in, at, end());
    }
}
