package owlboard.drill.report;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import owlboard.drill.fault.Verdict;
import owlboard.drill.judge.Course;
import owlboard.drill.judge.Figures;

/** For a program: one object, with one entry per drill. Times are seconds since the strike, latencies milliseconds. */
public final class Json {
    private static final List<String> PHASES = List.of("before", "during", "after");

    private Json() {}

    /** The whole document, with its end of line. */
    public static String of(List<Course> courses) {
        boolean passed = courses.stream().allMatch(Course::isPassed);
        return "{\"passed\": " + passed + ",\n \"drills\": ["
                + courses.stream().map(Json::of).collect(Collectors.joining(",\n  ")) + "]}\n";
    }

    private static String of(Course course) {
        var phases = course.figures();
        var figures = new StringBuilder();
        for (int i = 0; i < PHASES.size(); i++) {
            figures.append(i == 0 ? "" : ",\n   ").append(quoted(PHASES.get(i))).append(": ").append(of(phases.get(i)));
        }
        var times = course.times();
        return "{\"name\": " + quoted(course.fault().name()) + ", \"passed\": " + course.isPassed() + ", \"against\": "
                + quoted(course.edge()) + ",\n   \"hypothesis\": " + quoted(course.fault().hypothesis()) + ",\n   \"healed\": "
                + seconds(times.sinceStrike(times.healedNanos())) + ", \"back\": "
                + (times.backNanos() < 0 ? "null" : seconds(times.sinceStrike(times.backNanos()))) + ",\n   " + figures
                + ",\n   \"events\": [" + course.events().stream().map(event -> "{\"at\": " + seconds(times.sinceStrike(event.atNanos()))
                + ", \"text\": " + quoted(event.text()) + "}").collect(Collectors.joining(", ")) + "],\n   \"verdicts\": ["
                + course.verdicts().stream().map(Json::of).collect(Collectors.joining(",\n    ")) + "]}";
    }

    private static String of(Verdict verdict) {
        return "{\"id\": " + quoted(verdict.id()) + ", \"result\": " + quoted(verdict.result().name()) + ", \"rule\": "
                + quoted(verdict.rule()) + ", \"evidence\": " + quoted(verdict.evidence()) + "}";
    }

    private static String of(Figures phase) {
        var latency = phase.latencies();
        return "{\"requests\": " + phase.count() + ", \"rate\": " + seconds(phase.perSecond()) + ", \"latencies\": {\"min\": "
                + seconds(latency.min()) + ", \"mean\": " + seconds(latency.mean()) + ", \"50th\": " + seconds(latency.p50())
                + ", \"95th\": " + seconds(latency.p95()) + ", \"99th\": " + seconds(latency.p99()) + ", \"max\": " + seconds(latency.max())
                + "}, \"status_codes\": " + counts(phase.statuses()) + ", \"errors\": " + counts(phase.errors()) + "}";
    }

    private static String counts(Map<String, Integer> counts) {
        return counts.entrySet().stream().map(count -> quoted(count.getKey()) + ": " + count.getValue())
                .collect(Collectors.joining(", ", "{", "}"));
    }

    private static String seconds(double number) {
        return Text.number("%.3f", number);
    }

    /** RFC 8259 §7. */
    private static String quoted(String text) {
        var quoted = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            if (c == '"' || c == '\\') quoted.append('\\').append(c);
            else if (c < 0x20) quoted.append("\\u%04x".formatted((int) c));
            else quoted.append(c);
        }
        return quoted.append('"').toString();
    }
}
