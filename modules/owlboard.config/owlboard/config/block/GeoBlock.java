package owlboard.config.block;

import owlboard.config.Http.Source;
import owlboard.config.Template;
import owlboard.config.directive.Networks;
import owlboard.config.language.Refusal;
import owlboard.config.language.Syntax.Node;
import owlboard.config.language.Words;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code geo [$address] $name { ... }}: by networks, or after {@code ranges} by ranges of IPv4 addresses. */
final class GeoBlock {
    private static final Set<String> FLAGS = Set.of("ranges", "proxy_recursive", "volatile");
    private static final Networks EVERY_FOUR = new Networks(new byte[4], 0, false);
    private static final Networks EVERY_SIX = new Networks(new byte[16], 0, false);

    private final Reading reading;
    private final GeoNetworks four;
    private final GeoNetworks six;
    private final GeoRanges ranges;
    private final List<String> proxies = new ArrayList<>();
    /** Many lines have few values: each is kept once. */
    private final Map<String, String> values = new HashMap<>();
    private boolean byRange;
    private boolean begun;
    /** Outside of every range; null: not said. Outside of every network it is the value of the network of all addresses. */
    private String otherwise;

    private GeoBlock(Reading reading) {
        this.reading = reading;
        four = new GeoNetworks(reading);
        six = new GeoNetworks(reading);
        ranges = new GeoRanges(reading);
    }

    static void read(Words words, Reading reading) throws Refusal {
        var name = MapBlock.variable(words, words.count() - 1);
        if (words.count() == 2) MapBlock.variable(words, 0);
        var input = words.count() == 2 ? words.template(0) : new Template("$remote_addr", List.of(new Template.BuiltIn("remote_addr")));
        var lines = words.node().block();
        var geo = new GeoBlock(reading);
        for (var line : lines) {
            try {
                geo.line(line);
            } catch (Refusal refusal) {
                reading.refuse(refusal);
            }
        }
        var rest = geo.otherwise == null ? "" : geo.otherwise;
        var table = geo.byRange ? geo.ranges.table(rest) : geo.four.table(rest);
        var source = new Source.Geo(words.place(), input, table, geo.byRange ? null : geo.six.table(rest), List.copyOf(geo.proxies),
                MapBlock.flag(lines, "proxy_recursive"), MapBlock.flag(lines, "volatile"));
        reading.scope().define(name, source, words.place());
    }

    private void line(Node line) throws Refusal {
        if (line.block() != null) throw new Refusal(line.place(), "unexpected \"{\"");
        if (line.args().isEmpty() && FLAGS.contains(line.name())) {
            if (line.name().equals("ranges")) byRange(line);
            return;
        }
        if (line.args().size() != 1) throw new Refusal(line.place(), "invalid number of the geo parameters");
        var value = values.computeIfAbsent(line.args().getFirst(), same -> same);
        if (line.name().equals("proxy")) {
            if (Networks.parse(value) == null) throw new Refusal(line.place(), "invalid network \"" + value + '"');
            proxies.add(value);
            return;
        }
        begun = true;
        switch (line.name()) {
            case "default" -> otherwise(line, value);
            case "delete" -> delete(line, value);
            default -> put(line, value);
        }
    }

    private void byRange(Node line) throws Refusal {
        if (begun) throw new Refusal(line.place(), "the \"ranges\" directive must be the first directive inside \"geo\" block");
        byRange = true;
    }

    private void otherwise(Node line, String value) {
        if (byRange) {
            if (otherwise != null) {
                reading.warn(line.place(), "geo", "duplicate default geo range value: \"" + value + "\", old value: \"" + otherwise + '"');
            }
            otherwise = value;
            return;
        }
        four.put(EVERY_FOUR, value, line);
        six.put(EVERY_SIX, value, null);
    }

    private void put(Node line, String value) throws Refusal {
        if (byRange) {
            var range = range(line, line.name());
            ranges.put(line.place(), line.name(), range.first, range.last, value);
            return;
        }
        var network = network(line, line.name());
        of(network).put(network, value, line);
    }

    private void delete(Node line, String text) throws Refusal {
        if (byRange) {
            var range = range(line, text);
            if (!ranges.remove(range.first, range.last)) reading.warn(line.place(), "geo", "no address range \"" + text + "\" to delete");
            return;
        }
        var network = network(line, text);
        of(network).delete(network, line);
    }

    private GeoNetworks of(Networks network) {
        return network.address().length == 4 ? four : six;
    }

    private Networks network(Node line, String text) throws Refusal {
        var network = Networks.parse(text);
        if (network == null) throw new Refusal(line.place(), "invalid network \"" + text + '"');
        if (network.lowBitsWereSet()) reading.warn(line.place(), "geo", "low address bits of " + text + " are meaningless");
        return network;
    }

    private record Range(long first, long last) {}

    /** {@code 10.0.0.1-10.0.0.9}. */
    private static Range range(Node line, String text) throws Refusal {
        int dash = text.indexOf('-');
        var from = dash < 0 ? null : Networks.literal(text.substring(0, dash));
        var to = dash < 0 ? null : Networks.literal(text.substring(dash + 1));
        boolean four = from != null && to != null && from.length == 4 && to.length == 4;
        if (!four) throw new Refusal(line.place(), "invalid range \"" + text + '"', "ranges are IPv4 addresses, first-last");
        var range = new Range(number(from), number(to));
        if (range.first > range.last) throw new Refusal(line.place(), "invalid range \"" + text + '"');
        return range;
    }

    private static long number(byte[] address) {
        return (address[0] & 0xffL) << 24 | (address[1] & 0xff) << 16 | (address[2] & 0xff) << 8 | address[3] & 0xff;
    }
}
