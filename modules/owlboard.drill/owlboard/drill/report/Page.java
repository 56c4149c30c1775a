package owlboard.drill.report;

import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import owlboard.drill.fault.Verdict;
import owlboard.drill.judge.Course;

/** For everybody: one page that needs nothing else. */
public final class Page {
    private static final String HEAD = """
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
            <title>owlboard drill: %s</title>
            <style>
            :root { color-scheme: light dark; --ink: #1d2530; --dim: #5f6b7a; --line: #d9dee5; --ground: #fff; --card: #f6f8fa;
              --good: #2f7fb8; --retried: #b7791f; --bad: #c62f2f; --fault: #f2c14e33; --pass: #23803f; }
            @media (prefers-color-scheme: dark) { :root { --ink: #e4e9f0; --dim: #97a3b3; --line: #333d4a; --ground: #12171e;
              --card: #1a212a;
              --good: #62b0e8; --retried: #e0aa4a; --bad: #ff7070; --fault: #f2c14e22; --pass: #5ec27a; } }
            * { box-sizing: border-box; }
            body { margin: 0 auto; padding: 16px; max-width: 860px; background: var(--ground); color: var(--ink);
              font: 15px/1.5 system-ui, sans-serif; }
            h1 { font-size: 1.4rem; margin: .2em 0; } h2 { font-size: 1.15rem; margin: 0; }
            section { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 14px; margin: 16px 0; }
            .dim, text { color: var(--dim); fill: var(--dim); } text { font-size: 11px; }
            .PASS { color: var(--pass); font-weight: 600; } .FAIL { color: var(--bad); font-weight: 600; } .SKIPPED { color: var(--dim); }
            svg { width: 100%%; height: auto; display: block; margin: 10px 0; }
            .good { fill: var(--good); } .retried { fill: var(--retried); } .bad { fill: var(--bad); } .fault { fill: var(--fault); }
            .grid { stroke: var(--line); fill: none; } .axis { stroke: var(--dim); fill: none; }
            .wide { overflow-x: auto; } table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
            th, td { text-align: right; padding: 2px 0 2px 18px; white-space: nowrap; } th:first-child, td:first-child
              { text-align: left; padding-left: 0; white-space: normal; }
            dl { display: grid; grid-template-columns: auto 1fr; gap: 2px 12px; margin: 10px 0; }
            dt { text-align: right; color: var(--dim); }
            dd { margin: 0; overflow-wrap: anywhere; } ul { list-style: none; padding: 0; margin: 10px 0; } li { margin: 6px 0; }
            </style></head><body>
            """;

    private Page() {}

    /** HTML, with everything in it. */
    public static String of(List<Course> courses) {
        long passed = courses.stream().filter(Course::isPassed).count();
        var verdict = passed == courses.size() ? "PASS" : "FAIL";
        var page = new StringBuilder(HEAD.formatted(verdict));
        page.append("<h1><span class=\"").append(verdict).append("\">").append(verdict).append("</span> ").append(passed).append(" of ")
                .append(courses.size()).append(" drills kept every promise</h1>\n<p class=\"dim\">")
                .append(ZonedDateTime.now().format(DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss xxx"))).append(", against ")
                .append(escaped(courses.isEmpty() ? "nothing" : courses.getFirst().edge()))
                .append(". Each dot is a request: when it was sent, how long it took; <span class=\"FAIL\">red</span> ones failed. "
                        + "The coloured ground is the time from the fault until all was well again.</p>\n");
        for (var course : courses) add(page, course);
        return page.append("</body></html>\n").toString();
    }

    private static void add(StringBuilder page, Course course) {
        var verdict = course.isPassed() ? "PASS" : "FAIL";
        page.append("<section id=\"").append(course.fault().name()).append("\"><h2><span class=\"").append(verdict).append("\">")
                .append(verdict).append("</span> ").append(course.fault().name()).append("</h2>\n<p>")
                .append(escaped(course.fault().hypothesis())).append("</p>\n").append(Chart.of(course)).append("<ul>\n");
        for (var one : course.verdicts()) add(page, one);
        page.append("</ul>\n<dl>\n");
        for (var event : course.events()) {
            page.append("<dt>").append(Text.since(course, event.atNanos())).append("</dt><dd>").append(escaped(event.text()))
                    .append("</dd>\n");
        }
        page.append("</dl>\n<div class=\"wide\"><table><tr><th></th><th>before</th><th>during</th><th>after</th></tr>\n");
        for (var row : Text.rows(course.figures())) {
            page.append("<tr><td>").append(escaped(row.head().strip())).append("</td>");
            for (var cell : row.cells()) page.append("<td>").append(cell).append("</td>");
            page.append("</tr>\n");
        }
        page.append("</table></div></section>\n");
    }

    private static void add(StringBuilder page, Verdict verdict) {
        page.append("<li><span class=\"").append(verdict.result()).append("\">").append(verdict.result()).append(' ').append(verdict.id())
                .append("</span> ").append(escaped(verdict.rule())).append(".<br><span class=\"dim\">").append(escaped(verdict.evidence()))
                .append("</span></li>\n");
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
    }
}
