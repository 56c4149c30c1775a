package owlboard.lint.rules;

import static owlboard.lint.look.Severity.HIGH;
import static owlboard.lint.look.Severity.INFO;
import static owlboard.lint.look.Severity.LOW;
import static owlboard.lint.look.Severity.MEDIUM;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import owlboard.config.language.Syntax.Node;
import owlboard.lint.look.Block;
import owlboard.lint.look.Conf;
import owlboard.lint.look.Edit;
import owlboard.lint.look.Found;
import owlboard.lint.look.Rule;

/** Which location a request comes to, and what it meets there. */
final class Locations {
    private static final Set<String> STEPS = Set.of("return", "rewrite", "set", "break");
    /** What takes effect with the answer of a return in the same block. */
    private static final Set<String> OF_AN_ANSWER = Set.of("add_header", "add_trailer", "expires", "access_log", "default_type",
            "more_set_headers");

    static final List<Rule> RULES = List.of(
            Rule.of("alias_traversal alias-location-slash-mismatch", HIGH,
                    "location /a with alias /b/: /a../x becomes /b/../x, a file beside the folder that was meant. owlboard answers 404.",
                    "End both in a slash, or neither.", Locations::alias),
            Rule.of("filesystem_root_exposure", HIGH, "With the root of the file system as root every readable file is served.",
                    "Name the folder that holds what should be served.", Locations::fileSystemRoot),
            Rule.of("if_is_evil if-is-evil-in-location", MEDIUM,
                    "An if in a location is a location of its own: what stands in it replaces what stands around it, and of two the"
                    + " last one wins.",
                    "Use a map, return or rewrite in the if, or a location of its own.", Locations::evil),
            Rule.of("allow_without_deny", MEDIUM, "allow alone keeps nobody out.", "End the list with deny all;", Locations::allow),
            Rule.of("return_bypasses_allow_deny", MEDIUM,
                    "return answers in the rewrite phase, which comes before the one of allow and deny: everybody gets it.",
                    "Serve it by a handler (try_files, a named location), or test with geo and if.", Locations::returnBypasses),
            Rule.of("return-bypasses-limits T7", INFO,
                    "return answers in the rewrite phase, before limit_req and limit_conn: it is never limited. Right for health checks.",
                    "Nothing, where that is meant.", Locations::returnUnlimited),
            Rule.of("status_page_exposed", MEDIUM, "Counters and names of machines for everybody.",
                    "allow the networks that should see it, then deny all;", Locations::status),
            Rule.of("status-hard-coded T5", LOW,
                    "A text that is written into the file says so whatever has happened: 4 active backends with none alive.",
                    "lb_status; (owlboard) or stub_status; tell what is so. A liveness check should not speak of backends.",
                    Locations::hardCoded),
            Rule.of("autoindex-enabled", LOW, "Whoever asks gets the list of the files of a folder.", "autoindex off;",
                    Locations::autoindex),
            Rule.of("root-in-location", INFO, "A root in one location alone: the others have the folder that was compiled in.",
                    "Set root in the server, and in locations only where it differs.", Locations::root),
            Rule.of("try-files-with-proxy", LOW,
                    "try_files chooses the URI, then proxy_pass sends it: a file that is there is asked of the upstream, too.",
                    "Let the last word of try_files be @name, and proxy in location @name.", Locations::tryFilesWithProxy),
            Rule.of("try_files_is_evil_too", INFO, "Each name costs nginx a stat() per request without open_file_cache.",
                    "open_file_cache max=1000;", Locations::tryFiles),
            Rule.of("unreachable-location", MEDIUM, "Expressions are tried in the file's order and go before prefixes, but behind = and"
                    + " ^~: what takes no more than one that is tried first is never reached.",
                    "Order them from the narrow to the wide, or remove it.", Locations::unreachable),
            Rule.of("regex_exact_match", LOW, "An expression that only one URI matches is tried for every request.",
                    "location = /that", Locations::exact),
            Rule.of("unanchored_regex", LOW, "An expression without ^ or $ matches anywhere: \\.php finds /a.php.jpg, too.",
                    "Anchor it: \\.php$", Locations::unanchored));

    private Locations() {}

    private static String arg(Node line) {
        return line.args().isEmpty() ? "" : line.args().getFirst();
    }

    private static void alias(Conf conf, Found found) {
        conf.locations().filter(block -> Set.of("", "^~").contains(block.modifier())).forEach(block -> block.first("alias")
                .ifPresent(alias -> {
            boolean slash = block.pattern().endsWith("/");
            if (!slash && arg(alias).endsWith("/")) {
                boolean taken = siblings(block).anyMatch(other -> !other.isRegex() && !other.modifier().equals("=")
                        && other.pattern().equals(block.pattern() + "/"));
                found.at(block.node(), "a location without a slash at its end with an alias that has one", taken ? null : Edit.of(
                        "location\\s+(\\^~\\s+)?(['\"]?)(/[^\\s'\"{]*[^/\\s'\"{])\\2\\s*\\{", "location $1$2$3/$2 {"));
            } else if (slash && !arg(alias).endsWith("/") && !arg(alias).contains("$")) {
                found.at(alias, MEDIUM, "an alias without a slash at its end in a location that has one: names run into each other");
            }
        }));
    }

