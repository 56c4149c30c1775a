package owlboard.proxy.upstream;

import java.util.ArrayList;

/**
 * The idle connections of one group on one loop: the most recent first, at most {@code keepalive} of them, the oldest closed beyond. Used
 * by that loop only; {@link #size} by all.
 */
final class IdlePool {
    private final int capacity;
    private final ArrayList<UpstreamConnection> connections = new ArrayList<>();
    private volatile int size;

    IdlePool(int capacity) {
        this.capacity = capacity;
    }

    boolean holds(int count) {
        return capacity == count;
    }

    int size() {
        return size;
    }

    /** The most recent to this peer, under this TLS identity; null when there is none that still lives. */
    UpstreamConnection take(Peer peer, Object tlsIdentity) {
        for (int i = connections.size() - 1; i >= 0; i--) {
            var connection = connections.get(i);
            if (connection.peer != peer || !connection.fits(tlsIdentity)) continue;
            connections.remove(i);
            size = connections.size();
            if (connection.wakeUp()) return connection;
        }
        return null;
    }

    void put(UpstreamConnection connection) {
        if (capacity == 0) {
            connection.close();
            return;
        }
        connections.add(connection);
        if (connections.size() > capacity) connections.removeFirst().close();
        size = connections.size();
    }

    void closeAll() {
        while (!connections.isEmpty()) connections.removeLast().close();
        size = 0;
    }

    void remove(UpstreamConnection connection) {
        connections.remove(connection);
        size = connections.size();
    }
}
