package owlboard.services.websocket;

import java.io.Closeable;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The open WebSockets of a service, and the clock that pings them and ends those whose peer is gone. */
public final class OpenSockets implements AutoCloseable {
    /** At most this many at a time. */
    public static final int SOCKETS_MAX = 4096;

    private static final System.Logger LOG = System.getLogger("owlboard.services");

    private final Set<WebSocket> open = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService clock;
    private volatile boolean leaving;

    public OpenSockets(String service) {
        clock = Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name(service + "-websocket-clock").factory());
        clock.scheduleWithFixedDelay(() -> open.forEach(this::tick), 1, 1, TimeUnit.SECONDS);
    }

    public boolean hasRoom() {
        return !leaving && open.size() < SOCKETS_MAX;
    }

    /** A socket that belongs to this set until it is closed. */
    public WebSocket add(WebSocket.Upgrade upgrade, Closeable connection) {
        var socket = new WebSocket(upgrade, connection, open::remove);
        open.add(socket);
        return socket;
    }

    private void tick(WebSocket socket) {
        try {
            socket.tick(System.nanoTime());
        } catch (IOException | RuntimeException failed) {
            LOG.log(Level.WARNING, "a WebSocket did not close: " + failed);
        }
    }

    /** Opens no more, and tells every peer that the service goes away (1001). Does not wait for them. */
    public void leave() {
        leaving = true;
        open.forEach(socket -> socket.close(CloseCode.GOING_AWAY, "the service stops"));
    }

    /** Ends what is still open, and the clock. */
    @Override
    public void close() {
        leaving = true;
        open.forEach(OpenSockets::abort);
        clock.shutdownNow();
    }

    private static void abort(WebSocket socket) {
        try {
            socket.abort();
        } catch (IOException failed) {
            LOG.log(Level.WARNING, "a WebSocket did not close: " + failed);
        }
    }
}
