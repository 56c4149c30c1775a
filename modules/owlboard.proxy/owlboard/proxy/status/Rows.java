package owlboard.proxy.status;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import owlboard.config.Location.Content.Proxy;
import owlboard.config.Place;
import owlboard.proxy.count.Candidates.Candidate;
import owlboard.proxy.count.Recorder;
import owlboard.proxy.count.Row;

/** The flight recorder's rows as JSON. */
final class Rows {
    private static final int SHOWN_COUNT = 400;
    /** Most are shorter. */
    private static final int ROW_CHARS = 400;
    private static final Set<String> WAITS = Set.of("limit_req", "auth_delay", "limit_rate");

    private Rows() {}

    /**
     * All that are remembered longer, and the youngest others. Written as they come: an open page asks every 2 s, and a map for each of
     * hundreds of rows and tries would be most of what it costs.
     */
    static String shown(Recorder recorder) {
        var rows = recorder.rows(SHOWN_COUNT);
        var out = new StringBuilder(ROW_CHARS * rows.size()).append("{\"requests\":[");
        boolean isFirst = true;
        for (var row : rows) {
            if (!isFirst) out.append(',');
            isFirst = false;
            add(out, row);
        }
        return out.append("]}").toString();
    }

    private static void add(StringBuilder out, Row row) {
        var line = row.line();
        Json.text(out.append("{\"n\":").append(number(row)).append(",\"at\":").append(row.atMillis).append(",\"request\":"), line);
        Json.millis(out.append(",\"status\":").append(row.status).append(",\"took\":"), row.nanos);
        Json.text(out.append(",\"sent\":").append(row.sent).append(",\"reason\":"), row.reason);
        Json.text(out.append(",\"kept\":").append(row.kept).append(",\"server\":"), row.server.name);
        Json.text(out.append(",\"location\":"), row.location == null ? null : row.location.name);
        out.append(",\"tries\":[");
        for (int i = 0; i < row.tryCount(); i++) {
            if (i > 0) out.append(',');
            add(out, row.at(i));
        }
        Json.text(out.append("],\"curl\":"), curl(row, line));
        out.append('}');
    }

    private static void add(StringBuilder out, Row.Try tried) {
        Json.text(out.append("{\"peer\":"), tried.peer);
        Json.millis(out.append(",\"status\":").append(tried.status).append(",\"start\":"), tried.startNanos);
        Json.millis(out.append(",\"connect\":"), tried.connectNanos);
        Json.millis(out.append(",\"header\":"), tried.headerNanos);
        Json.millis(out.append(",\"took\":"), tried.nanos);
        out.append('}');
    }

    /** One of them step by step; null: it is not remembered any more. */
    static Map<String, Object> one(Recorder recorder, long number) {
        var found = recorder.rows(Integer.MAX_VALUE).stream().filter(row -> number(row) == number).findFirst();
        return found.map(row -> Tree.map("n", number, "steps", steps(row))).orElse(null);
    }

    private static long number(Row row) {
        return row.atMillis * 31 + row.nanos;
    }

    private static List<Map<String, Object>> steps(Row row) {
        var steps = new ArrayList<Map<String, Object>>();
        var paced = new ArrayList<Map<String, Object>>();
        steps.add(step("server " + row.server.name, row.serverPlace, "answers on this address to this host"));
        for (int i = 0; i < row.stepCount(); i++) {
            var met = row.step(i);
            if (!WAITS.contains(met.directive())) steps.add(step(met.directive(), met.place(), changed(met)));
        }
        if (row.location != null) {
            var name = row.location.name.replace(row.server.name + " ", "");
            steps.add(step("location " + name, row.locationPlace, row.rewritten ? "for the URI after rewriting" : ""));
        }
        for (int i = 0; i < row.stepCount(); i++) {
            var met = row.step(i);
            if (met.directive().equals("limit_rate")) paced.add(waited(met, "had its answer wait"));
            else if (WAITS.contains(met.directive())) steps.add(waited(met, "made it wait"));
        }
        var content = row.content;
        var url = content instanceof Proxy proxy ? proxy.url().source() : "";
        if (content != null) steps.add(step(content.directive(), content.place(), url));
        for (int i = 0; i < row.tryCount(); i++) tried(steps, row.at(i), i);
        steps.addAll(paced);
        var end = "answered " + row.status + ", " + row.sent + " bytes, reason " + row.reason;
        steps.add(timed("end", millis(row.nanos), millis(row.nanos), row.status >= 499, end));
        return steps;
    }

