package owlboard.config;

import java.util.List;

/**
 * What each address of IPv4 or of IPv6 means: the whole space, cut where the meaning changes. An address is two halves of 128 bits; one of
 * IPv4 is its 32 bits in {@code low}. Immutable; a lookup takes the logarithm of the number of spans, 20 bytes hold a span.
 */
public final class AddressTable {
    /** From this address to the next span's it means {@code value}. */
    public record Span(long high, long low, String value) {}

    private final long[] high;
    private final long[] low;
    private final String[] values;

    /** {@code spans} in the order of their addresses, which are unsigned; the first begins at 0. */
    public AddressTable(List<Span> spans) {
        high = new long[spans.size()];
        low = new long[spans.size()];
        values = new String[spans.size()];
        for (int i = 0; i < values.length; i++) {
            var span = spans.get(i);
            high[i] = span.high;
            low[i] = span.low;
            values[i] = span.value;
        }
    }

    public String at(long highHalf, long lowHalf) {
        int from = 0;
        int to = values.length;
        while (to - from > 1) {
            int middle = (from + to) >>> 1;
            if (compare(high[middle], low[middle], highHalf, lowHalf) <= 0) from = middle;
            else to = middle;
        }
        return values[from];
    }

    public int spans() {
        return values.length;
    }

    /** Addresses in their order. */
    public static int compare(long high, long low, long otherHigh, long otherLow) {
        int first = Long.compareUnsigned(high, otherHigh);
        return first != 0 ? first : Long.compareUnsigned(low, otherLow);
    }
}
