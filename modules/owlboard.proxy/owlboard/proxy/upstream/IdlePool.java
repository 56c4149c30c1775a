package owlboard.proxy.upstream;

import java.util.ArrayList;
import java.util.function.BiConsumer;

/**
 * The idle connections of one group on one loop: the most recent first, at most {@code keepalive} of them, the oldest closed beyond. Used
 * by that loop only; {@link #count} by all.
 */
final class IdlePool {
    private final int capacity;
    /** Of the configuration in force. */
    volatile Keepalive keepalive;
    /** Who is told of a peer that has sent more than its Content-Length, which is the text. */
    volatile BiConsumer<Peer, String> tells;
    private final ArrayList<UpstreamConnection> connections = new ArrayList<>();
    private volatile int count;

    IdlePool(Keepalive keepalive) {
        this.keepalive = keepalive;
        capacity = keepalive.connections();
    }

    boolean holds(int count) {
        return capacity == count;
    }

    int count() {
        return count;
    }

    /**
     * The most recent to this peer, under this TLS and own address; null when there is none that still lives. {@code surely}: nor one that
     * the peer may be about to close; the new one then takes its place, as the peer may have no other for it.
     */
    UpstreamConnection take(Peer peer, Object identity, boolean surely) {
        UpstreamConnection doubtful = null;
        for (int i = connections.size() - 1; i >= 0; i--) {
            var connection = connections.get(i);
            if (connection.peer != peer || !connection.fits(identity)) continue;
            if (surely && connection.mayBeClosing()) {
                doubtful = connection;
                continue;
            }
            connections.remove(i);
            count = connections.size();
            if (connection.wakeUp()) return connection;
        }
        if (doubtful != null) {
            remove(doubtful);
            doubtful.close();
        }
        return null;
    }

    void closeAll(Peer peer) {
        for (int i = connections.size() - 1; i >= 0; i--) if (connections.get(i).peer == peer) connections.remove(i).close();
        count = connections.size();
    }

    void put(UpstreamConnection connection) {
        if (capacity == 0) {
            connection.close();
            return;
        }
        connections.add(connection);
        if (connections.size() > capacity) connections.removeFirst().close();
        count = connections.size();
    }

    void closeAll() {
        while (!connections.isEmpty()) connections.removeLast().close();
        count = 0;
    }

    void remove(UpstreamConnection connection) {
        connections.remove(connection);
        count = connections.size();
    }
}
