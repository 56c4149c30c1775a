package owlboard.lint;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import owlboard.config.Place;
import owlboard.lint.look.Severity;
import owlboard.lint.look.Sighting;

/**
 * All that was found, the worst first, then in the order of the files. {@code sightings}: each place by itself, for mending; {@code files}:
 * how many were read, or, {@code isLive}, how many roles told what they have seen; {@code ignored}: places that a comment excuses.
 */
public record Report(List<Finding> findings, List<Sighting> sightings, int files, int ignored, boolean isLive) {
    /** The same rule and reason in one file is one finding, however often. */
    static Report of(List<Sighting> sightings, List<String> files, int ignored) {
        record Key(String rule, Severity severity, String file, String reason) {}
        var grouped = new LinkedHashMap<Key, List<Sighting>>();
        for (var each : sightings) {
            var key = new Key(each.rule().id(), each.severity(), each.place().file(), each.reason());
            grouped.computeIfAbsent(key, _ -> new ArrayList<>()).add(each);
        }
        var findings = new ArrayList<Finding>();
        for (var group : grouped.values()) {
            var first = group.getFirst();
            var places = group.stream().map(Sighting::place).distinct().sorted(Comparator.comparingInt(Place::line)).toList();
            findings.add(new Finding(first.rule(), first.severity(), places, first.reason(), group.stream()
                    .anyMatch(it -> it.edit() != null)));
        }
        findings.sort(Comparator.comparing(Finding::severity).reversed().thenComparing(it -> files.indexOf(it.place().file()))
                .thenComparing(it -> it.place().line()).thenComparing(it -> it.rule().id()));
        return new Report(List.copyOf(findings), List.copyOf(sightings), files.size(), ignored, false);
    }

    /** Of what {@code sources} have seen while they run, the worst first. */
    public static Report live(List<Finding> seen, int sources) {
        var sorted = seen.stream().sorted(Comparator.comparing(Finding::severity).reversed()).toList();
        return new Report(sorted, List.of(), sources, 0, true);
    }

    /** Those that are at least so bad. */
    public List<Finding> from(Severity least) {
        return findings.stream().filter(it -> it.severity().compareTo(least) >= 0).toList();
    }
}
