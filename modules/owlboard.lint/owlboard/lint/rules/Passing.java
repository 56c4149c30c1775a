package owlboard.lint.rules;

import static owlboard.lint.look.Severity.HIGH;
import static owlboard.lint.look.Severity.INFO;
import static owlboard.lint.look.Severity.LOW;
import static owlboard.lint.look.Severity.MEDIUM;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import owlboard.config.language.Syntax.Node;
import owlboard.lint.look.Block;
import owlboard.lint.look.Conf;
import owlboard.lint.look.Found;
import owlboard.lint.look.Rule;

/** Where {@code proxy_pass} leads, and how. */
final class Passing {
    static final List<Rule> RULES = List.of(
            Rule.of("ssrf", HIGH, "Who chooses the host of proxy_pass has this server ask any machine that it can reach.",
                    "Name the upstreams and choose among them with a map; or make the location internal.", Passing::ssrf),
            Rule.of("proxy_pass_normalized proxy-pass-with-uri", LOW,
                    "proxy_pass with a URI sends the decoded, cleaned path: %2F becomes a slash, /a/../b is /b.",
                    "Leave the URI out to send the path as it came, where the service can take it.", Passing::normalized),
            Rule.of("rewrite-decodes-uri T18", INFO, "rewrite works on the decoded path and escapes it again: /users/a%2Fb reaches the"
                    + " service as a/b.",
                    "Known and meant: nothing. Else proxy_pass with a URI from $request_uri.", Passing::rewriteDecodes),
            Rule.of("proxy_buffering_off", LOW, "Without buffers a slow client holds the service's connection for as long as it reads.",
                    "Leave it on; let the service say X-Accel-Buffering: no where it streams.", Passing::buffering),
            Rule.of("stale_dns_cache upstream-server-no-resolve proxy-pass-domain T20", INFO,
                    "nginx looks a name up once, at start: it does not start without it, and never learns a new address. owlboard looks"
                    + " again.",
                    "server ... resolve; with a zone and a resolver (nginx 1.27.3 and newer).", Passing::stale),
            Rule.of("missing_resolver", MEDIUM, "A host with a variable is looked up for each request; without a resolver nginx answers"
                    + " 502.",
                    "resolver ADDRESS valid=10s; or name an upstream.", Passing::resolver),
            Rule.of("resolver_external", LOW, "A name server outside learns which names are asked for, and can answer what it likes.",
                    "Ask one inside: 127.0.0.53, Docker's 127.0.0.11, that of the cluster.", Passing::external),
            Rule.of("proxy-keepalive", MEDIUM, "keepalive keeps no connection that HTTP/1.0 or Connection: close ends with each answer.",
                    "proxy_http_version 1.1; and proxy_set_header Connection \"\"; (nginx from 1.29.7 and owlboard do so by themselves).",
                    Passing::keepalive),
            Rule.of("upgrade-over-http2", MEDIUM, "HTTP/2 to a service has no Upgrade: a WebSocket does not come about.",
                    "proxy_http_version 1.1; in the location of what is upgraded.", Passing::upgrade),
            Rule.of("no-upstream-keepalive T22", LOW, "Without keepalive nginx makes a connection, and a TLS handshake, for each"
                    + " request. owlboard keeps 32.",
                    "keepalive 32; in the upstream.", Passing::noKeepalive),
            Rule.of("single-peer T21", INFO, "A group of one is never marked down and has nobody to try next: a restart of the service"
                    + " is a 502.",
                    "A second server, or backup.", Passing::single),
            Rule.of("failover-unreachable T2", HIGH,
                    "The time to try another peer is over when a connect to a silent one times out: nobody else is tried, clients get 504.",
                    "proxy_connect_timeout 2s; well below proxy_next_upstream_timeout.", Passing::failover),
            Rule.of("next-upstream-counts-status T1", MEDIUM,
                    "A peer that passes on its service's 502, 503 or 504 is counted as failed: one dead service takes all peers out,"
                    + " for every path.",
                    "proxy_next_upstream error timeout invalid_header;", Passing::countsStatus),
            Rule.of("max-fails-window T3", INFO,
                    "max_fails is neither in a row nor within fail_timeout: successes between failures do not forget them while"
                    + " failures keep coming.",
                    "A higher max_fails, or active checks.", Passing::maxFails),
            Rule.of("probe-held-by-websocket T4", INFO,
                    "After fail_timeout one request probes the peer, and nginx counts it when it ends: a WebSocket keeps the peer out"
                    + " for its life.",
                    "Nothing on owlboard, which counts the head of the answer.", Passing::probe),
            Rule.of("per-worker-balancing T14", INFO, "Without a zone each nginx worker counts by itself: the choice is exact with one"
                    + " worker alone.",
                    "zone NAME 64k; in the upstream. owlboard is exact.", Passing::perWorker),
            Rule.of("small-header-buffer T11", LOW,
                    "An answer's head that is longer than proxy_buffer_size is a 502, and a failure of the peer: large cookies, tokens,"
                    + " policies.",
                    "proxy_buffer_size 32k; proxy_buffers 8 32k; proxy_busy_buffers_size 64k;", Passing::headerBuffer));

