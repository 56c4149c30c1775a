package owlboard.drill;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import owlboard.certs.Table;
import owlboard.drill.edge.Edge;
import owlboard.drill.fault.Fault;
import owlboard.drill.fault.Faults;
import owlboard.drill.judge.Course;
import owlboard.drill.report.Json;
import owlboard.drill.report.Page;
import owlboard.drill.report.Text;

/** {@code owlboard drill}. */
public final class Drill {
    private Drill() {}

    /**
     * What was asked for.
     *
     * @param names   of drills; none: all of them
     * @param seconds a third of it the fault lasts, unless that has an end of its own; so long, but no more than 4 s, is it quiet before
     *                and after it, 2 s where only errors are judged
     * @param rate    requests per second, WebSockets aside; 0: as many as the drill needs
     * @param against null for a topology of this machine
     * @param state   where one may run
     * @param output  how it is told
     */
    public record Options(List<String> names, int seconds, int rate, URI against, Path state, Output output) {}

    /**
     * How it is told.
     *
     * @param json in place of text
     * @param page a file that is written, too; null for none
     */
    public record Output(boolean json, Path page) {}

    /** Names of all drills, for who reads a command line. */
    public static List<String> names() {
        return Faults.all().stream().map(Fault::name).toList();
    }

    /** {@code owlboard drill --list}. */
    public static void list(boolean json, PrintStream out) {
        var rows = new ArrayList<>(List.of(List.of("NAME", "DOES")));
        for (var fault : Faults.all()) rows.add(List.of(fault.name(), fault.sentence()));
        Table.print(rows, json, out);
        out.flush();
    }

    /**
     * Makes the drills one after the other.
     *
     * @return 0: every promise was kept; 1: one was broken, or a drill could not be made
     */
    public static int run(Options options, PrintStream out, PrintStream err) {
        var told = options.output.json() ? err : out;
        try (var edge = options.against == null ? Edge.here(options.state, told) : Edge.at(options.against)) {
            boolean passed = true;
            var courses = new ArrayList<Course>();
            for (var fault : chosen(options.names)) {
                var obstacle = fault.obstacle(edge);
                if (!obstacle.isEmpty()) {
                    told.println("skipped " + fault.name() + ": " + obstacle);
                    continue;
                }
                var course = course(edge, fault, options, told);
                if (course != null) courses.add(course);
                passed &= course != null && course.isPassed();
            }
            show(courses, options.output, out);
            told.println(courses.stream().filter(Course::isPassed).count() + " of " + courses.size() + " drills kept every promise");
            return passed && !courses.isEmpty() ? 0 : 1;
        } catch (IOException failed) {
            failed.getMessage().lines().forEach(line -> err.println("owlboard: " + line));
            return 1;
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }

    private static void show(List<Course> courses, Output output, PrintStream out) throws IOException {
        if (output.json) {
            out.print(Json.of(courses));
            out.flush();
        }
        if (output.page == null) return;
        try {
            Files.writeString(output.page, Page.of(courses));
        } catch (IOException unwritable) {
            throw new IOException("cannot write " + output.page + " (" + unwritable + "); name another file with --report", unwritable);
        }
    }

    private static List<Fault> chosen(List<String> names) {
        return names.isEmpty() ? Faults.all() : names.stream().map(name -> Faults.named(name).orElseThrow()).toList();
    }

    /** Null when it could not be made, which is told; the next one may be. */
    private static Course course(Edge edge, Fault fault, Options options, PrintStream told) throws InterruptedException {
        try {
            return make(edge, fault, options, told);
        } catch (IOException failed) {
            told.println("FAIL " + fault.name() + ": it could not be made: " + failed.getMessage());
            return null;
        }
    }

    private static Course make(Edge edge, Fault fault, Options options, PrintStream told) throws IOException, InterruptedException {
        told.println(fault.name() + " against " + edge.title());
        told.println("Hypothesis: " + fault.hypothesis());
        var live = new Live(told);
        var trial = new Trial(edge, fault, options, live::event);
        live.follow(trial.journal());
        Course course;
        edge.tellBalancers("drill " + fault.name() + " began: " + fault.hypothesis());
        var verdict = "it could not be made";
        try {
            course = trial.run();
            verdict = course.verdict();
        } finally {
            live.end();
            edge.tellBalancers("drill " + fault.name() + " ended: " + verdict);
        }
        Text.print(course, told);
        return course;
    }
}
