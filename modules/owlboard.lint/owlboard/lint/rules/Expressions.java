package owlboard.lint.rules;

import static owlboard.lint.look.Severity.HIGH;
import static owlboard.lint.look.Severity.INFO;
import static owlboard.lint.look.Severity.LOW;
import static owlboard.lint.look.Severity.MEDIUM;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import owlboard.config.language.Syntax.Node;
import owlboard.lint.look.Block;
import owlboard.lint.look.Conf;
import owlboard.lint.look.Found;
import owlboard.lint.look.Rule;

/** Regular expressions, maps and variables. */
final class Expressions {
    static final List<Rule> RULES = List.of(
            Rule.of("regex_redos", MEDIUM,
                    "A repetition in a repetition tries every way to divide a text: one long request keeps a worker busy for minutes.",
                    "Repeat once: (a+)+ is a+; or say what stands between: (?:/[^/]+)+", Expressions::explosive),
            Rule.of("invalid_regex", LOW, "A number behind $ for which the expression has no group is always empty.",
                    "Add the parentheses, or take the number that is meant.", Expressions::missingGroup),
            Rule.of("overlapping_captures", INFO,
                    "A rewrite with nested groups, both used in a redirect or in arguments, overflows nginx's buffer (CVE-2026-9256,"
                    + " before 1.30.2).",
                    "Name the groups, or use one of them. owlboard is not touched.", Expressions::overlapping),
            Rule.of("unnamed_groups nginx-rift", INFO,
                    "A rewrite with ? in its replacement and a set of $1 behind it overflow nginx's buffer (CVE-2026-42945, before"
                    + " 1.30.1).",
                    "Name the group: (?<id>...) and $id. owlboard is not touched.", Expressions::rift),
            Rule.of("map-unnamed-capture", LOW,
                    "$1 in the value of a map is that of whatever expression matched last before the map was asked, not always the"
                    + " map's own.",
                    "Name the group: ~^/(?<id>\\d+) $id;", Expressions::mapCapture),
            Rule.of("mixed_case_variable", LOW,
                    "nginx reads the names of variables without regard to case: $Host is $host, and two that differ in case alone are one.",
                    "Write it in small letters.", Expressions::mixedCase),
            Rule.of("hash_without_default map-missing-default", LOW, "What no line names becomes an empty text, silently.",
                    "Say what the rest is: default \"\";", Expressions::withoutDefault),
            Rule.of("origins", MEDIUM,
                    "An expression for sites that is open at an end, or has a dot without a backslash, lets in names that somebody else"
                    + " can have.",
                    "Anchor and escape it: ~^https://(www\\.)?example\\.org$", Expressions::origins),
            Rule.of("valid_referers", MEDIUM, "none lets in who sends no Referer, which any page can arrange (Referrer-Policy).",
                    "Leave none out where it is to protect; a Referer protects little.", Expressions::referers),
            Rule.of("http_splitting", HIGH,
                    "$uri is decoded: %0d%0a in a request becomes a line break in a header. owlboard makes it a blank.",
                    "Write $request_uri, which stays as it was sent; exclude line breaks from groups: [^/\\r\\n].",
                    Expressions::splitting));

    private Expressions() {}

    /** Each expression of a file with the directive that it stands in. */
    private static void each(Conf conf, BiConsumer<Node, String> then) {
        conf.main().all().forEach(block -> {
            if (block.is("location") && block.isRegex()) then.accept(block.node(), block.pattern());
            for (var node : block.nodes()) {
                if (block.is("map") && node.name().startsWith("~")) then.accept(node, node.name().replaceFirst("^~\\*?", ""));
                if (node.name().equals("rewrite") && !node.args().isEmpty()) then.accept(node, node.args().getFirst());
                if (node.name().equals("server_name") && block.is("server")) {
                    node.args().stream().filter(name -> name.startsWith("~")).forEach(name -> then.accept(node, name.substring(1)));
                }
                if (node.name().equals("if") && test(node) != null) then.accept(node, test(node));
            }
        });
    }

    /** The expression of {@code if ($a ~ expression)}; null: another condition. */
    private static String test(Node node) {
        var condition = String.join(" ", node.args());
        var match = Pattern.compile("\\(\\s*\\$\\w+\\s+!?~\\*?\\s+(.*?)\\s*\\)", Pattern.DOTALL).matcher(condition);
        return match.matches() ? match.group(1) : null;
    }

    private static void explosive(Conf conf, Found found) {
        each(conf, (node, text) -> {
            if (Expression.of(text).isExplosive()) found.at(node, "a repetition in a repetition: " + text);
        });
    }

    private static void missingGroup(Conf conf, Found found) {
        conf.main().uses("rewrite").filter(use -> use.node().args().size() > 1).forEach(use -> {
            int groups = Expression.of(use.arg(0)).groups().size();
            for (int number : Expression.numbers(use.arg(1))) {
                if (number > groups) found.at(use, "$" + number + " of an expression with " + groups
                        + (groups == 1 ? " group" : " groups"));
            }
        });
    }

