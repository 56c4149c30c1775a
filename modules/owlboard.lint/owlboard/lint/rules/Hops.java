package owlboard.lint.rules;

import static owlboard.lint.look.Severity.INFO;
import static owlboard.lint.look.Severity.LOW;
import static owlboard.lint.look.Severity.MEDIUM;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import owlboard.config.language.Syntax.Node;
import owlboard.lint.look.Block;
import owlboard.lint.look.Conf;
import owlboard.lint.look.Found;
import owlboard.lint.look.Rule;

/** What no file shows by itself: how one hop fits the next, and what a client sees of both. */
final class Hops {
    /** A limit that a page with a few WebSockets reaches. */
    private static final int FEW = 64;

    static final List<Rule> RULES = List.of(
            Rule.of("body-limit-mismatch T10", MEDIUM,
                    "The first hop takes a body, in full, that the next one answers 413: uploads between the two limits never work.",
                    "The same client_max_body_size in both files.", Hops::bodies),
            Rule.of("timeouts-not-nested T2", MEDIUM,
                    "A hop that waits no longer than the one behind it gives that one up, and counts it as failed, when the service is"
                    + " slow.",
                    "proxy_read_timeout here above proxy_connect_timeout and proxy_read_timeout of the hop behind.", Hops::timeouts),
            Rule.of("shared-address-limit T12", MEDIUM,
                    "limit_conn counts a WebSocket for its whole life, and everybody behind one address (Docker's bridge, an office)"
                    + " shares it.",
                    "A few hundred; real_ip where a proxy stands before; a key of its own for WebSockets.", Hops::sharedLimit),
            Rule.of("limit-of-previous-hop T12", MEDIUM,
                    "Behind another proxy every client has that proxy's address: a limit by address is one limit for all.",
                    "set_real_ip_from of the hop before and real_ip_header X-Forwarded-For; or limit at the first hop alone.",
                    Hops::hopLimit),
            Rule.of("redirect-lost T17", MEDIUM,
                    "The service's redirects name paths and hosts that clients cannot reach: the prefix that a rewrite took off, the"
                    + " port that $host has not.",
                    "proxy_redirect that puts the prefix back; the client's host with its port (map $http_host) as Host.", Hops::redirects),
            Rule.of("cors-doubled", MEDIUM,
                    "Browsers refuse an answer with two Access-Control-Allow-Origin lines, even if both say the same: each hop that adds"
                    + " one adds to what the one behind it has said.",
                    "One hop says it; proxy_hide_header Access-Control-Allow-Origin; in the others.", Hops::origins),
            Rule.of("client-address-overwritten T9", MEDIUM,
                    "Behind another proxy $remote_addr, $scheme and $host are about that proxy: what it said of the client is written"
                    + " over.",
                    "Pass on what came (no line), or set_real_ip_from of the hop before.", Hops::overwritten));

    private Hops() {}

    private static List<Block.Use> passes(Conf conf) {
        return conf.main().uses("proxy_pass").filter(use -> use.block().is("location", "if") && use.carriesRequests()).toList();
    }

    /** The greatest body that some location of it takes and passes on. */
    private static Block.Use widest(Conf conf) {
        Block.Use widest = null;
        for (var use : passes(conf)) if (widest == null || limit(use.block()) > limit(widest.block())) widest = use;
        return widest;
    }

    private static long limit(Block block) {
        return Times.bytes(block.value("client_max_body_size", "1m"));
    }

    private static void bodies(Conf conf, Found found) {
        for (var front : conf.before()) {
            var widest = widest(front);
            if (widest == null) continue;
            var said = widest.block().inForce("client_max_body_size");
            var theirs = said.isEmpty() ? "1m" : said.getLast().args().getFirst() + " in " + said.getLast().place();
            var told = new HashSet<Block>();
            for (var use : passes(conf)) {
                if (limit(use.block()) >= limit(widest.block())) continue;
                var own = use.block().source("client_max_body_size");
                var where = own == null ? use.block().within("server") : own;
                if (!told.add(where)) continue;
                var node = own == null ? where.node() : own.own("client_max_body_size").getLast();
                found.at(node, "a body of " + use.block().value("client_max_body_size", "1m (the default)") + " at most here, of "
                        + theirs);
            }
        }
    }

    private static void timeouts(Conf conf, Found found) {
        for (var behind : conf.behind()) {
            for (var use : passes(conf)) {
                if (!isTo(conf, use)) continue;
                var read = use.block().value("proxy_read_timeout", "60s");
                for (var next : passes(behind)) {
                    long theirs = Math.max(Times.millis(next.block().value("proxy_read_timeout", "60s")),
                            Times.millis(next.block().value("proxy_connect_timeout", "60s")));
                    if (Times.millis(read) > theirs) continue;
                    var lines = use.block().inForce("proxy_read_timeout");
                    var reason = "waits " + read + " for a hop that itself waits " + (theirs % 1000 == 0 ? theirs / 1000 + "s" : theirs
                            + "ms")
                            + " for its services: " + behind.name();
                    found.at(lines.isEmpty() ? use.node() : lines.getLast(), Times.millis(read) < theirs ? MEDIUM : INFO, reason);
                    break;
                }
            }
        }
    }

    /** Whether the pass leads to a group: what leads to a host of its own is another way. */
    private static boolean isTo(Conf conf, Block.Use use) {
        return conf.group(use) != null;
    }

    private static boolean knowsClients(Block block) {
        return block.source("set_real_ip_from") != null;
    }

