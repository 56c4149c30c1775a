package owlboard.config.block;

import owlboard.config.AddressTable;
import owlboard.config.AddressTable.Span;
import owlboard.config.directive.Networks;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Networks of one kind of address while a {@code geo} block is read: the longest that holds an address gives its value. */
final class GeoNetworks {
    private static final int BITS = 128;

    /** {@code bits} of {@code high} and {@code low} are the network's; an IPv4 network has 96 more than it is written with. */
    private record Prefix(long high, long low, int bits) {
        static Prefix of(Networks network) {
            var bytes = network.address();
            long high = 0;
            long low = 0;
            for (var octet : bytes) {
                high = high << 8 | low >>> 56;
                low = low << 8 | octet & 0xff;
            }
            return new Prefix(high, low, network.prefix() + BITS - 8 * bytes.length);
        }

        long lastHigh() {
            return bits >= 64 ? high : high | -1L >>> bits;
        }

        long lastLow() {
            if (bits >= BITS) return low;
            return bits <= 64 ? -1L : low | -1L >>> bits - 64;
        }
    }

    private static final Comparator<Map.Entry<Prefix, String>> OUTER_FIRST = (one, other) -> {
        var a = one.getKey();
        var b = other.getKey();
        int order = AddressTable.compare(a.high, a.low, b.high, b.low);
        return order != 0 ? order : Integer.compare(a.bits, b.bits);
    };

    private final Map<Prefix, String> values = new HashMap<>();

    /** The value that it had; null: none. */
    String put(Networks network, String value) {
        return values.put(Prefix.of(network), value);
    }

    /** Whether it was there. */
    boolean remove(Networks network) {
        return values.remove(Prefix.of(network)) != null;
    }

    /** {@code otherwise} is the value outside of every network. */
    AddressTable table(String otherwise) {
        var spans = new ArrayList<Span>();
        spans.add(new Span(0, 0, otherwise));
        var around = new ArrayDeque<Map.Entry<Prefix, String>>();
        for (var network : values.entrySet().stream().sorted(OUTER_FIRST).toList()) {
            while (!around.isEmpty() && endsBefore(around.peek().getKey(), network.getKey())) end(around, spans, otherwise);
            add(spans, network.getKey().high, network.getKey().low, network.getValue());
            around.push(network);
        }
        while (!around.isEmpty()) end(around, spans, otherwise);
        return new AddressTable(spans);
    }

    private static boolean endsBefore(Prefix one, Prefix other) {
        return AddressTable.compare(one.lastHigh(), one.lastLow(), other.high, other.low) < 0;
    }

    /** After the innermost network the one around it goes on. */
    private static void end(ArrayDeque<Map.Entry<Prefix, String>> around, List<Span> spans, String otherwise) {
        var ended = around.pop().getKey();
        long low = ended.lastLow() + 1;
        long high = low == 0 ? ended.lastHigh() + 1 : ended.lastHigh();
        if (high == 0 && low == 0) return; // it reaches to the end of the space
        add(spans, high, low, around.isEmpty() ? otherwise : around.peek().getValue());
    }

    private static void add(List<Span> spans, long high, long low, String value) {
        var last = spans.getLast();
        if (last.high() == high && last.low() == low) spans.removeLast();
        if (spans.isEmpty() || !spans.getLast().value().equals(value)) spans.add(new Span(high, low, value));
    }
}
