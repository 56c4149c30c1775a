package owlboard.proxy.count;

import java.util.HashMap;
import java.util.List;
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

    /** The first ones, the most frequent before the others, each with the least share of all that it has, 0 to 1. */
    public synchronized List<Map.Entry<String, Double>> first(int most) {
        return counts.entrySet().stream().sorted(Map.Entry.<String, Long>comparingByValue().reversed()).limit(most)
                .map(one -> Map.entry(one.getKey(), (double) one.getValue() / all)).toList();
    }

    /** The first, and the least share of all that it has, 0 to 1; null when there is none. */
    public synchronized Map.Entry<String, Double> first() {
        var first = first(1);
        return first.isEmpty() ? null : first.getFirst();
    }
}
