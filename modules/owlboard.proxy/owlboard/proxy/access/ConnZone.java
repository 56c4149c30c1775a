package owlboard.proxy.access;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import owlboard.config.Http;
import owlboard.proxy.count.Slab;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Value;

/** A {@code limit_conn_zone}: requests in progress per key. One for the process. */
public final class ConnZone {
    private static final int STATE_BYTES = 64;
    private static final int KEY_MAX = 255;

    private static final class Counts {
        final ConcurrentHashMap<String, AtomicInteger> map = new ConcurrentHashMap<>();
        final LongAdder made = new LongAdder();
        /** How often there was no room for one more. */
        final LongAdder crowded = new LongAdder();
    }

    final LimitZone counted;
    private final Http.LimitConnZone zone;
    private final Value key;
    private final Counts counts;
    private final int capacity;

    public ConnZone(Http.LimitConnZone zone, Value key) {
        this(zone, key, new Counts(), new LimitZone(zone.name(), false, zone.key()));
    }

    private ConnZone(Http.LimitConnZone zone, Value key, Counts counts, LimitZone counted) {
        this.counted = counted;
        this.zone = zone;
        this.key = key;
        this.counts = counts;
        capacity = (int) Math.max(8, Math.min(1 << 24, zone.sizeBytes() / STATE_BYTES));
    }

    public boolean isLike(Http.LimitConnZone other) {
        return zone.key().source().equals(other.key().source()) && zone.sizeBytes() == other.sizeBytes();
    }

    public ConnZone withKey(Value newKey) {
        return new ConnZone(zone, newKey, counts, counted);
    }

    public String name() {
        return zone.name();
    }

    Slab slab() {
        long crowded = counts.crowded.sum();
        return new Slab(zone.name(), zone.sizeBytes(), STATE_BYTES, counts.map.size(), counts.made.sum() + crowded, crowded);
    }

    /** Null when the key is empty or too long: not counted. */
    String key(Exchange exchange) {
        var text = key.text(exchange);
        return text.isEmpty() || text.length() > KEY_MAX ? null : text;
    }

    /** Counts one more, unless there are {@code limit} already or the zone is full. */
    boolean enter(String text, int limit) {
        boolean[] entered = {false};
        counts.map.compute(text, (_, count) -> {
            if (count == null) {
                if (limit <= 0) return null;
                if (counts.map.size() >= capacity) {
                    counts.crowded.increment();
                    return null;
                }
                counts.made.increment();
                count = new AtomicInteger();
            }
            if (count.get() >= limit) return count;
            count.incrementAndGet();
            entered[0] = true;
            return count;
        });
        return entered[0];
    }

    void leave(String text) {
        counts.map.computeIfPresent(text, (_, count) -> count.decrementAndGet() == 0 ? null : count);
    }
}
