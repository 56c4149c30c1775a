package owlboard.drill.report;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.function.Function;
import owlboard.drill.fault.Verdict;
import owlboard.drill.judge.Course;
import owlboard.drill.judge.Figures;

/** For a person. */
public final class Text {
    private static final int COLUMN = 11;

    private Text() {}

    /** A row of the table: its head, and a cell for each phase. */
    record Row(String head, List<String> cells) {}

    /** Everything that came of one drill. */
    public static void print(Course course, PrintStream out) {
        var rows = rows(course.figures());
        int left = rows.stream().mapToInt(row -> row.head.length()).max().orElse(0);
        out.println(row(new Row("", List.of("before", "during", "after")), left));
        rows.forEach(row -> out.println(row(row, left)));
        out.println();
        for (var event : course.events()) out.println("  %8s  %s".formatted(since(course, event.atNanos()), event.text()));
        out.println();
        for (var verdict : course.verdicts()) out.println(line(verdict));
        out.println((course.isPassed() ? "PASS " : "FAIL ") + course.fault().name());
        out.flush();
    }

    static String since(Course course, long atNanos) {
        return number("%+.2f s", course.times().sinceStrike(atNanos));
    }

    private static String line(Verdict verdict) {
        return "  %-7s %-5s %s: %s".formatted(verdict.result(), verdict.id(), verdict.rule(), verdict.evidence());
    }

    private static String row(Row row, int left) {
        var line = new StringBuilder("  ").append(row.head).repeat(' ', Math.max(1, left - row.head.length()));
        for (var cell : row.cells) line.append(" ".repeat(Math.max(1, COLUMN - cell.length()))).append(cell);
        return line.toString().stripTrailing();
    }

    static List<Row> rows(List<Figures> phases) {
        var rows = new ArrayList<Row>();
        rows.add(of("requests", phases, phase -> Integer.toString(phase.count())));
        rows.add(of("per second", phases, phase -> number("%.1f", phase.perSecond())));
        rows.add(of("latency min, ms", phases, phase -> millis(phase, phase.latencies().min())));
        rows.add(of("latency mean, ms", phases, phase -> millis(phase, phase.latencies().mean())));
        rows.add(of("latency 50 %, ms", phases, phase -> millis(phase, phase.latencies().p50())));
        rows.add(of("latency 95 %, ms", phases, phase -> millis(phase, phase.latencies().p95())));
        rows.add(of("latency 99 %, ms", phases, phase -> millis(phase, phase.latencies().p99())));
        rows.add(of("latency max, ms", phases, phase -> millis(phase, phase.latencies().max())));
        for (var status : all(phases, phase -> phase.statuses().keySet())) {
            rows.add(of("status " + status, phases, phase -> count(phase.statuses().get(status))));
        }
        for (var error : all(phases, phase -> phase.errors().keySet())) {
            rows.add(of("error " + error, phases, phase -> count(phase.errors().get(error))));
        }
        return rows;
    }

    private static TreeSet<String> all(List<Figures> phases, Function<Figures, Iterable<String>> names) {
        var all = new TreeSet<String>();
        phases.forEach(phase -> names.apply(phase).forEach(all::add));
        return all;
    }

    private static Row of(String head, List<Figures> phases, Function<Figures, String> cell) {
        return new Row(head, phases.stream().map(cell).toList());
    }

    private static String count(Integer count) {
        return count == null ? "0" : count.toString();
    }

    private static String millis(Figures phase, double millis) {
        return phase.count() == 0 ? "-" : number("%.1f", millis);
    }

    /** With a point, wherever this runs. */
    static String number(String format, double number) {
        return String.format(Locale.ROOT, format, number);
    }
}
