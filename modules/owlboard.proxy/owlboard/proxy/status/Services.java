package owlboard.proxy.status;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import owlboard.proxy.status.Others.Told;

/** The services behind, as their health ports tell: which run, and which are well again. The observer's thread only. */
final class Services {
    /** A service that runs, and that nobody has failed at for so long, is well. */
    private static final long OVER_MILLIS = 10_000;
    private static final String UP = "up";
    private static final String AWAY = "not running";
    private static final String SILENT = "silent";

    /** One as it was at the last look; {@code wellSince}: when it was first seen well after it had not been, 0 where it always was. */
    private record Service(String state, String why, int silences, long wellSince) {}

    private Map<String, Service> all = Map.of();

    /** {@code health}: by the names of services. */
    void look(Map<String, Told> health, long nowMillis) {
        var seen = new TreeMap<String, Service>();
        health.forEach((name, told) -> seen.put(name, next(all.get(name), told, nowMillis)));
        all = seen;
    }

    private static Service next(Service before, Told told, long nowMillis) {
        if (told.read() != null) {
            boolean isBack = before != null && !before.state.equals(UP);
            long since = before == null ? 0 : before.wellSince;
            return new Service(UP, "", 0, isBack ? nowMillis : since);
        }
        if (told.silence().contains("refused")) return new Service(AWAY, told.silence(), 0, 0);
        int silences = before == null ? 1 : before.silences + 1;
        if (silences >= Others.SILENT_MOST) return new Service(SILENT, told.silence(), silences, 0);
        var state = before == null ? UP : before.state; // a busy one may miss one or two
        return new Service(state, "", silences, before == null ? 0 : before.wellSince);
    }

    /** Whether what was met at {@code atMillis} is over: it runs, and has come back since, or nobody has failed at it for a while. */
    boolean isOver(String name, long atMillis, long nowMillis) {
        var service = all.get(name);
        if (service == null || atMillis == 0 || !service.state.equals(UP)) return false;
        return atMillis <= service.wellSince || nowMillis - atMillis > OVER_MILLIS;
    }

    /** Those that are not there, whether somebody asks them or not. */
    List<Problem> problems() {
        var problems = new ArrayList<Problem>();
        all.forEach((name, service) -> {
            if (service.state.equals(AWAY)) problems.add(Problem.away(true, name, ""));
            if (service.state.equals(SILENT)) problems.add(Problem.silent(name, service.why));
        });
        return problems;
    }

    /** By name; {@code failing}: the services that somebody finds failing now. */
    Map<String, Object> json(List<String> failing) {
        var map = new HashMap<String, Object>();
        all.forEach((name, service) -> map.put(name, Tree.map("state", service.state, "failing", failing.contains(name))));
        return map;
    }
}