    private static Map<String, Object> waited(Row.Step met, String what) {
        var step = timed(met.directive(), millis(met.fromNanos()), millis(met.toNanos()), false, what);
        if (met.place() != null) step.put("at", met.place().toString());
        return step;
    }

    private static String changed(Row.Step met) {
        return switch (met.directive()) {
            case "rewrite" -> "the URI becomes " + met.uri();
            case "internal redirect" -> "goes on with " + met.uri();
            case "if" -> "it is so";
            case "return" -> "answers";
            default -> "is set";
        };
    }

    private static void tried(List<Map<String, Object>> steps, Row.Try tried, int index) {
        var choice = tried.choice();
        if (choice != null) {
            var step = step("choice " + (index + 1) + ": " + tried.peer, choice.place(), choice.why());
            step.put("rule", choice.rule());
            step.put("candidates", choice.all().stream().map(Rows::candidate).toList());
            steps.add(step);
        }
        double from = millis(tried.startNanos);
        boolean bad = tried.status >= 500 || tried.status == 0;
        var came = tried.status == 0 ? "no answer" : "status " + tried.status;
        steps.add(timed(tried.peer, from, from + Math.max(0, millis(tried.nanos)), bad, came));
        if (tried.connectNanos >= 0) steps.add(timed("connected", from, from + millis(tried.connectNanos), false, ""));
        if (tried.headerNanos < 0) return;
        double head = from + millis(tried.headerNanos);
        steps.add(timed("answer begins", from + Math.max(0, millis(tried.connectNanos)), head, bad, ""));
        steps.add(timed("its body", head, from + Math.max(0, millis(tried.nanos)), false, ""));
    }

    private static Map<String, Object> candidate(Candidate one) {
        return Tree.map("name", one.name(), "state", one.state(), "active", one.active(), "weight", one.weight(), "backup", one.backup(),
                "chosen", one.chosen());
    }

    private static Map<String, Object> step(String name, Place place, String say) {
        return Tree.map("step", name, "at", place == null ? null : place.toString(), "say", say);
    }

    private static Map<String, Object> timed(String name, double from, double to, boolean bad, String say) {
        return Tree.map("step", name, "from", from, "to", to, "bad", bad, "say", say);
    }

    private static double millis(long nanos) {
        return nanos < 0 ? -1 : Math.round(nanos / 1e4) / 100.0;
    }

    /** Without what the head had beside its host: a recorder keeps no credentials. */
    private static String curl(Row row, String line) {
        var words = line.split(" ");
        var method = words[0];
        var uri = words.length > 1 ? words[1] : "/";
        var host = row.host.isEmpty() ? "localhost" : row.host;
        var authority = row.port == 0 ? host : host + ":" + row.port;
        var scheme = row.isTls ? "https://" : "http://";
        var url = uri.startsWith("http") ? uri : scheme + authority + uri;
        var how = method.equals("GET") ? "-i " : "-i -X " + quoted(method) + " ";
        if (method.equals("HEAD")) how = "-I "; // with -X it waits for a body
        if (url.matches(".*[\\[\\]{}].*")) how += "-g ";
        if (url.matches(".*/\\.{1,2}(/.*|\\?.*|$)")) how += "--path-as-is ";
        return "curl " + how + quoted(url);
    }

    /** For a shell. */
    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
