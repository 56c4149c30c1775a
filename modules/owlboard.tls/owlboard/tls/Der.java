package owlboard.tls;

import java.util.Arrays;

/** An element of DER where it stands among others (X.690 §8.1), in what the JDK has parsed already: lengths fit, tags are below 31. */
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

    byte[] whole() {
        return Arrays.copyOfRange(in, at, end());
    }
}
