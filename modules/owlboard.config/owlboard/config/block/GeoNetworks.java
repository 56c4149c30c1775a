package owlboard.config.block;

import owlboard.config.AddressTable.Span;
import owlboard.config.AddressTable;
import owlboard.config.directive.Networks;
import owlboard.config.language.Syntax.Node;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * Networks of one kind of address while a {@code geo} block is read: the longest that holds an address gives its value. Lines are kept as
 * they come and sorted once, those of the same network in the order of the file.
 */
final class GeoNetworks {
    private static final int BITS = 128;

    /**
     * {@code bits} of {@code high} and {@code low} are the network's; an IPv4 network has 96 more than it is written with. {@code value} is
     * null where the network is deleted.
     */
    private record Line(long high, long low, int bits, String value, Node node) implements Comparable<Line> {
        static Line of(Networks network, String value, Node node) {
            var bytes = network.address();
            long high = 0;
            long low = 0;
            for (var octet : bytes) {
                high = high << 8 | low >>> 56;
                low = low << 8 | octet & 0xff;
            }
            return new Line(high, low, network.prefix() + BITS - 8 * bytes.length, value, node);
        }

        /** The outer network first. */
        @Override
        public int compareTo(Line other) {
            int order = AddressTable.compare(high, low, other.high, other.low);
            return order != 0 ? order : Integer.compare(bits, other.bits);
        }

        /** Whether both are about the same network. */
        boolean isLike(Line other) {
            return high == other.high && low == other.low && bits == other.bits;
        }

        long lastHigh() {
            return bits >= 64 ? high : high | -1L >>> bits;
        }

        long lastLow() {
            if (bits >= BITS) return low;
            return bits <= 64 ? -1L : low | -1L >>> bits - 64;
        }
    }

    private final Reading reading;
    private final List<Line> lines = new ArrayList<>();

    GeoNetworks(Reading reading) {
        this.reading = reading;
    }

    /** {@code node}: where it stands; null when that has been put elsewhere, and what is wrong with it told. */
    void put(Networks network, String value, Node node) {
        lines.add(Line.of(network, value, node));
    }

    void delete(Networks network, Node node) {
        lines.add(Line.of(network, null, node));
    }

    /** {@code otherwise} is the value outside of every network. */
    AddressTable table(String otherwise) {
        lines.sort(null);
        var spans = new ArrayList<Span>();
        spans.add(new Span(0, 0, otherwise));
        var around = new ArrayDeque<Line>();
        Line last = null;
        for (var line : lines) {
            boolean again = last != null && line.isLike(last);
            if (last != null && !again) begin(last, around, spans, otherwise);
            tell(line, again ? last.value : null);
            last = line;
        }
        if (last != null) begin(last, around, spans, otherwise);
        while (!around.isEmpty()) end(around, spans, otherwise);
        return new AddressTable(spans);
    }

    /** {@code old}: the value that its network had; null: none. */
    private void tell(Line line, String old) {
        if (line.node == null) return;
        var place = line.node.place();
        if (line.value == null && old == null) {
            reading.warn(place, "geo", "no network \"" + line.node.args().getFirst() + "\" to delete");
        } else if (line.value != null && old != null) {
            reading.warn(place, "geo",
                    "duplicate network \"" + line.node.name() + "\", value: \"" + line.value + "\", old value: \"" + old + '"');
        }
    }

    private static void begin(Line network, ArrayDeque<Line> around, List<Span> spans, String otherwise) {
        if (network.value == null) return;
        while (!around.isEmpty() && endsBefore(around.peek(), network)) end(around, spans, otherwise);
        add(spans, network.high, network.low, network.value);
        around.push(network);
    }

    private static boolean endsBefore(Line one, Line other) {
        return AddressTable.compare(one.lastHigh(), one.lastLow(), other.high, other.low) < 0;
    }

    /** After the innermost network the one around it goes on. */
    private static void end(ArrayDeque<Line> around, List<Span> spans, String otherwise) {
        var ended = around.pop();
        long low = ended.lastLow() + 1;
        long high = low == 0 ? ended.lastHigh() + 1 : ended.lastHigh();
        if (high == 0 && low == 0) return; // it reaches to the end of the space
        add(spans, high, low, around.isEmpty() ? otherwise : around.peek().value);
    }

    private static void add(List<Span> spans, long high, long low, String value) {
        var last = spans.getLast();
        if (last.high() == high && last.low() == low) spans.removeLast();
        if (spans.isEmpty() || !spans.getLast().value().equals(value)) spans.add(new Span(high, low, value));
    }
}