    private static void fileSystemRoot(Conf conf, Found found) {
        conf.main().uses("root", "alias").filter(use -> use.arg(0).matches("/+|/(etc|root|proc|sys|dev|var)/?") && !use.block().is("map"))
                .forEach(use -> found.at(use, "files are served from " + use.arg(0)));
    }

    private static void evil(Conf conf, Found found) {
        conf.main().all("if").filter(block -> block.within("location") != null).forEach(block -> {
            var others = block.nodes().stream().filter(line -> !STEPS.contains(line.name())).toList();
            if (others.isEmpty()) return;
            boolean answers = block.has("return") && others.stream().allMatch(line -> OF_AN_ANSWER.contains(line.name()));
            if (answers) {
                found.at(block.node(), LOW, "an if that answers with headers of its own: it works, as return ends it, and repeats"
                        + " what one if in the server, without add_header, would do once");
            } else {
                found.at(block.node(), "an if in a location with " + others.getFirst().name() + " in it");
            }
        });
    }

    private static void allow(Conf conf, Found found) {
        conf.main().all().filter(block -> block.has("allow") && !block.has("deny") && !opens(block)).forEach(block ->
                found.at(block.own("allow").getFirst(), "allow without a deny all behind it"));
    }

    /** What is closed around it is opened: {@code allow all;}. */
    private static boolean opens(Block block) {
        return block.own("allow").stream().anyMatch(line -> arg(line).equals("all"));
    }

    private static boolean answers(Block block) {
        return block.own("return").stream().anyMatch(line -> !arg(line).matches("403|404|410|444"));
    }

    private static void returnBypasses(Conf conf, Found found) {
        conf.main().all().filter(block -> block.is("server", "location") && answers(block) && !block.inForce("deny").isEmpty())
                .forEach(block -> found.at(block.own("return").getFirst(), "deny does not hold for what return answers"));
    }

    private static void returnUnlimited(Conf conf, Found found) {
        conf.main().all().filter(block -> block.is("location", "if") && answers(block)
                && (block.source("limit_req") != null || block.source("limit_conn") != null))
                .forEach(block -> found.at(block.own("return").getFirst(), "return answers before the limits that stand around it"));
    }

    private static void status(Conf conf, Found found) {
        conf.main().uses("stub_status", "lb_status", "api", "vhost_traffic_status_display").filter(use -> use.block().is("server",
                "location"))
                .filter(use -> use.block().inForce("deny").isEmpty() && use.block().source("auth_basic") == null
                        && use.block().source("auth_request") == null && !use.block().has("internal"))
                .filter(use -> use.block().within("server") == null || use.block().within("server").own("listen").stream()
                        .anyMatch(listen -> !arg(listen).matches("(127\\.|localhost|\\[::1\\]|unix:).*")))
                .forEach(use -> found.at(use, use.node().name() + " answers everybody"));
    }

    private static void hardCoded(Conf conf, Found found) {
        conf.servers().filter(server -> server.uses("lb_status", "stub_status", "api").findAny().isEmpty()).forEach(server -> {
            boolean balances = server.uses("proxy_pass").map(conf::group).anyMatch(group -> group != null && group.own("server")
                    .size() > 1);
            if (!balances) return;
            server.uses("return").filter(use -> use.block().is("location") && use.arg(0).equals("200") && !use.arg(1).contains("$")
                    && (use.block().pattern().matches("(?i).*status.*") || isOfOthers(use)))
                    .forEach(use -> found.at(use, "\"" + use.arg(1).lines().findFirst().orElse("")
                    + "\" is said of no backend that was asked"));
        });
    }

    /** That this process answers is so whenever it answers. */
    private static boolean isOfOthers(Block.Use use) {
        return use.block().pattern().matches("(?i).*(health|ready|live|ping).*")
                && use.arg(1).matches("(?is).*(balanc|backend|upstream|gateway|server|healthy|active|alive).*");
    }

    private static void autoindex(Conf conf, Found found) {
        conf.main().uses("autoindex").filter(use -> use.arg(0).equals("on")).forEach(use -> found.at(use, "folders are listed"));
    }

    private static void root(Conf conf, Found found) {
        conf.main().uses("root").filter(use -> use.block().is("location") && use.block().around().source("root") == null)
                .forEach(use -> found.at(use, "root is set in a location, and not in its server"));
    }

