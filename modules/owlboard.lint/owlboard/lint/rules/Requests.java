package owlboard.lint.rules;

import static owlboard.lint.look.Severity.LOW;
import static owlboard.lint.look.Severity.MEDIUM;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import owlboard.config.language.Syntax.Node;
import owlboard.lint.look.Block;
import owlboard.lint.look.Conf;
import owlboard.lint.look.Found;
import owlboard.lint.look.Rule;

/** Headers that upstreams get, and lists that a block replaces as a whole. */
final class Requests {

    private static final List<String> LISTS = List.of("fastcgi_param", "limit_conn", "limit_req", "proxy_hide_header", "proxy_pass_header");

    static final List<Rule> RULES = List.of(
            Rule.of("proxy_set_header_redefinition proxy-set-header-inheritance T9", MEDIUM,
                    "A block with one proxy_set_header of its own sends none of those around it: the service sees another Host and client.",
                    "State all of them once, in the server, and none in locations; or repeat all of them.", Requests::redefinition),
            Rule.of("directive-inheritance", LOW,
                    "Of a directive that makes a list, a block with one line of its own takes over none of the blocks around it.",
                    "Repeat the lines that should hold here, too.", Requests::lists),
            Rule.of("duplicate-proxy-header T8", MEDIUM,
                    "proxy_set_header never merges: nginx sends both lines, and the service takes one, or both.",
                    "Keep one. For WebSockets: a map of $http_upgrade to \"upgrade\" or \"\".", Requests::duplicate),
            Rule.of("client-connection-forwarded T8", MEDIUM,
                    "Connection is for one hop (RFC 9110 section 7.6.1). A client's close ends pooled connections, and names it lists"
                    + " are dropped.",
                    "Send a value of your own: a map of $http_upgrade to \"upgrade\" or \"\".", Requests::connection),
            Rule.of("any-upgrade-forwarded T26", MEDIUM,
                    "Upgrade is passed on whatever it names; a service that speaks h2c then takes requests that no rule of this hop sees.",
                    "map $http_upgrade $websocket { default \"\"; ~*^websocket$ websocket; } and proxy_set_header Upgrade $websocket;",
                    Requests::upgrade),
            Rule.of("host_spoofing", MEDIUM,
                    "$http_host is whatever the client wrote; links and caches behind this hop that trust it can be turned elsewhere.",
                    "Write $host, or $host:$server_port where the port matters.", Requests::host),
            Rule.of("proxy-missing-host-header", LOW,
                    "Without proxy_set_header Host the service sees the group's name as its host: redirects, cookies and links carry it.",
                    "Write proxy_set_header Host $host;", Requests::missingHost));

    private Requests() {}

    private static void redefinition(Conf conf, Found found) {
        conf.main().all().filter(block -> block.is("server", "location", "if") && block.has("proxy_set_header")).forEach(block -> {
            var outer = block.around().source("proxy_set_header");
            if (outer == null) return;
            var lost = new ArrayList<String>();
            for (var line : outer.own("proxy_set_header")) {
                boolean again = block.own("proxy_set_header").stream().anyMatch(own -> name(own).equalsIgnoreCase(name(line)));
                if (!again && !lost.contains(name(line))) lost.add(name(line));
            }
            if (!lost.isEmpty()) {
                found.at(block.own("proxy_set_header").getFirst(), "its own proxy_set_header drops those of the " + outer.name()
                        + " around it: " + String.join(", ", lost));
            }
        });
    }

    private static String name(Node line) {
        return line.args().isEmpty() ? "" : line.args().getFirst();
    }

    private static void lists(Conf conf, Found found) {
        conf.main().all().filter(block -> block.is("server", "location", "if")).forEach(block -> {
            for (var list : LISTS) lost(block, List.of(list), found);
            lost(block, List.of("allow", "deny"), found);
        });
    }

    /** Directives of these names are one list. A limit with another zone stands beside, so whoever repeats it means it. */
    private static void lost(Block block, List<String> names, Found found) {
        var own = block.nodes().stream().filter(line -> names.contains(line.name())).findFirst();
        if (own.isEmpty()) return;
        for (var outer = block.around(); outer != null; outer = outer.around()) {
            var theirs = outer.nodes().stream().filter(line -> names.contains(line.name())).map(Node::args).toList();
            if (theirs.isEmpty()) continue;
            boolean all = theirs.stream().allMatch(args -> block.nodes().stream().anyMatch(line -> names.contains(line.name())
                    && line.args().equals(args)));
            var said = String.join("/", names);
            if (!all) found.at(own.get(), "its own " + said + " drops those of the " + outer.name() + " around it");
            return;
        }
    }

    private static void duplicate(Conf conf, Found found) {
        conf.main().all().forEach(block -> {
            var seen = new HashMap<String, Node>();
            for (var line : block.own("proxy_set_header")) {
                if (seen.putIfAbsent(name(line).toLowerCase(Locale.ROOT), line) != null) {
                    found.at(line, name(line) + " is set twice in one block: two lines are sent");
                }
            }
        });
    }

    private static void connection(Conf conf, Found found) {
        conf.main().uses("proxy_set_header").filter(line -> line.arg(0).equalsIgnoreCase("Connection")
                && line.arg(1).equals("$http_connection")).forEach(line -> found.at(line, "the client's own Connection is passed on"));
    }

    private static void upgrade(Conf conf, Found found) {
        conf.main().uses("proxy_set_header").filter(line -> line.arg(0).equalsIgnoreCase("Upgrade")
                && line.arg(1).equals("$http_upgrade")).forEach(line -> found.at(line, "any protocol that a client names is asked for"));
    }

    private static void host(Conf conf, Found found) {
        conf.main().uses("proxy_set_header", "fastcgi_param").filter(line -> line.arg(0).matches("(?i)host|http_host")
                && line.arg(1).matches("\\$\\{?(http_host|http_x_forwarded_host|arg_\\w+)\\}?"))
                .forEach(line -> found.at(line, "the service's Host is " + line.arg(1) + ", which the client writes"));
    }

    private static void missingHost(Conf conf, Found found) {
        conf.main().uses("proxy_pass").filter(pass -> pass.carriesRequests()
                && conf.group(pass) != null && pass.block().inForce("proxy_set_header").stream()
                .noneMatch(line -> name(line).equalsIgnoreCase("Host")))
                .forEach(pass -> found.at(pass, "the service's Host is the name of a group"));
    }
}
