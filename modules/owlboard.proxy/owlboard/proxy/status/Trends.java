package owlboard.proxy.status;

import java.util.IdentityHashMap;
import java.util.Map;
import owlboard.proxy.count.Zone;

/** The trend of each zone, looked at once for a picture. The observer's thread only. */
final class Trends {
    private final Map<Zone, Trend> all = new IdentityHashMap<>();
    private final long nowNanos;

    Trends(long now) {
        nowNanos = now;
    }

    Trend of(Zone zone) {
        return all.computeIfAbsent(zone, each -> new Trend(each, nowNanos));
    }
}
