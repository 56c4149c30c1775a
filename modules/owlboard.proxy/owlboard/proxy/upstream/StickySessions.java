package owlboard.proxy.upstream;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import owlboard.config.Upstream;
import owlboard.proxy.count.Slab;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Making;
import owlboard.proxy.exchange.Value;

/** {@code sticky learn}: sessions that peers begin, and the clients that show them. Those that were not seen for longest go first. */
final class StickySessions extends Sticky {
    /** A session longer than that is none: what is kept of clients is bounded. */
    private static final int ID_MAX = 512;
    /** What a session is worth of a zone's size. */
    private static final int SESSION_BYTES = 256;

    private record Session(String route, long seenNanos) {}

    private final String zone;
    private final int most;
    private final long timeoutNanos;
    private final List<Value> create;
    private final List<Value> lookup;
    /** Guarded by itself; the one that was seen last is last. */
    private final LinkedHashMap<String, Session> sessions;

    /** {@code before}: its sessions go on in a zone of the same name; null: there was none. */
    StickySessions(Upstream.Sticky.Learn declared, Making making, StickySessions before) {
        zone = declared.zone();
        most = declared.sessionsMax();
        timeoutNanos = declared.timeoutMillis() * 1_000_000;
        create = values(declared.create(), making);
        lookup = values(declared.lookup(), making);
        sessions = before != null && before.zone.equals(zone) ? before.sessions : new LinkedHashMap<>(16, 0.75f, true);
    }

    Slab slab() {
        synchronized (sessions) {
            return new Slab(zone, (long) most * SESSION_BYTES, SESSION_BYTES, sessions.size());
        }
    }

    @Override
    String wanted(Exchange exchange) {
        var id = first(lookup, exchange);
        if (id == null || id.length() > ID_MAX) return null;
        long now = System.nanoTime();
        synchronized (sessions) {
            var known = sessions.get(id);
            if (known == null) return null;
            if (now - known.seenNanos > timeoutNanos) {
                sessions.remove(id);
                return null;
            }
            sessions.put(id, new Session(known.route, now));
            return known.route;
        }
    }

    @Override
    void answers(Exchange exchange, Peer peer, String wanted) {
        var id = first(create, exchange);
        if (id == null || id.length() > ID_MAX) return;
        long now = System.nanoTime();
        synchronized (sessions) {
            sessions.put(id, new Session(peer.route(), now));
            for (var oldest = sessions.entrySet().iterator(); oldest.hasNext();) {
                if (!isOver(oldest.next(), now)) break;
                oldest.remove();
            }
        }
    }

    private boolean isOver(Map.Entry<String, Session> session, long now) {
        return sessions.size() > most || now - session.getValue().seenNanos > timeoutNanos;
    }
}
