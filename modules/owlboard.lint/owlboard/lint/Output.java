package owlboard.lint;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import owlboard.config.Place;
import owlboard.json.Json;
import owlboard.lint.look.Rule;
import owlboard.lint.look.Severity;

/** The ways in which findings are told. */
public enum Output {
    TEXT, JSON, SARIF, GITHUB;

    /** A severity, as a terminal may show it. */
    @FunctionalInterface
    public interface Paint {
        String of(Severity severity, String text);
    }

    private static final int PLACES = 8;

    /** {@code findings} as text; TEXT ends in a line of counts. */
    public String of(Report report, List<Finding> findings, Paint paint) {
        return switch (this) {
            case TEXT -> text(report, findings, paint);
            case JSON -> json(report, findings);
            case SARIF -> sarif(findings);
            case GITHUB -> github(findings);
        };
    }

    private static String text(Report report, List<Finding> findings, Paint paint) {
        var text = new StringBuilder();
        for (var finding : findings) {
            var word = finding.severity().word();
            text.append(paint.of(finding.severity(), word)).repeat(' ', 8 - word.length()).append(shown(finding.place())).append("  ")
                    .append(finding.rule().id());
            if (finding.fixable()) text.append("  (--fix)");
            text.append('\n').append(" ".repeat(8)).append(finding.reason());
            if (finding.places().size() > 1) text.append("; ").append(others(finding.places()));
            text.append('\n').append(" ".repeat(8)).append("-> ").append(finding.rule().remedy()).append("\n\n");
        }
        return text.append(summary(report, findings)).append('\n').toString();
    }

    /** What was seen while running has no line. */
    private static String shown(Place place) {
        return place.line() == 0 ? place.file() : place.toString();
    }

    /** {@code also in lines 5, 7, 9 and 12 more}. */
    private static String others(List<Place> places) {
        var lines = places.stream().skip(1).limit(PLACES).map(place -> Integer.toString(place.line())).toList();
        int more = places.size() - 1 - lines.size();
        return (places.size() == 2 ? "also in line " : "also in lines ") + String.join(", ", lines) + (more > 0 ? " and " + more
                + " more" : "");
    }

    private static String summary(Report report, List<Finding> findings) {
        var counts = new ArrayList<String>();
        for (var severity : Severity.values()) {
            long count = findings.stream().filter(it -> it.severity() == severity).count();
            if (count > 0) counts.addFirst(count + " " + severity.word());
        }
        var what = report.isLive() ? " role" : " file";
        return report.files() + what + (report.files() == 1 ? ": " : "s: ") + (counts.isEmpty() ? "nothing found" : String.join(", ",
                counts))
                + (report.ignored() == 0 ? "" : " (" + report.ignored() + " ignored by comments)");
    }

    private static String json(Report report, List<Finding> findings) {
        var list = new ArrayList<Map<String, Object>>();
        for (var finding : findings) {
            var one = new LinkedHashMap<String, Object>();
            one.put("id", finding.rule().id());
            one.put("severity", finding.severity().word());
            one.put("file", finding.place().file());
            one.put("line", finding.place().line());
            one.put("lines", finding.places().stream().map(Place::line).toList());
            one.put("reason", finding.reason());
            one.put("why", finding.rule().why());
            one.put("remedy", finding.rule().remedy());
            one.put("fixable", finding.fixable());
            list.add(one);
        }
        var all = new LinkedHashMap<String, Object>();
        all.put("findings", list);
        all.put("files", report.files());
        all.put("ignored", report.ignored());
        return Json.of(all);
    }

    /** SARIF 2.1.0 (OASIS): the rules that were broken, and a result for each finding with all its places. */
    private static String sarif(List<Finding> findings) {
        var rules = findings.stream().map(Finding::rule).distinct().map(Output::described).toList();
        var results = new ArrayList<Map<String, Object>>();
        for (var finding : findings) {
            var result = new LinkedHashMap<String, Object>();
            result.put("ruleId", finding.rule().id());
            result.put("level", level(finding.severity(), "note"));
            result.put("message", Map.of("text", finding.reason() + ". " + finding.rule().remedy()));
            result.put("locations", finding.places().stream().map(Output::location).toList());
            results.add(result);
        }
        var driver = new LinkedHashMap<String, Object>();
        driver.put("name", "owlboard lint");
        driver.put("rules", rules);
        var run = new LinkedHashMap<String, Object>();
        run.put("tool", Map.of("driver", driver));
        run.put("results", results);
        var log = new LinkedHashMap<String, Object>();
        log.put("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
        log.put("version", "2.1.0");
        log.put("runs", List.of(run));
        return Json.of(log);
    }

    private static Map<String, Object> described(Rule rule) {
        var one = new LinkedHashMap<String, Object>();
        one.put("id", rule.id());
        one.put("shortDescription", Map.of("text", rule.why()));
        one.put("help", Map.of("text", rule.remedy()));
        one.put("defaultConfiguration", Map.of("level", level(rule.severity(), "note")));
        return one;
    }

    private static Map<String, Object> location(Place place) {
        var physical = new LinkedHashMap<String, Object>();
        physical.put("artifactLocation", Map.of("uri", uri(place.file())));
        physical.put("region", Map.of("startLine", Math.max(1, place.line())));
        return Map.of("physicalLocation", physical);
    }

    private static String uri(String file) {
        try {
            return new URI(null, null, file, null).toASCIIString();
        } catch (URISyntaxException strange) {
            return file;
        }
    }

    private static String level(Severity severity, String mildest) {
        return switch (severity) {
            case HIGH -> "error";
            case MEDIUM -> "warning";
            default -> mildest;
        };
    }

    /** Workflow commands of GitHub Actions, which shows them beside the lines. */
    private static String github(List<Finding> findings) {
        var text = new StringBuilder();
        for (var finding : findings) {
            for (var place : finding.places()) {
                text.append("::").append(level(finding.severity(), "notice")).append(" file=").append(property(place.file()))
                        .append(",line=")
                        .append(place.line()).append(",title=").append(property(finding.rule().id())).append("::")
                        .append(data(finding.reason() + ". " + finding.rule().remedy())).append('\n');
            }
        }
        return text.toString();
    }

    private static String data(String text) {
        return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
    }

    private static String property(String text) {
        return data(text).replace(":", "%3A").replace(",", "%2C");
    }
}
