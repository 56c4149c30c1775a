package owlboard.proxy.status;

import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import owlboard.proxy.count.Zone;

/** The trend of each zone, looked at once for a picture. The observer's thread only. */
final class Trends {
    private final Map<Zone, Trend> all = new IdentityHashMap<>();
    private Set<Zone> seen = Set.of();
    private long nowNanos;

    void begin(long now) {
        nowNanos = now;
        seen = new LinkedHashSet<>();
    }

    Trend of(Zone zone) {
        var trend = all.computeIfAbsent(zone, Trend::new);
        if (seen.add(zone)) trend.look(nowNanos);
        return trend;
    }

    /** Those that nobody asked for are forgotten. */
    void end() {
        all.keySet().retainAll(seen);
    }
}
