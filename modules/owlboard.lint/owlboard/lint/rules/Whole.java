package owlboard.lint.rules;

import static owlboard.lint.look.Severity.HIGH;
import static owlboard.lint.look.Severity.INFO;
import static owlboard.lint.look.Severity.LOW;
import static owlboard.lint.look.Severity.MEDIUM;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import owlboard.config.directive.Directives;
import owlboard.config.language.Context;
import owlboard.config.language.Syntax.Node;
import owlboard.lint.look.Block;
import owlboard.lint.look.Conf;
import owlboard.lint.look.Edit;
import owlboard.lint.look.Found;
import owlboard.lint.look.Rule;

/** The process as a whole, and words that stand where they cannot. */
final class Whole {
    /** Blocks whose lines are no directives, and what is no HTTP. */
    private static final Set<String> NO_DIRECTIVES = Set.of("types", "map", "geo", "split_clients", "charset_map", "match", "mail");

    /** The table has them repeat, as they share their value with others. */
    private static final Set<String> ONCE = Set.of("root", "alias", "proxy_pass");

    static final List<Rule> RULES = List.of(
            Rule.of("missing_worker_processes", INFO, "Without worker_processes nginx has one worker, which uses one core. owlboard"
                    + " uses all.",
                    "worker_processes auto;", Whole::workers),
            Rule.of("worker-connections-ceiling T13", INFO,
                    "A proxied request or WebSocket takes two of a worker's connections. owlboard counts clients alone.",
                    "worker_processes auto; and worker_connections of twice the clients for each worker.", Whole::ceiling),
            Rule.of("worker_rlimit_nofile_vs_connections", MEDIUM, "A connection to a client and one to an upstream are two open files.",
                    "worker_rlimit_nofile of at least twice worker_connections.", Whole::openFiles),
            Rule.of("error_log_off", LOW, "error_log knows no off: the log goes into a file of that name.",
                    "error_log /dev/null emerg; where nothing is wanted.", Whole::errorLogOff),
            Rule.of("missing-error-log", INFO, "Without error_log it goes where nginx was built for, at level error.",
                    "error_log /var/log/nginx/error.log warn;", Whole::errorLog),
            Rule.of("log-path-of-client", MEDIUM,
                    "Who writes a part of a log's path chooses its file: ../ leads out of the folder, and each name is one more.",
                    "$server_name; or a map of the names that are known, with a default.", Whole::logPath),
            Rule.of("low_keepalive_requests", LOW,
                    "A connection that ends after few requests is a handshake more, and breaks HTTP/2 clients with many requests under"
                    + " way.",
                    "Leave it at 1000, its default, or above.", Whole::keepaliveRequests),
            Rule.of("gzip-not-enabled", INFO, "Text is sent as it is, three to five times as long.", "gzip on; gzip_types text/css ...;",
                    Whole::gzip),
            Rule.of("client-max-body-size-not-set", LOW, "What is passed on may have 1 MB: a larger upload is answered 413.",
                    "Say what the service takes: client_max_body_size 10m;", Whole::bodySize),
            Rule.of("unused-zone T15", LOW, "A zone that nothing uses does nothing: a cache that is not used, a limit that does not limit.",
                    "Use it (proxy_cache, limit_req, limit_conn), or remove it.", Whole::unusedZone),
            Rule.of("duplicate-directive", MEDIUM, "nginx does not start with a directive that stands twice where it may stand once.",
                    "Keep one.",
                    Whole::duplicate),
            Rule.of("invalid-directive-context", MEDIUM, "nginx does not start with a directive in a block that it does not belong in.",
                    "owlboard check says more.", Whole::context),
            Rule.of("unknown-directive", HIGH, "nginx does not start with a directive that neither it nor one of its modules knows.",
                    "Mend its name; that of a module of other makers works where the module is loaded, not here.", Whole::unknown));

    private Whole() {}

    private static boolean isWhole(Conf conf) {
        return conf.main().has("http") && conf.main().blocks().stream().anyMatch(block -> block.is("http")
                && conf.files().stream().anyMatch(file -> file.name().equals(block.place().file())));
    }

    private static long number(Block block, String name, long otherwise) {
        var text = block == null ? "" : block.value(name, "");
        return text.matches("\\d{1,9}") ? Long.parseLong(text) : otherwise;
    }

    private static Block events(Conf conf) {
        return conf.main().blocks().stream().filter(block -> block.is("events")).findFirst().orElse(null);
    }

    private static void workers(Conf conf, Found found) {
        if (isWhole(conf) && !conf.main().has("worker_processes")) found.at(conf.main(), "no worker_processes");
    }

    private static void ceiling(Conf conf, Found found) {
        var events = events(conf);
        if (!isWhole(conf) || events == null || !events.has("worker_connections") || conf.main().uses("proxy_pass").findAny()
                .isEmpty()) return;
        if (!conf.main().value("worker_processes", "1").equals("1")) return;
        found.at(events.own("worker_connections").getFirst(), "one worker with " + number(events, "worker_connections", 512)
                + " connections: about half as many proxied requests and WebSockets at once");
    }

    private static void openFiles(Conf conf, Found found) {
        conf.main().first("worker_rlimit_nofile").ifPresent(line -> {
            long connections = number(events(conf), "worker_connections", 512);
            long files = number(conf.main(), "worker_rlimit_nofile", Long.MAX_VALUE);
            if (files < 2 * connections) found.at(line, files + " open files for " + connections + " connections");
        });
    }

