package owlboard.proxy.access;

import java.util.LinkedHashMap;
import owlboard.config.Http;
import owlboard.proxy.count.Slab;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Value;
import owlboard.wire.loop.BriefLock;

/**
 * A {@code limit_req_zone}: one leaky bucket per key, in thousandths of a request. One for the process: its counts are exact whatever the
 * number of loops.
 */
public final class ReqZone {
    /** Bytes that nginx takes for a state: what {@code 10m} is worth. */
    private static final int STATE_BYTES = 128;
    private static final int KEY_MAX = 65_535;

    private static final class Bucket {
        long excess;
        long lastMillis;
    }

    private static final class Buckets {
        final BriefLock lock = new BriefLock();
        final LinkedHashMap<String, Bucket> map = new LinkedHashMap<>(64, 0.75f, true);
        long made;
        /** How often there was no room for one more. */
        long crowded;
    }

    final LimitZone counted;
    private final Http.LimitReqZone zone;
    private final Value key;
    private final Buckets buckets;
    private final int capacity;

    public ReqZone(Http.LimitReqZone zone, Value key) {
        this(zone, key, new Buckets(), new LimitZone(zone.name(), true, zone.key()));
    }

    private ReqZone(Http.LimitReqZone zone, Value key, Buckets buckets, LimitZone counted) {
        this.counted = counted;
        this.zone = zone;
        this.key = key;
        this.buckets = buckets;
        capacity = (int) Math.max(8, Math.min(1 << 24, zone.sizeBytes() / STATE_BYTES));
    }

    /** Whether its buckets may be taken over by a zone of a newer configuration. */
    public boolean isLike(Http.LimitReqZone other) {
        return zone.key().source().equals(other.key().source()) && zone.sizeBytes() == other.sizeBytes() && zone.rate() == other.rate();
    }

    public ReqZone withKey(Value newKey) {
        return new ReqZone(zone, newKey, buckets, counted);
    }

    public String name() {
        return zone.name();
    }

    Slab slab() {
        buckets.lock.lock();
        try {
            return new Slab(zone.name(), zone.sizeBytes(), STATE_BYTES, buckets.map.size(), buckets.made + buckets.crowded,
                    buckets.crowded);
        } finally {
            buckets.lock.unlock();
        }
    }

    public long rate() {
        return zone.rate();
    }

    /** Null when the key is empty: not counted. */
    String key(Exchange exchange) {
        var text = key.text(exchange);
        return text.isEmpty() || text.length() > KEY_MAX ? null : text;
    }

    /**
     * The excess after one more request, in thousandths; {@code -1 - excess} when it is over {@code burst}. Only an account that passes is
     * written when {@code commit}.
     */
    long account(String text, long nowMillis, int burst, boolean commit) {
        buckets.lock.lock();
        try {
            var bucket = buckets.map.get(text);
            if (bucket == null) {
                if (commit) {
                    makeRoom(nowMillis);
                    bucket = new Bucket();
                    bucket.lastMillis = nowMillis;
                    buckets.map.put(text, bucket);
                    buckets.made++;
                }
                return 0;
            }
            long elapsed = nowMillis - bucket.lastMillis;
            if (elapsed < -60_000) elapsed = 1;
            else if (elapsed < 0) elapsed = 0;
            long excess = Math.max(0, bucket.excess - zone.rate() * elapsed / 1000 + 1000);
            if (excess > burst * 1000L) return -1 - excess;
            if (commit) {
                bucket.excess = excess;
                if (elapsed > 0) bucket.lastMillis = nowMillis;
            }
            return excess;
        } finally {
            buckets.lock.unlock();
        }
    }

    private void makeRoom(long nowMillis) {
        if (buckets.map.size() < capacity) return;
        buckets.crowded++;
        var eldest = buckets.map.pollFirstEntry();
        if (eldest == null) return;
        var next = buckets.map.firstEntry();
        if (next != null && nowMillis - next.getValue().lastMillis >= 60_000) buckets.map.pollFirstEntry();
    }
}
