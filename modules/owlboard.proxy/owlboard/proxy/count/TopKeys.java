package owlboard.proxy.count;

import java.util.HashMap;
import java.util.Map;

/** Which keys come most often, in room for a few (Misra and Gries 1982): one that is more than a 32nd of all is there. Any thread. */
public final class TopKeys {
    private static final int MOST = 32;

    private final Map<String, Long> counts = new HashMap<>();
    private long all;

    public synchronized void add(String key) {
        all++;
        if (counts.containsKey(key) || counts.size() < MOST) {
            counts.merge(key, 1L, Long::sum);
            return;
        }
        counts.replaceAll((_, count) -> count - 1);
        counts.values().removeIf(count -> count == 0);
    }

    /** The first, and the least share of all that it has, 0 to 1; null when there is none. */
    public synchronized Map.Entry<String, Double> first() {
        var first = counts.entrySet().stream().max(Map.Entry.comparingByValue()).orElse(null);
        return first == null ? null : Map.entry(first.getKey(), (double) first.getValue() / all);
    }
}
