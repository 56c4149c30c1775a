package owlboard.proxy.status;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import owlboard.json.JsonText;

/** A picture as lines of a terminal: what {@code owlboard top} shows. */
final class Plain {
    private static final List<String> HEAD = List.of(" ", "NAME", "STATE", "REQ/S", "FAILED/S", "P50 MS", "P99 MS", "ACTIVE");
    private static final int[] WIDTHS = {1, 24, 14, 10, 9, 9, 9, 9};
    /** The first columns begin where their heads do; numbers end where theirs do. */
    private static final int TEXTS = 3;
    private static final int EVENT_COUNT = 6;

    private Plain() {}

    /** {@code columns}: where the table is wider than that, its columns are as wide as what is in them, and the last ones left out. */
    static byte[] of(Map<String, Object> picture, Map<String, Others.Told> told, int columns) {
        var out = new StringBuilder();
        var verdict = (Map<?, ?>) picture.get("verdict");
        out.append(mark((String) verdict.get("level"))).append(' ').append(verdict.get("text")).append('\n');
        var since = verdict.get("since") instanceof Long millis && millis > 0 ? "since " + Failing.time(millis) : "";
        var under = (since + "  " + verdict.get("remedy")).strip();
        if (!under.isEmpty()) out.append("  ").append(under).append('\n');
        out.append('\n');
        table(rows(picture, told), columns, out);
        queues(picture, out);
        var events = (List<?>) picture.get("events");
        if (!events.isEmpty()) out.append('\n');
        for (var each : events.subList(Math.max(0, events.size() - EVENT_COUNT), events.size())) {
            var event = (Map<?, ?>) each;
            out.append(Tree.time((Long) event.get("at")), 11, 19).append(' ').append(event.get("peer")).append(": ")
                    .append(event.get("from")).append(" -> ").append(event.get("to")).append(", ").append(event.get("why")).append('\n');
        }
        return out.toString().lines().map(Utf8::of).collect(Collectors.joining("\n", "", "\n")).getBytes(StandardCharsets.UTF_8);
    }

    private static void queues(Map<String, Object> picture, StringBuilder out) {
        for (var each : (List<?>) picture.get("upstreams")) {
            var group = (Map<?, ?>) each;
            if (!(group.get("queue") instanceof Map<?, ?> queue)) continue;
            out.append("  queue of ").append(group.get("name")).append(": ").append(queue.get("size")).append(" of ")
                    .append(queue.get("most")).append(" wait, ").append(queue.get("overflows")).append(" were turned away\n");
        }
    }

    private static List<List<String>> rows(Map<String, Object> picture, Map<String, Others.Told> told) {
        var rows = new ArrayList<List<String>>(List.of(HEAD));
        for (var each : (List<?>) picture.get("listeners")) {
            var listener = (Map<?, ?>) each;
            if (!Boolean.TRUE.equals(listener.get("admin"))) rows.add(row(listener, "name", "listens"));
        }
        for (var group : (List<?>) picture.get("upstreams")) {
            for (var peer : (List<?>) ((Map<?, ?>) group).get("peers")) rows.add(row((Map<?, ?>) peer, "called", null));
        }
        var own = picture.get("services") instanceof Map<?, ?> their ? their : Map.of();
        services(told, own).forEach((name, all) -> rows.add(List.of(mark(all.state), name, all.state, one(all.rate), one(all.failed), "",
                one(all.p99), Long.toString(all.active))));
        for (var store : picture.get("stores") instanceof List<?> stores ? stores : List.of()) {
            var one = (Map<?, ?>) store;
            var mark = Set.of("down", "not running").contains(one.get("state")) ? "x" : " ";
            rows.add(List.of(mark, (String) one.get("name"), (String) one.get("state"), "", "", "", "", ""));
        }
        return rows;
    }

    private static List<String> row(Map<?, ?> of, String name, String otherState) {
        var state = otherState == null ? (String) of.get("state") : otherState;
        var row = new ArrayList<>(List.of(mark(state), Utf8.of((String) of.get(name)), state));
        for (var figure : List.of("rate", "failed")) row.add(String.valueOf(of.get(figure)));
        for (var figure : List.of("p50", "p99")) {
            boolean isNone = of.get(figure) instanceof Double none && none == 0;
            row.add(isNone ? "-" : String.valueOf(of.get(figure)));
        }
        row.add(String.valueOf(of.get("active")));
        return row;
    }

    private static void table(List<List<String>> rows, int columns, StringBuilder out) {
        var widths = WIDTHS.clone();
        int shown = widths.length;
        if (rows.stream().anyMatch(row -> line(row, widths).length() > columns)) {
            for (int i = 0; i < widths.length; i++) widths[i] = widest(rows, i);
            shown = 0;
            for (int all = 0; shown < widths.length && all + widths[shown] <= columns; shown++) all += widths[shown] + 1;
        }
        for (var row : rows) out.append(line(row.subList(0, shown), widths)).append('\n');
    }

    private static int widest(List<List<String>> rows, int column) {
        return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
    }

    private static String line(List<String> row, int[] widths) {
        var line = new StringBuilder();
        for (int i = 0; i < row.size(); i++) {
            var blanks = " ".repeat(Math.max(0, widths[i] - row.get(i).length()));
            line.append(i < TEXTS ? row.get(i) + blanks : blanks + row.get(i)).append(' ');
        }
        return line.toString().stripTrailing();
    }

    private static String one(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    private static String mark(String state) {
        return switch (state) {
            case "ok", "up", "busy", "listens" -> " ";
            case "bad", Seen.FAILING, "unavail", "unhealthy", "not running", "silent", "unresolved" -> "x";
            default -> "!";
        };
    }

    /** One service as all who ask it see it. */
    private static final class Service {
        String state = "up";
        double rate;
        double failed;
        double p99;
        long active;
    }

    /** {@code own}: what they say of themselves. */
    private static Map<String, Service> services(Map<String, Others.Told> told, Map<?, ?> own) {
        var all = new LinkedHashMap<String, Service>();
        for (var one : told.values()) {
            var upstreams = one.read() == null ? null : one.read().member("upstreams");
            for (var group : upstreams == null ? List.<JsonText.Value>of() : upstreams.elements()) {
                for (var peer : group.member("peers").elements()) {
                    var service = all.computeIfAbsent(peer.string("called"), _ -> new Service());
                    if (!peer.string("state").equals("up")) service.state = peer.string("state");
                    service.rate += number(peer, "rate");
                    service.failed += number(peer, "failed");
                    service.p99 = Math.max(service.p99, number(peer, "p99"));
                    service.active += (long) number(peer, "active");
                }
            }
        }
        all.forEach((name, service) -> {
            if (!(own.get(name) instanceof Map<?, ?> its)) return;
            boolean isOver = Set.of(Seen.FAILING, Seen.UNPROVEN).contains(service.state) && !Boolean.TRUE.equals(its.get("failing"));
            if (isOver || !its.get("state").equals("up")) service.state = (String) its.get("state");
        });
        return all;
    }

    private static double number(JsonText.Value of, String name) {
        return Double.parseDouble(of.member(name).text());
    }
}
