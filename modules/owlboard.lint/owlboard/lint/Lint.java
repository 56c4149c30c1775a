package owlboard.lint;

import static owlboard.lint.look.Severity.HIGH;
import static owlboard.lint.look.Severity.MEDIUM;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import owlboard.config.Configuration.SourceFile;
import owlboard.config.Place;
import owlboard.config.language.Utf8;
import owlboard.lint.look.Found;
import owlboard.lint.look.Rule;
import owlboard.lint.look.Severity;
import owlboard.lint.look.Sighting;
import owlboard.lint.rules.Catalogue;

/** Looks at configurations with every rule. */
public final class Lint {
    private static final Rule SYNTAX = Rule.of("syntax unmatched-braces unclosed-quote missing-semicolon", HIGH,
            "nginx does not start with a file that it cannot read.", "Mend what the message names; owlboard check tells the rest.",
            (conf, found) -> {});
    private static final Rule INCLUDE = Rule.of("missing-include include-path-exists", MEDIUM,
            "nginx does not start without a file that is included by name, and nothing in it was looked at.",
            "Lint where the files are, or a dump: nginx -T | owlboard lint -", (conf, found) -> {});

    /** What no file shows: a balancer that runs tells it, under this id. */
    private static final List<Rule> LIVE = List.of(
            live("client-certificate-ignored T23", MEDIUM,
                    "An upstream that does not ask for the client certificate takes requests of anybody who reaches it.",
                    "Have the service ask: ssl_verify_client on; --ssl-cert-reqs 2 and --ssl-ca-certs of uvicorn."),
            live("certificate-ends", HIGH,
                    "Once it has ended, clients refuse the connection, or a hop that verifies refuses its upstream: all requests fail.",
                    "Renew it: owlboard certs init, or your authority; it is taken over when the file changes, without a reload."),
            live("disk-full", HIGH,
                    "Logs, bodies of requests, caches and journals find no room: lines are lost, uploads are answered with 500.",
                    "Make room: old logs first; owlboard doctor tells how much is free."),
            live("content-length-mismatch", MEDIUM,
                    "A body that is longer or shorter than its Content-Length (RFC 9112 section 6.3): what is missing is a broken answer,"
                    + " what is too much ends the connection, or becomes the next answer.",
                    "Have the service count bytes, not characters, behind its last filter; or leave the line out."));

    private static Rule live(String names, Severity severity, String why, String remedy) {
        return Rule.of(names, severity, why + " Seen while running alone.", remedy, (conf, found) -> {});
    }

    private Lint() {}

    /** Every rule there is: those that look at a file, those of reading it, those of the comments that excuse. */
    public static List<Rule> rules() {
        return Stream.of(List.of(SYNTAX, INCLUDE), LIVE, Catalogue.RULES, Ignored.RULES).flatMap(List::stream).toList();
    }

    /** By its id, by what another linter calls it, or by the number of the team's finding. */
    public static Optional<Rule> rule(String name) {
        return rules().stream().filter(rule -> rule.id().equals(name)).findFirst()
                .or(() -> rules().stream().filter(rule -> rule.isCalled(name)).findFirst());
    }

    /** {@code place}: as whoever saw it names it. Empty: no rule has that name. */
    public static Optional<Finding> seen(String id, String place, String text) {
        return rule(id).map(rule -> new Finding(rule, rule.severity(), List.of(new Place(place, 0)), text, false));
    }

    public static Report look(Site site) {
        var sightings = new ArrayList<Sighting>();
        var files = new LinkedHashSet<String>();
        int ignored = 0;
        for (var read : site.read()) {
            var conf = read.conf();
            var names = conf.files().stream().map(SourceFile::name).toList();
            var ours = new ArrayList<Sighting>();
            for (var problem : read.problems()) {
                var rule = problem.getMessage().contains("open() ") ? INCLUDE : SYNTAX;
                ours.add(new Sighting(rule, rule.severity(), problem.place(), Utf8.decode(problem.getMessage()), null));
            }
            if (!conf.main().nodes().isEmpty()) ours.addAll(seen(read));
            ours.removeIf(each -> !names.contains(each.place().file()));  // the stock image's own lines
            var excuses = Ignored.of(conf);
            var left = ours.stream().filter(each -> !excuses.excuses(each)).toList();
            ignored += ours.size() - left.size();
            sightings.addAll(left);
            sightings.addAll(excuses.complaints());
            names.stream().filter(name -> !name.endsWith("mime.types")).forEach(files::add);
        }
        return Report.of(sightings.stream().distinct().toList(), List.copyOf(files), ignored);
    }

    private static List<Sighting> seen(Site.Read read) {
        var all = new ArrayList<Sighting>();
        for (var rule : Catalogue.RULES) {
            var found = new Found(rule);
            rule.check().look(read.conf(), found);
            for (var each : found.sightings()) {
                all.add(new Sighting(rule, each.severity(), each.place(), Utf8.decode(each.reason()), each.edit()));
            }
        }
        return all;
    }

    /** The worst there is; {@link Severity#INFO} where there is nothing. */
    public static Severity worst(Report report) {
        return report.findings().isEmpty() ? Severity.INFO : report.findings().getFirst().severity();
    }
}
