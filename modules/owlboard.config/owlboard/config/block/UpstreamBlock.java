package owlboard.config.block;

import owlboard.config.Place;
import owlboard.config.Upstream.Peer;
import owlboard.config.Upstream;
import owlboard.config.directive.Upstreams;
import owlboard.config.language.Context;
import owlboard.config.language.Refusal;
import owlboard.config.language.Syntax.Node;
import owlboard.config.language.Units;
import owlboard.config.language.Utf8;
import owlboard.config.language.Words;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/** An {@code upstream} block. */
final class UpstreamBlock {
    private static final Set<String> BALANCINGS = Set.of("least_conn", "ip_hash", "hash", "random", "least_time");

    private final Node node;
    private final Reading reading;
    private final Context context;
    private final Settings settings = Settings.none();
    private final List<Peer> peers = new ArrayList<>();

    /** {@code context}: what stands in it is that of {@code http} or of {@code stream}. */
    UpstreamBlock(Node node, Reading reading, Context context) {
        this.node = node;
        this.reading = reading;
        this.context = context;
    }

    Upstream read() {
        Body.read(node.block(), context, settings, reading, words -> {
            if (words.name().equals("server")) peers.add(peer(words));
        });
        checkServers(settings.level().get(Upstreams.STATE));
        checkBalancings();
        return new Upstream(node.place(), node.args().getFirst(), settings.level(), settings.level().get(Upstreams.LEAST_CONN),
                List.copyOf(peers));
    }

    /** They stand in the block, one at least, or in the file of {@code state}, which the API may have emptied. */
    private void checkServers(String state) {
        var servers = node.block().stream().filter(line -> line.name().equals("server")).map(Node::place).toList();
        if (state == null) {
            if (!reading.isWhole()) return;
            if (servers.isEmpty()) reading.refuse(node.end(), "no servers are inside upstream");
            else if (peers.size() == servers.size() && peers.stream().allMatch(Peer::backup)) {
                reading.refuse(new Refusal(node.place(), "no servers in upstream \"" + node.args().getFirst() + '"',
                        "one at least must not be a backup"));
            }
            return;
        }
        for (var place : servers) {
            var file = Utf8.decode(state);
            if (place.file().equals(file)) continue;
            reading.refuse(new Refusal(place, "\"server\" directive is not allowed beside \"state\"", "write it into " + file));
        }
    }

    /** The last one holds; {@code keepalive} may stand before it or behind (since nginx 1.29.7). */
    private void checkBalancings() {
        boolean chosen = false;
        for (var line : node.block()) {
            boolean chooses = BALANCINGS.contains(line.name());
            if (chooses && chosen) reading.warn(line.place(), "upstream", "load balancing method redefined");
            chosen |= chooses;
        }
    }

    /** Of a line of this block among the others; several stand on one. */
    private int order(Place place) {
        for (int i = 0; i < node.block().size(); i++) if (node.block().get(i).place() == place) return i;
        return -1;
    }

    private Peer peer(Words words) throws Refusal {
        int weight = 1;
        int maxConns = 0;
        int maxFails = 1;
        long failTimeout = 10_000;
        long slowStart = 0;
        boolean backup = false;
        boolean down = false;
        boolean away = false;
        boolean resolve = false;
        boolean drain = false;
        String route = null;
        String service = null;
        for (int i = 1; i < words.count(); i++) {
            var word = words.text(i);
            var value = word.substring(word.indexOf('=') + 1);
            switch (word.contains("=") ? word.substring(0, word.indexOf('=')) : word) {
                case "weight" -> weight = number(words, word, value, 1);
                case "max_conns" -> maxConns = number(words, word, value, 0);
                case "max_fails" -> maxFails = number(words, word, value, 0);
                case "fail_timeout" -> failTimeout = seconds(words, word, value);
                case "slow_start" -> slowStart = seconds(words, word, value);
                case "backup" -> backup = true;
                case "down" -> down = true;
                case "owlboard_away" -> away = true;
                case "resolve" -> resolve = true;
                case "route" -> route = value;
                case "drain" -> drain = true;
                case "service" -> service = value;
                default -> throw words.invalidParameter(i);
            }
        }
        if (backup && isDrawn(words)) throw words.refuse("balancing method does not support parameter \"backup\"");
        if (slowStart > 0 && isDrawn(words)) throw words.refuse("balancing method does not support parameter \"slow_start\"");
        if (drain && down) throw words.refuse("parameters \"drain\" and \"down\" exclude each other");
        if (service != null) checkService(words, service, resolve);
        if (context == Context.STREAM_UPSTREAM && service == null) Addresses.checkPort(words, words.text(0));
        Addresses.check(words, words.text(0), "upstream \"" + words.text(0) + '"');
        return new Peer(words.place(), words.text(0), weight, maxConns, maxFails, failTimeout,
                backup, down, away, resolve, slowStart, drain, route, service);
    }

    private static void checkService(Words words, String service, boolean resolve) throws Refusal {
        if (service.isEmpty()) throw words.refuse("empty \"service\" parameter");
        if (!resolve) throw words.refuse("service upstream \"" + words.text(0) + "\" requires \"resolve\" parameter");
        if (words.text(0).contains(":")) {
            throw words.refuse("service upstream \"" + words.text(0) + "\" may not have port", "its records tell it");
        }
    }

    /** A hash or a random number chooses, as it was said before this line. */
    private boolean isDrawn(Words words) {
        return Stream.of(Upstreams.IP_HASH, Upstreams.HASH, Upstreams.RANDOM).map(settings::place).filter(Objects::nonNull)
                .anyMatch(place -> order(place) < order(words.place()));
    }

    private static int number(Words words, String word, String value, int least) throws Refusal {
        var number = Units.number(value);
        if (number.isEmpty() || number.getAsLong() < least || number.getAsLong() > Integer.MAX_VALUE) {
            throw words.refuse("invalid parameter \"" + word + '"');
        }
        return (int) number.getAsLong();
    }

    private static long seconds(Words words, String word, String value) throws Refusal {
        return 1000 * Units.seconds(value).orElseThrow(() -> words.refuse("invalid parameter \"" + word + '"'));
    }
}