    /** A variable of a variable of a variable is enough. */
    private static final int CHAIN_MOST = 4;

    private Passing() {}

    private static Stream<Block.Use> passes(Conf conf) {
        return conf.main().uses("proxy_pass").filter(use -> use.block().is("location", "if", "limit_except") && use.carriesRequests());
    }

    /** Passes to groups of more than one server. */
    private static Stream<Block.Use> balanced(Conf conf) {
        return passes(conf).filter(use -> conf.group(use) != null && conf.group(use).own("server").size() > 1);
    }

    private static void ssrf(Conf conf, Found found) {
        passes(conf).filter(use -> !use.block().within("location").has("internal")).forEach(use -> {
            var host = Conf.host(use.arg(0));
            boolean sent = Expression.variables(host).stream()
                    .anyMatch(name -> name.matches("http_\\w+|arg_\\w+|args|cookie_\\w+|uri|request_uri|host"));
            var location = use.block().within("location");
            boolean captured = !Expression.numbers(host).isEmpty() || location.isRegex() && Expression.of(location.pattern()).groups()
                    .stream()
                    .anyMatch(group -> group.name() != null && Expression.variables(host).contains(group.name()));
            if (sent || captured) found.at(use, "the client says where " + use.arg(0) + " leads");
        });
    }

    private static void normalized(Conf conf, Found found) {
        passes(conf).filter(use -> !Conf.uri(use.arg(0)).isEmpty() && !use.arg(0).contains("$") && !use.arg(0).contains("unix:"))
                .filter(use -> !use.block().is("location") || !use.block().modifier().equals("="))
                .forEach(use -> found.at(use, "proxy_pass with a URI"));
    }

    private static void rewriteDecodes(Conf conf, Found found) {
        conf.main().uses("rewrite").filter(use -> use.arg(2).equals("break") && !Expression.numbers(use.arg(1)).isEmpty()
                && use.block().has("proxy_pass")).forEach(use -> found.at(use, "what is passed on is decoded first"));
    }

    private static void buffering(Conf conf, Found found) {
        conf.main().uses("proxy_buffering").filter(use -> use.arg(0).equals("off")).forEach(use -> found.at(use, "proxy_buffering off"));
    }

    private static boolean isName(String host) {
        return !host.isEmpty() && !host.contains("$") && !host.startsWith("unix:") && !host.startsWith("[")
                && !host.matches("[\\d.]+(:\\d+)?")
                && !host.matches("localhost(:\\d+)?");
    }

