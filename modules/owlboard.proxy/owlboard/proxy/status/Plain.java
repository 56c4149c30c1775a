package owlboard.proxy.status;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import owlboard.json.JsonText;

/** A picture as lines of a terminal: what {@code owlboard top} shows. */
final class Plain {
    private static final String ROW = "%-1s %-24s %-14s %10s %9s %9s %9s %9s%n";
    private static final int EVENT_COUNT = 6;

    private Plain() {}

    static byte[] of(Map<String, Object> picture, Map<String, Others.Told> told) {
        var out = new StringBuilder();
        var verdict = (Map<?, ?>) picture.get("verdict");
        out.append(mark((String) verdict.get("level"))).append(' ').append(verdict.get("text")).append('\n');
        if (!"".equals(verdict.get("remedy"))) out.append("  ").append(verdict.get("remedy")).append('\n');
        out.append('\n').append(String.format(Locale.ROOT, ROW, "", "NAME", "STATE", "REQ/S", "FAILED/S", "P50 MS", "P99 MS", "ACTIVE"));
        for (var listener : (List<?>) picture.get("listeners")) row(out, (Map<?, ?>) listener, "name", "listens");
        for (var group : (List<?>) picture.get("upstreams")) {
            for (var peer : (List<?>) ((Map<?, ?>) group).get("peers")) row(out, (Map<?, ?>) peer, "host", null);
        }
        var own = picture.get("services") instanceof Map<?, ?> their ? their : Map.of();
        services(told, own).forEach((name, all) -> out.append(String.format(Locale.ROOT, ROW, mark(all.state), name, all.state,
                one(all.rate), one(all.failed), "", one(all.p99), all.active)));
        for (var store : picture.get("stores") instanceof List<?> stores ? stores : List.of()) {
            var one = (Map<?, ?>) store;
            var mark = Set.of("down", "not running").contains(one.get("state")) ? "x" : " ";
            out.append(String.format(Locale.ROOT, ROW, mark, one.get("name"), one.get("state"), "", "", "", "", ""));
        }
        var events = (List<?>) picture.get("events");
        if (!events.isEmpty()) out.append('\n');
        for (var each : events.subList(Math.max(0, events.size() - EVENT_COUNT), events.size())) {
            var event = (Map<?, ?>) each;
            out.append(Tree.time((Long) event.get("at")), 11, 19).append(' ').append(event.get("peer")).append(": ")
                    .append(event.get("from")).append(" -> ").append(event.get("to")).append(", ").append(event.get("why")).append('\n');
        }
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void row(StringBuilder out, Map<?, ?> of, String name, String otherState) {
        var state = otherState == null ? (String) of.get("state") : otherState;
        out.append(String.format(Locale.ROOT, ROW, mark(state), of.get(name), state, of.get("rate"), of.get("failed"), of.get("p50"),
                of.get("p99"), of.get("active")));
    }

    private static String one(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    private static String mark(String state) {
        return switch (state) {
            case "ok", "up", "busy", "listens" -> " ";
            case "bad", "failing", "unavail", "unhealthy", "not running", "silent", "unresolved" -> "x";
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
                    var service = all.computeIfAbsent(peer.string("host"), _ -> new Service());
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
            boolean isOver = service.state.equals("failing") && !Boolean.TRUE.equals(its.get("failing"));
            if (isOver || !its.get("state").equals("up")) service.state = (String) its.get("state");
        });
        return all;
    }

    private static double number(JsonText.Value of, String name) {
        return Double.parseDouble(of.member(name).text());
    }
}
