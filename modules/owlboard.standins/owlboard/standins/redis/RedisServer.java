package owlboard.standins.redis;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import owlboard.standins.listen.Listener;
import owlboard.standins.redis.data.Store;

/** A stand-in for {@code redis-server --requirepass PASSWORD --appendonly yes}. */
public final class RedisServer implements AutoCloseable {
    private static final int CONNECTIONS_MAX = 10_000;
    private static final byte[] FULL = "-ERR max number of clients reached\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Store store;
    private final String password;
    private final AtomicLong ids = new AtomicLong();
    private Listener listener;

    private RedisServer(Store store, String password) {
        this.store = store;
        this.password = password;
    }

    /**
     * Listens when it returns.
     *
     * @param listen   port 0: one that the system chooses
     * @param state    folder of the journal, {@code redis.journal}
     * @param password of the user {@code default}; empty: none is asked for
     */
    public static RedisServer start(InetSocketAddress listen, Path state, String password) throws IOException {
        return start(listen, state, password, InstantSource.system());
    }

    static RedisServer start(InetSocketAddress listen, Path state, String password, InstantSource clock) throws IOException {
        var server = new RedisServer(Store.open(state.resolve("redis.journal"), clock), password);
        try {
            server.listener = Listener.start("redis", listen, CONNECTIONS_MAX, server::serve);
            return server;
        } catch (IOException | RuntimeException failure) {
            server.store.close();
            throw failure;
        }
    }

    /** The TCP port it listens on. */
    public int port() {
        return listener.port();
    }

    private void serve(Socket socket, boolean crowded) throws IOException {
        if (crowded) socket.getOutputStream().write(FULL);
        else new Session(socket, store, password, ids.incrementAndGet()).run();
    }

    /** Ends all connections and frees the port. Nothing that was answered is lost. */
    @Override
    public void close() throws IOException {
        store.stopWaiting();
        listener.close();
        store.close();
    }
}