    private static void tryFilesWithProxy(Conf conf, Found found) {
        conf.locations().filter(block -> block.has("try_files") && block.has("proxy_pass"))
                .forEach(block -> found.at(block.own("try_files").getFirst(), "try_files and proxy_pass in one location"));
    }

    private static void tryFiles(Conf conf, Found found) {
        conf.main().uses("try_files").filter(use -> use.block().value("open_file_cache", "off").equals("off"))
                .forEach(use -> found.at(use, "try_files without open_file_cache"));
    }

    private static void unreachable(Conf conf, Found found) {
        conf.main().all().filter(block -> block.is("server", "location")).forEach(block -> {
            var all = block.blocks().stream().filter(each -> each.is("location") && !each.pattern().startsWith("@")).toList();
            for (int i = 0; i < all.size(); i++) {
                var location = all.get(i);
                var before = location.isRegex() ? all.subList(0, i) : all;
                var first = all.stream().filter(other -> takesFirst(other, location, all)).findFirst()
                        .or(() -> before.stream().filter(other -> other.isRegex() && hides(other, location)).findFirst());
                first.ifPresent(other -> found.at(location.node(), "never reached: " + other.title() + how(other, location)));
            }
        });
    }

    private static String how(Block first, Block second) {
        if (!second.isRegex()) return " goes before a prefix";
        return first.isRegex() ? " stands before it" : " ends the search";
    }

    /** An exact location, or a prefix behind which no expression is tried, that has all of an expression. */
    private static boolean takesFirst(Block first, Block second, List<Block> all) {
        if (!second.isRegex() || !first.modifier().matches("=|\\^~")) return false;
        boolean exact = first.modifier().equals("=");
        boolean longer = all.stream().anyMatch(other -> other.modifier().isEmpty() && other.pattern().length() > first.pattern().length()
                && other.pattern().startsWith(first.pattern()));
        if (!exact && longer) return false;
        return (exact ? Expanse.only(first.pattern()) : Expanse.below(first.pattern())).holds(expanse(second));
    }

    private static Expanse expanse(Block location) {
        return location.isRegex() ? Expanse.matching(location.pattern(), location.modifier().equals("~*"))
                : Expanse.below(location.pattern());
    }

    /** An expression before one that takes no more, or before a prefix without locations of its own. */
    private static boolean hides(Block first, Block second) {
        boolean same = first.pattern().equals(second.pattern()) && (first.modifier().equals("~*") || second.modifier().equals("~"));
        if (second.isRegex()) return same || isAny(first) || expanse(first).holds(expanse(second));
        if (!second.modifier().isEmpty() || second.blocks().stream().anyMatch(inner -> inner.is("location"))) return false;
        return isAny(first) && second.pattern().length() > 1 || expanse(first).holds(expanse(second));
    }

    private static boolean isAny(Block location) {
        return location.pattern().matches("\\.|\\.\\*|\\^|\\^/|\\^/?\\.\\*\\$?|/");
    }

    private static Stream<Block> siblings(Block block) {
        return block.around().blocks().stream().filter(other -> other != block && other.is("location"));
    }

    /** Whether nothing else gets the one URI that its expression matches. */
    private static boolean isFirstChoice(Block block) {
        var uri = block.pattern().substring(1, block.pattern().length() - 1);
        for (var other : block.around().blocks()) {
            if (!other.is("location") || other == block) continue;
            if (other.isRegex() && other.place().line() <= block.place().line()) return false;
            if (other.modifier().equals("=") && other.pattern().equals(uri)) return false;
            if (other.modifier().equals("^~") && uri.startsWith(other.pattern())) return false;
        }
        return true;
    }

    private static void exact(Conf conf, Found found) {
        conf.locations().filter(block -> block.modifier().equals("~") && block.pattern().matches("\\^/([\\w/-]|\\\\\\.)*\\$"))
                .forEach(block -> {
            boolean plain = !block.pattern().contains("\\") && isFirstChoice(block);
            found.at(block.node(), "an expression that one URI matches: " + block.pattern(), plain
                    ? Edit.of("location\\s+~\\s*(['\"]?)\\^(/[\\w/-]*)\\$\\1\\s*\\{", "location = $2 {") : null);
        });
    }

    /** The more it catches the better. */
    private static boolean isClosed(Block block) {
        return block.own("deny").stream().anyMatch(line -> arg(line).equals("all"))
                || block.own("return").stream().anyMatch(line -> arg(line).matches("403|404|410|444"));
    }

    private static void unanchored(Conf conf, Found found) {
        conf.locations().filter(block -> block.isRegex() && !block.pattern().startsWith("^") && !block.pattern().startsWith("(?i)^")
                && !block.pattern().matches(".*\\$\\)?|.*(\\$\\||\\|\\$\\)|\\(\\^).*")).filter(block -> !isAny(block) && !isClosed(block))
                .forEach(block -> found.at(block.node(), "an expression that matches anywhere in the URI: " + block.pattern()));
    }
}