    private static void overlapping(Conf conf, Found found) {
        conf.main().uses("rewrite").filter(use -> use.node().args().size() > 1).forEach(use -> {
            var to = use.arg(1);
            var flag = use.arg(2);
            boolean escaped = to.matches("https?://.*") || flag.matches("redirect|permanent") || to.indexOf('?') >= 0 && !to.endsWith("?");
            var numbers = Expression.numbers(to);
            var groups = Expression.of(use.arg(0)).groups();
            if (!escaped || !Expression.variables(to).isEmpty() || new HashSet<>(numbers).size() != numbers.size()) return;
            boolean nested = numbers.stream().anyMatch(a -> numbers.stream().anyMatch(b -> a <= groups.size() && b <= groups.size()
                    && groups.get(a - 1).holds(groups.get(b - 1))));
            if (nested) found.at(use, "nested groups are used together: " + use.arg(0) + " " + to);
        });
    }

    private static void rift(Conf conf, Found found) {
        conf.main().all().forEach(block -> {
            boolean armed = false;
            for (var node : block.nodes()) {
                if (node.name().equals("rewrite") && node.args().size() > 1) armed |= node.args().get(1).contains("?");
                if (armed && node.name().equals("set") && node.args().size() > 1 && !Expression.numbers(node.args().get(1)).isEmpty()) {
                    found.at(node, "set of a numbered group behind a rewrite with ? in its replacement");
                }
            }
        });
    }

    private static void mapCapture(Conf conf, Found found) {
        conf.main().all("map").forEach(map -> map.nodes().stream().filter(node -> !node.args().isEmpty()
                && !Expression.numbers(node.args().getFirst()).isEmpty())
                .forEach(node -> found.at(node, "the value of a map line is made of $" + Expression.numbers(node.args().getFirst())
                .getFirst())));
    }

    private static void mixedCase(Conf conf, Found found) {
        conf.main().all().filter(block -> !block.is("types")).forEach(block -> block.nodes().forEach(node -> {
            for (var arg : node.args()) {
                for (var name : Expression.variables(arg)) {
                    if (!name.equals(name.toLowerCase(Locale.ROOT)) && !isExpression(node)) found.at(node, "$" + name
                            + " has capital letters");
                }
            }
        }));
    }

    private static boolean isExpression(Node node) {
        return node.name().equals("location") || node.name().startsWith("~");
    }

    private static void withoutDefault(Conf conf, Found found) {
        conf.main().all().filter(block -> block.is("map", "geo") && !block.has("default") && block.around().is("http", "stream"))
                .filter(block -> !block.is("geo") || !block.has("ranges") || !block.has("default"))
                .forEach(block -> found.at(block.node(), "a " + block.name() + " without default"));
    }

    private static void origins(Conf conf, Found found) {
        conf.main().all().forEach(block -> {
            for (var node : block.nodes()) {
                var condition = node.name().equals("if") ? String.join(" ", node.args()) : "";
                if (condition.matches("(?s)\\(\\s*\\$http_(origin|referer)\\s+~.*")) origin(node, test(node), found);
                boolean map = block.is("map") && block.args().getFirst().matches("\\$http_(origin|referer)");
                if (map && node.name().startsWith("~")) origin(node, node.name().replaceFirst("^~\\*?", ""), found);
            }
        });
    }

    private static void origin(Node node, String text, Found found) {
        if (text == null || !text.matches("(?s).*(://|[A-Za-z0-9-]\\\\?\\.[A-Za-z]{2,}).*")) return;  // it names no site
        boolean open = !text.startsWith("^") || !text.matches("(?s).*(\\$|/|/\\.\\*)\\)?");
        boolean dot = text.matches("(?s).*[A-Za-z0-9)](?<!\\\\)\\.[A-Za-z].*");
        if (open || dot) found.at(node, (open ? "open at an end" : "a dot that stands for any character") + ": " + text);
    }

    private static void referers(Conf conf, Found found) {
        conf.main().uses("valid_referers").filter(use -> use.node().args().contains("none")).forEach(use -> found.at(use,
                "who sends no Referer is let in"));
    }

    private static void splitting(Conf conf, Found found) {
        conf.main().uses("return", "add_header", "proxy_set_header", "proxy_pass", "rewrite").forEach(use -> {
            var value = String.join(" ", use.node().args().subList(Math.min(1, use.node().args().size()), use.node().args().size()));
            switch (use.node().name()) {
                case "return" -> {
                    if (!use.arg(0).matches("30[12378]|https?:.*")) return;
                    value = use.node().args().getLast();
                }
                case "proxy_pass" -> value = use.arg(0);
                case "rewrite" -> value = "";
                default -> {}
            }
            for (var name : Expression.variables(value)) {
                if (name.matches("uri|document_uri")) found.at(use, use.node().name() + " with $" + name + ", which may hold line breaks");
            }
            if (!use.node().name().equals("proxy_set_header") && loose(use.block(), value)) {
                found.at(use, use.node().name() + " with a group of its location that may hold line breaks");
            }
        });
    }

    /** Whether a text uses a group of the location around it that excludes some characters, and no line breaks. */
    private static boolean loose(Block block, String value) {
        var location = block.within("location");
        if (location == null || !location.isRegex()) return false;
        var expression = Expression.of(location.pattern());
        for (int i = 0; i < expression.groups().size(); i++) {
            var group = expression.groups().get(i);
            boolean used = Expression.numbers(value).contains(i + 1) || group.name() != null && Expression.variables(value)
                    .contains(group.name());
            var text = location.pattern().substring(group.from(), group.to());
            if (used && text.matches("(?s).*\\[\\^(?![^\\]]*(\\\\n|\\\\s|\\\\r))[^\\]]*\\].*")) return true;
        }
        return false;
    }
}
