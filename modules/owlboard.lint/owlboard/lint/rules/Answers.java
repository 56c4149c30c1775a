package owlboard.lint.rules;

import static owlboard.lint.look.Severity.INFO;
import static owlboard.lint.look.Severity.LOW;
import static owlboard.lint.look.Severity.MEDIUM;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import owlboard.config.language.Syntax.Node;
import owlboard.lint.look.Block;
import owlboard.lint.look.Conf;
import owlboard.lint.look.Edit;
import owlboard.lint.look.Found;
import owlboard.lint.look.Rule;

/** Headers that clients get. */
final class Answers {
    private static final Set<String> OF_A_BODY = Set.of("content-type", "content-length", "content-encoding", "transfer-encoding");
    private static final Set<String> PROTECTING = Set.of("x-frame-options", "x-content-type-options", "x-xss-protection",
            "content-security-policy", "strict-transport-security", "referrer-policy", "permissions-policy");

    static final List<Rule> RULES = List.of(
            Rule.of("add_header_redefinition add-header-inheritance T6", MEDIUM,
                    "A block with one add_header of its own takes over none of the blocks around it: answers from there lose them.",
                    "Repeat the lines there, or write none there: default_type instead of Content-Type, a map instead of an if.",
                    Answers::redefinition),
            Rule.of("add_header_content_type T6", LOW,
                    "add_header knows nothing of Content-Type: the answer has two, the one of default_type first.",
                    "Write default_type for an answer by return; let what is proxied say its own.", Answers::contentType),
            Rule.of("add_header_multiline", LOW,
                    "A line break in a header is obsolete folding (RFC 9112 section 5.2): clients and caches refuse it, or see two"
                    + " headers.",
                    "Write the value on one line.", Answers::multiline),
            Rule.of("body-headers-on-204 T19", LOW,
                    "A 204 has no body; RFC 9110 section 8.6 forbids Content-Length on it, and a Content-Type says nothing.",
                    "Leave these lines out.", Answers::bodyless),
            Rule.of("version_disclosure server-tokens-enabled", LOW,
                    "Without server_tokens off the Server line and error pages tell the exact version.",
                    "Write server_tokens off; in http.", Answers::version),
            Rule.of("hsts_header", LOW,
                    "Without Strict-Transport-Security (RFC 6797) a browser's first request of each visit goes out in the clear.",
                    "Write add_header Strict-Transport-Security \"max-age=31536000\" always; in the server.", Answers::hsts),
            Rule.of("upstream-address-disclosed T16", LOW,
                    "$upstream_addr holds the addresses of the machines inside, after a retry all that were tried; none live: the"
                    + " group's name.",
                    "Log it (log_format), and leave it out of what clients get.", Answers::addresses));

    private Answers() {}

    private static void redefinition(Conf conf, Found found) {
        conf.main().all().filter(block -> block.is("server", "location", "if") && block.has("add_header")).forEach(block -> {
            var outer = block.around().source("add_header");
            if (outer == null) return;
            var lost = names(outer.own("add_header"));
            names(block.own("add_header")).forEach(own -> lost.removeIf(own::equalsIgnoreCase));
            if (lost.isEmpty()) return;
            boolean protecting = lost.stream().anyMatch(name -> PROTECTING.contains(name.toLowerCase(Locale.ROOT)));
            found.at(block.own("add_header").getFirst(), protecting ? MEDIUM : LOW, "its own add_header drops those of the "
                    + outer.name() + " around it: " + String.join(", ", lost));
        });
    }

    /** As first written, told apart by nothing but their letters. */
    private static Set<String> names(List<Node> lines) {
        var names = new LinkedHashSet<String>();
        for (var line : lines) {
            var name = line.args().isEmpty() ? "" : line.args().getFirst();
            if (names.stream().noneMatch(name::equalsIgnoreCase)) names.add(name);
        }
        return names;
    }

