package owlboard.config.block;

import owlboard.config.Http.Source.Network;
import owlboard.config.Http.Source;
import owlboard.config.Syntax.Node;
import owlboard.config.Template;
import owlboard.config.directive.Networks;
import owlboard.config.language.Refusal;
import owlboard.config.language.Words;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** {@code geo [$address] $name { ... }}. */
final class GeoBlock {
    private final Reading reading;
    private final List<Network> networks = new ArrayList<>();
    private final List<String> proxies = new ArrayList<>();
    private final boolean ranges;
    private String otherwise = "";

    private GeoBlock(Reading reading, boolean ranges) {
        this.reading = reading;
        this.ranges = ranges;
    }

    static void read(Words words, Reading reading) throws Refusal {
        var name = MapBlock.variable(words, words.count() - 1);
        if (words.count() == 2) MapBlock.variable(words, 0);
        var input = words.count() == 2 ? words.template(0) : new Template("$remote_addr", List.of(new Template.BuiltIn("remote_addr")));
        var lines = words.node().block();
        var geo = new GeoBlock(reading, MapBlock.flag(lines, "ranges"));
        for (var line : lines) {
            try {
                geo.line(line);
            } catch (Refusal refusal) {
                reading.refuse(refusal);
            }
        }
        reading.scope().define(name, new Source.Geo(words.place(), input, List.copyOf(geo.networks), geo.otherwise, List.copyOf(geo.proxies), MapBlock.flag(lines, "proxy_recursive")), words.place());
    }

    private void line(Node line) throws Refusal {
        if (line.block() != null) throw new Refusal(line.place(), "unexpected \"{\"");
        if (line.args().isEmpty() && List.of("ranges", "proxy_recursive", "volatile").contains(line.name())) return;
        if (line.args().size() != 1) throw new Refusal(line.place(), "invalid number of the geo parameters");
        var value = line.args().getFirst();
        switch (line.name()) {
            case "default" -> otherwise = value;
            case "proxy" -> {
                if (Networks.parse(value) == null) throw new Refusal(line.place(), "invalid network \"" + value + '"');
                proxies.add(value);
            }
            case "delete" -> delete(line, value);
            default -> {
                if (ranges) range(line, value);
                else put(line, network(line, line.name()), value);
            }
        }
    }

    private Networks network(Node line, String text) throws Refusal {
        var network = Networks.parse(text);
        if (network == null) throw new Refusal(line.place(), "invalid network \"" + text + '"');
        if (network.lowBitsWereSet()) reading.warn(line.place(), "geo", "low address bits of " + text + " are meaningless");
        return network;
    }

    private void delete(Node line, String text) throws Refusal {
        var network = network(line, text);
        boolean known = networks.removeIf(other -> same(other, network));
        if (!known) reading.warn(line.place(), "geo", "no network \"" + text + "\" to delete");
    }

    private void put(Node line, Networks network, String value) {
        for (var other : networks) {
            if (same(other, network)) reading.warn(line.place(), "geo", "duplicate network \"" + line.name() + "\", value: \"" + value + "\", old value: \"" + other.value() + '"');
        }
        networks.removeIf(other -> same(other, network));
        networks.add(new Network(network.address(), network.prefix(), value));
    }

    /** {@code 10.0.0.1-10.0.0.9}: the fewest networks that cover it. */
    private void range(Node line, String value) throws Refusal {
        int dash = line.name().indexOf('-');
        var from = dash < 0 ? null : Networks.literal(line.name().substring(0, dash));
        var to = dash < 0 ? null : Networks.literal(line.name().substring(dash + 1));
        if (from == null || to == null || from.length != 4 || to.length != 4) throw new Refusal(line.place(), "invalid range \"" + line.name() + '"', "ranges are IPv4 addresses, first-last");
        long first = number(from);
        long last = number(to);
        if (first > last) throw new Refusal(line.place(), "invalid range \"" + line.name() + '"');
        while (first <= last) {
            int free = first == 0 ? 32 : Math.min(32, Long.numberOfTrailingZeros(first));
            while ((1L << free) > last - first + 1) free--;
            put(line, new Networks(new byte[] {(byte) (first >> 24), (byte) (first >> 16), (byte) (first >> 8), (byte) first}, 32 - free, false), value);
            first += 1L << free;
        }
    }

    private static long number(byte[] address) {
        return (address[0] & 0xffL) << 24 | (address[1] & 0xff) << 16 | (address[2] & 0xff) << 8 | address[3] & 0xff;
    }

    private static boolean same(Network one, Networks other) {
        return one.prefix() == other.prefix() && Arrays.equals(one.address(), other.address());
    }
}