    private static void errorLogOff(Conf conf, Found found) {
        conf.main().uses("error_log").filter(use -> use.arg(0).equals("off")).forEach(use -> found.at(use.node(), "error_log off",
                Edit.of("\\berror_log\\s+off\\b[^;]*;", "error_log /dev/null emerg;")));
    }

    private static void errorLog(Conf conf, Found found) {
        if (isWhole(conf) && conf.main().uses("error_log").findAny().isEmpty()) found.at(conf.main(), "no error_log");
    }

    private static void logPath(Conf conf, Found found) {
        conf.main().uses("access_log").filter(use -> !use.arg(0).startsWith("syslog:") && Expression.variables(use.arg(0)).stream()
                .anyMatch(name -> name.matches("http_\\w+|arg_\\w+|args|query_string|cookie_\\w+|(request_|document_)?uri|remote_user")))
                .forEach(use -> found.at(use, "the client chooses the file of " + use.arg(0)));
    }

    private static void keepaliveRequests(Conf conf, Found found) {
        conf.main().uses("keepalive_requests").filter(use -> use.arg(0).matches("\\d{1,3}"))
                .forEach(use -> found.at(use, "a connection ends after " + use.arg(0) + " requests"));
    }

    private static void gzip(Conf conf, Found found) {
        boolean packed = conf.main().uses("add_header").anyMatch(use -> use.arg(0).equalsIgnoreCase("Content-Encoding"));
        if (packed) return;
        conf.servers().filter(server -> server.source("root") != null || server.uses("root", "alias").findAny().isPresent())
                .filter(server -> !server.value("gzip", "off").equals("on") && server.uses("gzip", "gzip_static").findAny().isEmpty()
                        && server.source("gzip_static") == null)
                .forEach(server -> found.at(server.node(), "files are served without gzip"));
    }

    private static void bodySize(Conf conf, Found found) {
        conf.servers().filter(server -> server.source("client_max_body_size") == null && server.uses("proxy_pass").findAny().isPresent())
                .filter(server -> server.uses("client_max_body_size").findAny().isEmpty())
                .forEach(server -> found.at(server.node(), "requests are passed on without client_max_body_size: 1m"));
    }

    private static void unusedZone(Conf conf, Found found) {
        zone(conf, "limit_req_zone", "limit_req", found);
        zone(conf, "limit_conn_zone", "limit_conn", found);
        zone(conf, "proxy_cache_path", "proxy_cache", found);
    }

    private static void zone(Conf conf, String maker, String user, Found found) {
        conf.main().uses(maker).forEach(use -> {
            for (var arg : use.node().args()) {
                if (!arg.matches("(keys_)?zone=[^:]+:.*")) continue;
                var name = arg.replaceFirst("^(keys_)?zone=([^:]+):.*", "$2");
                boolean used = conf.main().uses(user).anyMatch(it -> it.node().args().stream().anyMatch(word ->
                        word.equals(name) || word.equals("zone=" + name) || word.startsWith("$")));
                if (!used) found.at(use, user + " uses no zone " + name);
            }
        });
    }

    private static void duplicate(Conf conf, Found found) {
        conf.main().all().filter(Whole::hasDirectives).forEach(block -> {
            var seen = new HashSet<String>();
            for (var node : block.nodes()) {
                var directive = Directives.find(node.name(), context(block));
                if (directive == null || directive.isRepeatable() && !ONCE.contains(node.name()) || directive.isBlock()) continue;
                if (!seen.add(node.name())) found.at(node, node.name() + " stands twice in one block");
            }
        });
    }

    private static void context(Conf conf, Found found) {
        conf.main().all().filter(Whole::hasDirectives).forEach(block -> {
            for (var node : block.nodes()) {
                var known = Directives.named(node.name());
                if (!known.isEmpty() && Directives.find(node.name(), context(block)) == null) found.at(node, told(node, block));
            }
        });
    }

    /** Far from every known name it may be that of a module which is not known here. */
    private static void unknown(Conf conf, Found found) {
        conf.main().all().filter(Whole::hasDirectives).flatMap(block -> block.nodes().stream())
                .filter(node -> Directives.named(node.name()).isEmpty()).forEach(node -> {
                    var hint = Directives.hint(node.name());
                    if (hint.isEmpty()) found.at(node, MEDIUM, "neither nginx nor owlboard knows " + node.name());
                    else found.at(node, "no directive is called " + node.name() + "; " + hint);
                });
    }

    private static String told(Node node, Block block) {
        return "no " + node.name() + " in " + (block.is("main") ? "the main block" : block.name());
    }

    private static boolean hasDirectives(Block block) {
        for (var outer = block; outer != null; outer = outer.around()) if (outer.is(NO_DIRECTIVES.toArray(String[]::new))) return false;
        return context(block) != null;
    }

    private static Context context(Block block) {
        return switch (block.name()) {
            case "main" -> Context.MAIN;
            case "events" -> Context.EVENTS;
            case "http" -> Context.HTTP;
            case "stream" -> Context.STREAM;
            case "upstream" -> block.around().is("stream") ? Context.STREAM_UPSTREAM : Context.UPSTREAM;
            case "server" -> block.around().is("stream") ? Context.STREAM_SERVER : Context.SERVER;
            case "location" -> Context.LOCATION;
            case "if" -> block.around().is("location") ? Context.LOCATION_IF : Context.SERVER_IF;
            case "limit_except" -> Context.LIMIT_EXCEPT;
            default -> null;
        };
    }
}