    private static boolean isCalled(Block.Use line, String name) {
        return line.arg(0).equalsIgnoreCase(name);
    }

    /** Whether every answer of the block has no body. */
    private static boolean isBodyless(Block block) {
        return block.own("return").stream().anyMatch(line -> !line.args().isEmpty() && line.args().getFirst().matches("204|304"));
    }

    private static void contentType(Conf conf, Found found) {
        conf.main().uses("add_header").filter(line -> isCalled(line, "Content-Type") && !isBodyless(line.block())).forEach(line -> {
            boolean one = line.block().is("server", "location") && line.block().has("return") && !line.block().has("default_type")
                    && !takesOver(line.block(), Set.of("content-type"));
            found.at(line.node(), "Content-Type by add_header: the answer has two", one ? Edit.of(
                    "add_header\\s+(['\"]?)(?i:content-type)\\1\\s+(\"[^\"]*\"|'[^']*'|[^;\\s'\"]+)(\\s+always)?\\s*;",
                    "default_type $2;") : null);
        });
    }

    /** Whether the block would get the lines of the blocks around it if its own of these names were gone. */
    private static boolean takesOver(Block block, Collection<String> names) {
        boolean others = block.own("add_header").stream().map(line -> line.args().getFirst().toLowerCase(Locale.ROOT))
                .anyMatch(name -> !names.contains(name));
        return !others && block.around() != null && block.around().source("add_header") != null;
    }

    private static void multiline(Conf conf, Found found) {
        conf.main().uses("add_header", "proxy_set_header", "more_set_headers").filter(line -> line.node().args().stream()
                .anyMatch(arg -> arg.indexOf('\n') >= 0)).forEach(line -> found.at(line, "a header over several lines"));
    }

    private static void bodyless(Conf conf, Found found) {
        conf.main().uses("add_header").filter(line -> isBodyless(line.block()) && OF_A_BODY.contains(line.arg(0).toLowerCase(Locale.ROOT)))
                .forEach(line -> found.at(line.node(), "an answer without a body says of what type or how long its body is",
                        takesOver(line.block(), OF_A_BODY) ? null : away(line.arg(0))));
    }

    /** An add_header of this name. */
    private static Edit away(String name) {
        return Edit.of("add_header\\s+(['\"]?)(?i:" + name + ")\\1\\s+(\"[^\"]*\"|'[^']*'|[^;'\"])*;", "");
    }

    private static void version(Conf conf, Found found) {
        conf.main().uses("server_tokens").filter(line -> line.arg(0).matches("on|build")).forEach(line ->
                found.at(line.node(), "answers tell the version of the server", Edit.of("server_tokens\\s+\\w+\\s*;",
                        "server_tokens off;")));
        conf.servers().filter(server -> server.source("server_tokens") == null).forEach(server ->
                found.at(server.node(), "answers tell the version of the server"));
    }

    private static void hsts(Conf conf, Found found) {
        conf.servers().filter(server -> server.own("listen").stream().anyMatch(line -> line.args().contains("ssl")))
                .filter(server -> !"on".equals(server.value("ssl_reject_handshake", "off")))
                .filter(server -> Stream.concat(server.inForce("add_header").stream(), server.uses("add_header").map(Block.Use::node))
                        .noneMatch(line -> !line.args().isEmpty() && line.args().getFirst().equalsIgnoreCase("Strict-Transport-Security")))
                .forEach(server -> found.at(server.node(), "HTTPS without Strict-Transport-Security"));
    }

    private static void addresses(Conf conf, Found found) {
        conf.main().uses("add_header").filter(line -> line.arg(1).matches(".*\\$\\{?(upstream_addr|server_addr|hostname)\\b.*"))
                .forEach(line -> found.at(line.node(), line.arg(1).contains("upstream_addr") ? LOW : INFO,
                        line.arg(0) + " tells clients " + line.arg(1)));
    }
}
