package owlboard.lint;

import static owlboard.lint.look.Severity.INFO;
import static owlboard.lint.look.Severity.LOW;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import owlboard.config.Configuration.SourceFile;
import owlboard.config.Place;
import owlboard.config.language.Syntax.Node;
import owlboard.lint.look.Conf;
import owlboard.lint.look.Rule;
import owlboard.lint.look.Sighting;

/**
 * What comments of a file excuse: {@code # owlboard:ignore RULE reason} on the line of a directive, or above it; above a block it holds for
 * the whole block. {@code # owlboard:ignore-file RULE reason} holds for its file.
 */
final class Ignored {
    static final List<Rule> RULES = List.of(
            Rule.of("ignore-without-reason", LOW, "Whoever reads the file later cannot know whether it still is right to ignore this.",
                    "# owlboard:ignore RULE reason", (conf, found) -> {}),
            Rule.of("ignore-unknown-rule", LOW, "The comment excuses nothing.", "owlboard lint why lists the rules.", (conf, found) -> {}),
            Rule.of("ignore-unused", INFO, "What was excused is there no more.", "Remove the comment.", (conf, found) -> {}));
    private static final Pattern COMMENT = Pattern.compile("(?:^|[\\s;{}])#\\s*owlboard:ignore(-file)?(?:\\s+(\\S+))?[ \\t]*(.*)$");

    /** Lines {@code from} to {@code to} of a file. */
    private static final class Excuse {
        private final Rule rule;
        private final Place place;
        private final int from;
        private final int to;
        private boolean used;

        Excuse(Rule rule, Place place, int from, int to) {
            this.rule = rule;
            this.place = place;
            this.from = from;
            this.to = to;
        }
    }

    private final List<Excuse> excuses = new ArrayList<>();
    private final List<Sighting> complaints = new ArrayList<>();

    private Ignored() {}

    static Ignored of(Conf conf) {
        var ignored = new Ignored();
        for (var file : conf.files()) ignored.read(file, conf);
        return ignored;
    }

    private void read(SourceFile file, Conf conf) {
        var lines = file.text().split("\n", -1);
        for (int i = 0; i < lines.length; i++) {
            if (!lines[i].contains("owlboard:ignore")) continue;
            var comment = COMMENT.matcher(lines[i].stripTrailing());
            if (comment.find()) read(comment.group(1), comment.group(2), comment.group(3), new Line(file, lines, i, conf));
        }
    }

    private record Line(SourceFile file, String[] lines, int index, Conf conf) {
        Place place() {
            return new Place(file.name(), index + 1);
        }

        /** The line that the comment is about: its own, or the next that is no comment. */
        int meant() {
            if (!lines[index].stripLeading().startsWith("#")) return index + 1;
            int next = index + 1;
            while (next < lines.length && (lines[next].isBlank() || lines[next].stripLeading().startsWith("#"))) next++;
            return next + 1;
        }
    }

    private void read(String wholeFile, String name, String reason, Line line) {
        var rule = name == null ? null : Lint.rule(name).orElse(null);
        if (name != null && LeftOut.named(name).isPresent()) return;  // there is nothing to excuse
        if (rule == null) {
            complain(1, line.place(), name == null ? "owlboard:ignore names no rule" : "there is no rule \"" + name + '"');
            return;
        }
        if (reason.isBlank()) complain(0, line.place(), "no reason is given for ignoring " + rule.id());
        if (wholeFile != null) {
            excuses.add(new Excuse(rule, line.place(), 1, Integer.MAX_VALUE));
            return;
        }
        int from = line.meant();
        var node = nearest(line.conf().main().nodes(), line.file().name(), from, null);
        excuses.add(new Excuse(rule, line.place(), from, node == null ? from : Math.max(from, node.end().line())));
    }

    private void complain(int rule, Place place, String reason) {
        complaints.add(new Sighting(RULES.get(rule), RULES.get(rule).severity(), place, reason, null));
    }

    /** The first directive of the file that ends its words at the line or behind it; the outermost of several. */
    private static Node nearest(List<Node> nodes, String file, int line, Node best) {
        for (var node : nodes) {
            boolean nearer = best == null || node.place().line() < best.place().line();
            if (node.place().file().equals(file) && node.place().line() >= line && nearer) best = node;
            if (node.block() != null) best = nearest(node.block(), file, line, best);
        }
        return best;
    }

    boolean excuses(Sighting sighting) {
        boolean found = false;
        for (var each : excuses) {
            int line = sighting.place().line();
            if (each.rule != sighting.rule() || !each.place.file().equals(sighting.place().file()) || line < each.from
                    || line > each.to) continue;
            each.used = true;
            found = true;
        }
        return found;
    }

    /** What is wrong with the comments themselves; asked last. */
    List<Sighting> complaints() {
        var all = new ArrayList<>(complaints);
        for (var each : excuses) {
            if (!each.used) all.add(new Sighting(RULES.get(2), INFO, each.place, "nothing here breaks " + each.rule.id(), null));
        }
        return all;
    }
}