    private static void stale(Conf conf, Found found) {
        conf.upstreams().forEach(group -> group.own("server").stream().filter(line -> !line.args().isEmpty()
                && isName(line.args().getFirst()) && !line.args().contains("resolve"))
                .forEach(line -> found.at(line, "a name that nginx looks up once")));
        passes(conf).filter(use -> conf.group(use) == null && isName(Conf.host(use.arg(0))))
                .forEach(use -> found.at(use, "a name that nginx looks up once"));
    }

    private static void resolver(Conf conf, Found found) {
        passes(conf).filter(use -> Conf.host(use.arg(0)).contains("$") && use.block().source("resolver") == null)
                .filter(use -> !isGroup(conf, Conf.host(use.arg(0)), CHAIN_MOST))
                .forEach(use -> found.at(use, "a variable host without a resolver"));
    }

    /** Whether a host is the name of a group, whatever its variables are. */
    private static boolean isGroup(Conf conf, String host, int further) {
        if (host.isEmpty() || conf.upstream(host) != null) return true;  // of no host nothing is looked up
        if (!Expression.numbers(host).isEmpty()) return conf.upstreams().findAny().isPresent();  // what a map has matched is not known
        var names = Expression.variables(host);
        if (names.isEmpty() || further == 0) return false;
        var fixed = host.replaceAll("\\$(\\w+|\\{\\w+})", "\n");
        var whole = Pattern.compile(Stream.of(fixed.split("\n", -1)).map(Pattern::quote).collect(Collectors.joining("\\w+")));
        boolean isPart = !fixed.equals("\n");
        if (isPart) return conf.upstreams().anyMatch(group -> whole.matcher(group.args().getFirst()).matches());
        return isGroups(conf, names.getFirst(), further - 1);
    }

    /** Whether the variable is set to names of groups alone; what an {@code if} answers by itself is never asked for. */
    private static boolean isGroups(Conf conf, String variable, int further) {
        var values = new ArrayList<String>();
        conf.main().all().filter(block -> block.is("map", "split_clients", "geo") && !block.args().isEmpty()
                && block.args().getLast().equals("$" + variable)).flatMap(block -> block.nodes().stream())
                .filter(line -> !line.args().isEmpty()).forEach(line -> values.add(line.args().getFirst()));
        conf.main().uses("set").filter(use -> use.arg(0).equals("$" + variable)).forEach(use -> values.add(use.arg(1)));
        return !values.isEmpty() && values.stream().allMatch(value -> isGroup(conf, value, further) || isAnswered(conf, variable, value));
    }

    private static boolean isAnswered(Conf conf, String variable, String value) {
        return conf.main().all("if").anyMatch(block -> block.has("return") && String.join(" ", block.args())
                .matches("\\( *\\$" + variable + " += +" + Pattern.quote(value) + " *\\)"));
    }

    private static void external(Conf conf, Found found) {
        conf.main().uses("resolver").forEach(use -> use.node().args().stream()
                .filter(arg -> arg.matches("\\d+\\.\\d+\\.\\d+\\.\\d+(:\\d+)?")
                && !arg.matches("(127|10|169\\.254|192\\.168|172\\.(1[6-9]|2\\d|3[01]))\\..*"))
                .forEach(arg -> found.at(use, "names are asked of " + arg)));
    }

    private static String header(Block block, String name) {
        return block.inForce("proxy_set_header").stream().filter(line -> line.args().size() == 2 && line.args().getFirst()
                .equalsIgnoreCase(name))
                .map(line -> line.args().get(1)).reduce((a, b) -> b).orElse(null);
    }

    private static void keepalive(Conf conf, Found found) {
        passes(conf).filter(use -> conf.group(use) != null && !conf.group(use).value("keepalive", "0").equals("0")).forEach(use -> {
            if (isOverHttp2(use)) return; // which has no Connection
            var connection = header(use.block(), "Connection");
            if (!use.block().value("proxy_http_version", "1.0").equals("1.1")) {
                found.at(use, "a group with keepalive is asked by HTTP/1.0");
            } else if (connection == null || connection.equalsIgnoreCase("close")) {
                found.at(use, "a group with keepalive is told Connection: close");
            }
        });
    }

