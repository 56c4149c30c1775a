package owlboard.wire.http2;

import owlboard.wire.http.Bytes;

/**
 * The string code of HPACK (RFC 7541 §5.2, Appendix B). The code is canonical: symbols of one length have consecutive codes in the order of
 * their values, so the lengths alone define it.
 */
final class Huffman {
    /** The length in bits of each symbol's code, {@code 'A'} for 5 to {@code 'Z'} for 30; the last one is EOS. */
    private static final String LENGTHS = ""
            + "ISXXXXXXXTZXXZXXXXXXXXZXXXXXXXXXBFFHIBDGFFDGDBBBAAABBBBBBBCDKBHFIBCCCCCCCCCCCCCCCCCCCCCCDCDIOIJBKABA"
            + "BABBBACCBBBABCBAABCCCCCKGJIXPRPPRRRSRSSSSSTSTTRSTSSSSQRSRSSTRQPRRSSQSRRTQRSSQQRQSRSSPRRRSRRSVVPORSRU"
            + "VVVWWVTUOQVWWVWTQQVVXWWWPTPQRQQSRRUUTTVSVWVVWWWWWXWWWWWVZ";
    private static final int SYMBOLS = 257;
    private static final int EOS = 256;
    private static final int LONGEST = 30;
    private static final int FAST_BITS = 9;

    private static final int[] CODE = new int[SYMBOLS];
    private static final byte[] LENGTH = new byte[SYMBOLS];
    /** By the next {@link #FAST_BITS} bits: symbol and length of a code that is not longer; 0 for a longer one. */
    private static final short[] FAST = new short[1 << FAST_BITS];
    /** Per length: the first code, the position of its symbol in {@link #SORTED}, how many there are. */
    private static final int[] FIRST = new int[LONGEST + 1];
    private static final int[] AT = new int[LONGEST + 1];
    private static final int[] COUNT = new int[LONGEST + 1];
    private static final short[] SORTED = new short[SYMBOLS];

    static {
        int code = 0;
        int sorted = 0;
        for (int length = 5; length <= LONGEST; length++) {
            code <<= 1;
            FIRST[length] = code;
            AT[length] = sorted;
            for (int symbol = 0; symbol < SYMBOLS; symbol++) {
                if (LENGTHS.charAt(symbol) - 'A' + 5 != length) continue;
                CODE[symbol] = code++;
                LENGTH[symbol] = (byte) length;
                SORTED[sorted++] = (short) symbol;
            }
            COUNT[length] = code - FIRST[length];
        }
        for (int symbol = 0; symbol < EOS; symbol++) {
            int spare = FAST_BITS - LENGTH[symbol];
            if (spare < 0) continue;
            int from = CODE[symbol] << spare;
            for (int i = 0; i < 1 << spare; i++) FAST[from + i] = (short) (symbol << 4 | LENGTH[symbol]);
        }
    }

    private Huffman() {}

    /**
     * Adds the decoded string to {@code out}, at most {@code most} bytes of it: what is longer is read and dropped.
     *
     * @return the decoded length, which may be more than {@code most}
     * @throws Http2Error COMPRESSION_ERROR for an EOS symbol, or padding that is longer than 7 bits or not of ones
     */
    static int decode(byte[] from, int at, int length, Bytes out, int most) throws Http2Error {
        long bits = 0;
        int have = 0;
        int end = at + length;
        int count = 0;
        while (true) {
            while (have <= 32 && at < end) {
                bits = bits << 8 | from[at++] & 0xff;
                have += 8;
            }
            if (have == 0) return count;
            int symbol = -1;
            int size;
            int fast = FAST[(int) (have >= FAST_BITS ? bits >>> have - FAST_BITS : bits << FAST_BITS - have) & (1 << FAST_BITS) - 1];
            if (fast != 0) {
                symbol = fast >> 4;
                size = fast & 15;
            } else {
                size = FAST_BITS + 1;
                for (; size <= LONGEST && size <= have; size++) {
                    int offset = ((int) (bits >>> have - size) & (1 << size) - 1) - FIRST[size];
                    if (offset < 0 || offset >= COUNT[size]) continue;
                    symbol = SORTED[AT[size] + offset];
                    break;
                }
            }
            if (symbol < 0 || size > have) {
                boolean padding = at == end && have < 8 && (bits & (1L << have) - 1) == (1L << have) - 1;
                if (!padding) throw Http2Error.connection(Http2Error.COMPRESSION_ERROR, "invalid Huffman padding");
                return count;
            }
            if (symbol == EOS) throw Http2Error.connection(Http2Error.COMPRESSION_ERROR, "EOS in a Huffman string");
            have -= size;
            if (count++ < most) out.add(symbol);
        }
    }

    /** How many bytes {@link #encode} adds. */
    static int encodedLength(byte[] from, int at, int length) {
        int bits = 0;
        for (int i = at; i < at + length; i++) bits += LENGTH[from[i] & 0xff];
        return bits + 7 >> 3;
    }

    static void encode(byte[] from, int at, int length, Bytes out) {
        long bits = 0;
        int have = 0;
        for (int i = at; i < at + length; i++) {
            int symbol = from[i] & 0xff;
            bits = bits << LENGTH[symbol] | CODE[symbol];
            have += LENGTH[symbol];
            while (have >= 8) out.add((int) (bits >>> (have -= 8)));
        }
        if (have > 0) out.add((int) (bits << 8 - have | 0xff >>> have));
    }
}