    /** The key of the zone that a limit uses. */
    private static String key(Conf conf, String maker, String zone) {
        return conf.main().uses(maker).filter(use -> use.node().args().stream().anyMatch(arg -> arg.startsWith("zone=" + zone + ":")))
                .map(use -> use.arg(0)).findFirst().orElse("");
    }

    private static boolean isAddress(String key) {
        return Set.of("$binary_remote_addr", "$remote_addr").contains(key);
    }

    private static void sharedLimit(Conf conf, Found found) {
        conf.main().uses("limit_conn").filter(use -> use.arg(1).matches("\\d+") && Integer.parseInt(use.arg(1)) <= FEW)
                .filter(use -> isAddress(key(conf, "limit_conn_zone", use.arg(0))) && !knowsClients(use.block()))
                .filter(use -> use.block().all().anyMatch(block -> block.has("proxy_pass") && block.inForce("proxy_set_header").stream()
                        .anyMatch(line -> line.args().getFirst().equalsIgnoreCase("Upgrade"))))
                .forEach(use -> found.at(use, "limit_conn " + use.arg(1) + " for an address, WebSockets counted"));
    }

    private static void hopLimit(Conf conf, Found found) {
        if (conf.before().isEmpty()) return;
        conf.main().uses("limit_conn", "limit_req").filter(use -> !knowsClients(use.block())).filter(use -> {
            var zone = use.node().name().equals("limit_conn") ? use.arg(0) : use.arg(0).replaceFirst("^zone=", "");
            return isAddress(key(conf, use.node().name() + "_zone", zone));
        }).forEach(use -> found.at(use, "limited by the address of " + conf.before().getFirst().name()));
    }

    private static String header(Block block, String name) {
        return block.inForce("proxy_set_header").stream().filter(line -> line.args().size() == 2 && line.args().getFirst()
                .equalsIgnoreCase(name))
                .map(line -> line.args().get(1)).reduce((a, b) -> b).orElse(null);
    }

    /** A rewrite that takes a prefix off what is passed on: {@code ^/api/users/(.*)$ /users/$1 break}. */
    private static boolean takesOff(Node rewrite) {
        var args = rewrite.args();
        if (args.size() < 3 || !args.get(2).equals("break") || !args.getFirst().startsWith("^/")) return false;
        var from = args.getFirst().substring(1).replaceFirst("[($].*", "");
        var to = args.get(1).replaceFirst("\\$.*", "");
        return from.length() > to.length() && from.replaceFirst("/$", "").endsWith(to.replaceFirst("/$", ""));
    }

    private static void redirects(Conf conf, Found found) {
        for (var use : passes(conf)) {
            if (use.block().source("proxy_redirect") != null) continue;
            use.block().own("rewrite").stream().filter(Hops::takesOff).findFirst().ifPresent(rewrite -> found.at(rewrite,
                    conf.before().isEmpty() ? LOW : MEDIUM, "redirects of the service lack the prefix that this takes off, and no"
                            + " proxy_redirect puts it back"));
            boolean odd = conf.ports().stream().anyMatch(port -> port != 80 && port != 443);
            if (odd && "$host".equals(header(use.block(), "Host")) && !conf.behind().isEmpty()) {
                var line = use.block().inForce("proxy_set_header").stream().filter(it -> it.args().getFirst().equalsIgnoreCase("Host"))
                        .toList();
                found.at(line.getLast(), "$host has no port, and clients come by port " + conf.ports().getFirst()
                        + ": redirects of services lead to port 80");
            }
        }
    }

    /** What a variable holds may be nothing, and then no line. */
    private static Stream<Node> allowed(Block block) {
        return block.inForce("add_header").stream().filter(line -> line.args().getFirst().equalsIgnoreCase("Access-Control-Allow-Origin"))
                .filter(line -> line.args().size() > 1 && !line.args().get(1).contains("$"));
    }

    private static boolean hidesOrigins(Block block) {
        return block.inForce("proxy_hide_header").stream()
                .anyMatch(line -> line.args().getFirst().equalsIgnoreCase("Access-Control-Allow-Origin"));
    }

    /** Two lines in force at once, or one here and one of the hop behind. */
    private static void origins(Conf conf, Found found) {
        var told = new HashSet<Node>();
        conf.main().all().filter(block -> block.has("add_header")).forEach(block -> allowed(block).skip(1).filter(told::add)
                .forEach(line -> found.at(line, "Access-Control-Allow-Origin is added twice here")));
        for (var behind : conf.behind()) {
            var theirs = passes(behind).stream().flatMap(pass -> allowed(pass.block())).findFirst();
            if (theirs.isEmpty()) continue;
            for (var use : passes(conf)) {
                if (!isTo(conf, use) || hidesOrigins(use.block())) continue;
                allowed(use.block()).filter(told::add).forEach(line -> found.at(line, "Access-Control-Allow-Origin is added here, and by "
                        + theirs.get().place()));
            }
        }
    }

    private static void overwritten(Conf conf, Found found) {
        if (conf.before().isEmpty()) return;
        var front = conf.before().getFirst();
        conf.main().uses("proxy_set_header").filter(use -> !knowsClients(use.block())).filter(use -> switch (use.arg(1)) {
            case "$remote_addr" -> use.arg(0).matches("(?i)X-Real-IP|X-Forwarded-For");
            case "$scheme" -> use.arg(0).equalsIgnoreCase("X-Forwarded-Proto");
            case "$server_port" -> use.arg(0).equalsIgnoreCase("X-Forwarded-Port");
            default -> false;
        }).forEach(use -> found.at(use, "what " + front.name() + " says of the client is written over"));
    }
}