    private static boolean isOverHttp2(Block.Use use) {
        return use.block().value("proxy_http_version", "1.0").equals("2");
    }

    private static void upgrade(Conf conf, Found found) {
        passes(conf).filter(use -> isOverHttp2(use) && header(use.block(), "Upgrade") != null)
                .forEach(use -> found.at(use, "proxy_set_header Upgrade with proxy_http_version 2"));
    }

    private static void noKeepalive(Conf conf, Found found) {
        conf.upstreams().filter(group -> !group.has("keepalive")).forEach(group -> {
            boolean secure = passes(conf).anyMatch(use -> conf.group(use) == group && use.arg(0).startsWith("https:"));
            found.at(group.node(), secure ? LOW : INFO, secure ? "a TLS handshake for each request" : "a connection for each request");
        });
    }

    private static void single(Conf conf, Found found) {
        conf.upstreams().filter(group -> group.own("server").size() == 1).forEach(group -> found.at(group.node(), "a group of one server"));
    }

    private static void failover(Conf conf, Found found) {
        balanced(conf).filter(use -> !use.block().value("proxy_next_upstream", "error").equals("off")).forEach(use -> {
            var window = use.block().value("proxy_next_upstream_timeout", "0");
            var connect = use.block().value("proxy_connect_timeout", "60s");
            if (Times.millis(window) <= 0 || Times.millis(connect) < Times.millis(window)) return;
            found.at(use.block().inForce("proxy_next_upstream_timeout").getLast(), "a silent peer is given up after proxy_connect_timeout "
                    + connect + ", when proxy_next_upstream_timeout " + window + " is over");
        });
    }

    private static boolean counts(Block group) {
        return group.own("server").stream().anyMatch(line -> !line.args().contains("max_fails=0"));
    }

    private static void countsStatus(Conf conf, Found found) {
        balanced(conf).filter(use -> counts(conf.group(use))).forEach(use -> use.block().inForce("proxy_next_upstream").forEach(line -> {
            var statuses = line.args().stream().filter(word -> word.matches("http_50[0234]")).toList();
            if (statuses.isEmpty()) return;
            found.at(line, "failures of the peer: " + String.join(" ", statuses) + (conf.behind().isEmpty() ? ""
                    : ", which " + conf.behind().getFirst().name() + " says of the services behind it"));
        }));
    }

    private static void maxFails(Conf conf, Found found) {
        conf.upstreams().filter(group -> group.own("server").size() > 1).forEach(group -> group.own("server").stream()
                .filter(line -> line.args().stream().anyMatch(word -> word.matches("max_fails=[1-9]\\d*")))
                .forEach(line -> found.at(line, "max_fails counts failures that successes do not forget")));
    }

    private static void probe(Conf conf, Found found) {
        balanced(conf).filter(use -> header(use.block(), "Upgrade") != null && !isOverHttp2(use) && counts(conf.group(use)))
                .forEach(use -> found.at(use, "a WebSocket may be what probes a peer"));
    }

    private static void perWorker(Conf conf, Found found) {
        conf.upstreams().filter(group -> group.own("server").size() > 1 && !group.has("zone"))
                .forEach(group -> found.at(group.node(), "a group without a zone"));
    }

    private static void headerBuffer(Conf conf, Found found) {
        passes(conf).forEach(use -> {
            var lines = use.block().inForce("proxy_buffer_size");
            if (lines.isEmpty()) found.at(use.node(), INFO, "proxy_buffer_size is not set: 4k or 8k");
            else small(lines.getLast(), found);
        });
    }

    private static void small(Node line, Found found) {
        if (line.args().getFirst().matches("(?i)[1-8]k|\\d{1,4}")) found.at(line, "a head of " + line.args().getFirst() + " at most");
    }
}
