package owlboard.lint;

import static owlboard.lint.look.Severity.HIGH;
import static owlboard.lint.look.Severity.MEDIUM;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import owlboard.config.Configuration.SourceFile;
import owlboard.config.language.Utf8;
import owlboard.lint.look.Found;
import owlboard.lint.look.Rule;
import owlboard.lint.look.Severity;
import owlboard.lint.look.Sighting;
import owlboard.lint.rules.Catalogue;

/** Looks at configurations with every rule. */
public final class Lint {
    private static final Rule SYNTAX = Rule.of("syntax", HIGH, "nginx does not start with a file that it cannot read.",
            "Mend what the message names; owlboard check tells the rest.", (conf, found) -> {});
    private static final Rule INCLUDE = Rule.of("missing-include", MEDIUM,
            "nginx does not start without a file that is included by name, and nothing in it was looked at.",
            "Lint where the files are, or a dump: nginx -T | owlboard lint -", (conf, found) -> {});

    /** What no file shows: a balancer that runs tells it, under this id, in its error log. */
    private static final Rule IGNORED_CERTIFICATE = Rule.of("client-certificate-ignored T23", MEDIUM,
            "An upstream that does not ask for the client certificate takes requests of anybody who reaches it. Seen while running alone.",
            "Have the service ask: ssl_verify_client on; --ssl-cert-reqs 2 and --ssl-ca-certs of uvicorn.", (conf, found) -> {});

    private Lint() {}

    /** Every rule there is: those that look at a file, those of reading it, those of the comments that excuse. */
    public static List<Rule> rules() {
        return Stream.of(List.of(SYNTAX, INCLUDE, IGNORED_CERTIFICATE), Catalogue.RULES, Ignored.RULES).flatMap(List::stream).toList();
    }

    /** By its id, by what another linter calls it, or by the number of the team's finding. */
    public static Optional<Rule> rule(String name) {
        return rules().stream().filter(rule -> rule.id().equals(name)).findFirst()
                .or(() -> rules().stream().filter(rule -> rule.isCalled(name)).findFirst());
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
