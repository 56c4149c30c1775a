package owlboard.standins.redis.data;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * One numbered database: keys, their values and when they end. A key that has ended is gone when somebody looks, and once a second in any
 * case.
 */
final class Database {
    private final Map<String, Value> values = new HashMap<>();
    /** Milliseconds since 1970, of the keys that end. */
    private final Map<String, Long> ends = new HashMap<>();
    private final Map<String, Set<Watch>> watches = new HashMap<>();

    /** Null when there is none. */
    Value get(String key, long now) {
        var end = ends.isEmpty() ? null : ends.get(key);
        if (end != null && end <= now) remove(key);
        return values.get(key);
    }

    /** The value of this kind; null when absent, refused when of another kind. */
    <V extends Value> V get(String key, long now, Class<V> kind) {
        var value = get(key, now);
        if (value != null && !kind.isInstance(value)) throw new Refused(Refused.WRONG_TYPE);
        return kind.cast(value);
    }

    <V extends Value> V getOr(String key, long now, Class<V> kind, Supplier<V> fresh) {
        var value = get(key, now, kind);
        if (value == null) {
            value = fresh.get();
            values.put(key, value);
        }
        return value;
    }

    /** Sets a value and keeps when it ends. */
    void put(String key, Value value) {
        values.put(key, value);
        touched(key);
    }

    /** A collection was changed in place; it goes when it is empty. */
    void changed(String key) {
        var value = values.get(key);
        if (value != null && value.isEmpty()) remove(key);
        else touched(key);
    }

    /** Takes away a collection that was made for a command that then added nothing. */
    void tidy(String key) {
        var value = values.get(key);
        if (value != null && value.isEmpty()) remove(key);
    }

    boolean remove(String key) {
        ends.remove(key);
        var had = values.remove(key) != null;
        if (had) touched(key);
        return had;
    }

    Long end(String key) {
        return ends.get(key);
    }

    /** Null: never. A time that has passed takes the key away. */
    void end(String key, Long end, long now) {
        if (end != null && end <= now) {
            remove(key);
            return;
        }
        if (end == null) ends.remove(key);
        else ends.put(key, end);
        touched(key);
    }

    void clear() {
        for (var key : Set.copyOf(watches.keySet())) if (values.containsKey(key)) touched(key);
        values.clear();
        ends.clear();
    }

    Set<String> keys(long now) {
        sweep(now);
        return values.keySet();
    }

    void each(long now, BiConsumer<String, Value> visit) {
        sweep(now);
        values.forEach(visit);
    }

    int ending() {
        return ends.size();
    }

    void sweep(long now) {
        if (ends.isEmpty()) return;
        var over = new HashSet<String>();
        ends.forEach((key, end) -> { if (end <= now) over.add(key); });
        over.forEach(this::remove);
    }

    void watch(String key, Watch watch) {
        watches.computeIfAbsent(key, k -> new HashSet<>()).add(watch);
    }

    void unwatch(String key, Watch watch) {
        watches.computeIfPresent(key, (k, set) -> set.remove(watch) && set.isEmpty() ? null : set);
    }

    private void touched(String key) {
        if (watches.isEmpty()) return;
        var set = watches.get(key);
        if (set != null) set.forEach(Watch::spoil);
    }
}
