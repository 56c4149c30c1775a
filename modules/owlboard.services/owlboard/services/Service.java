package owlboard.services;

import com.sun.net.httpserver.HttpServer;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import owlboard.services.http.Workers;
import owlboard.services.tls.MutualTls;
import owlboard.services.websocket.OpenSockets;

/** A service that listens. */
public final class Service {
    private final HttpServer server;
    private final HttpServer health; // null: there is none
    private final ExecutorService exchanges;
    private final OpenSockets sockets;
    private final Workers workers;
    private final Kept kept;

    Service(HttpServer server, HttpServer health, ExecutorService exchanges, OpenSockets sockets, Workers workers, Kept kept) {
        this.server = server;
        this.health = health;
        this.exchanges = exchanges;
        this.sockets = sockets;
        this.workers = workers;
        this.kept = kept;
    }

    /** The port it listens on; the one the system chose when port 0 was asked for. */
    public int port() {
        return server.getAddress().getPort();
    }

    /** The port where health is told in plain HTTP; -1 where nobody asked for one. */
    public int healthPort() {
        return health == null ? -1 : health.getAddress().getPort();
    }

    /**
     * Stops accepting, says goodbye to WebSockets (close code 1001), and returns when all exchanges have ended, at the latest
     * after {@code grace}, in whole seconds: then connections are cut. A second call does nothing.
     */
    public void close(Duration grace) {
        if (health != null) health.stop(0);
        sockets.leave();
        server.stop((int) Math.ceilDiv(grace.toMillis(), 1000L));
        MutualTls.stopsWith(server);
        sockets.close();
        exchanges.shutdownNow();
        workers.close();
        kept.close();
    }
}
