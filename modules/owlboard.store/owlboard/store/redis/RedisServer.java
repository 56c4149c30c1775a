package owlboard.store.redis;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import owlboard.store.redis.data.Store;

/** A stand-in for {@code redis-server --requirepass PASSWORD --appendonly yes}. */
public final class RedisServer implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("owlboard.store.redis");
    private static final int CONNECTIONS_MAX = 10_000;
    private static final byte[] FULL = "-ERR max number of clients reached\r\n".getBytes(StandardCharsets.US_ASCII);

    private final ServerSocket listener;
    private final Store store;
    private final String password;
    private final Set<Session> sessions = ConcurrentHashMap.newKeySet();
    private final AtomicLong ids = new AtomicLong();
    private final Thread acceptor = Thread.ofVirtual().name("redis-accept").unstarted(this::accept);

    private RedisServer(ServerSocket listener, Store store, String password) {
        this.listener = listener;
        this.store = store;
        this.password = password;
    }

    /**
     * Listens when it returns.
     *
     * @param state    folder of the journal, {@code redis.journal}
     * @param password of the user {@code default}; empty: none is asked for
     */
    public static RedisServer start(InetSocketAddress listen, Path state, String password) throws IOException {
        return start(listen, state, password, InstantSource.system());
    }

    static RedisServer start(InetSocketAddress listen, Path state, String password, InstantSource clock) throws IOException {
        var store = Store.open(state.resolve("redis.journal"), clock);
        try {
            var listener = new ServerSocket();
            try {
                listener.setReuseAddress(true);
                listener.bind(listen, 512);
            } catch (IOException failure) {
                listener.close();
                throw new IOException("redis cannot listen on " + listen.getHostString() + ":" + listen.getPort() + ": " + failure.getMessage()
                        + "; end what uses the port, or choose another one", failure);
            }
            var server = new RedisServer(listener, store, password);
            server.acceptor.start();
            return server;
        } catch (IOException | RuntimeException failure) {
            store.close();
            throw failure;
        }
    }

    /** The TCP port it listens on. */
    public int port() {
        return listener.getLocalPort();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                admit(listener.accept());
            } catch (IOException failure) {
                if (!listener.isClosed()) LOG.log(System.Logger.Level.WARNING, "a connection could not be accepted: {0}", failure.getMessage());
            }
        }
    }

    private void admit(Socket socket) throws IOException {
        if (sessions.size() >= CONNECTIONS_MAX) {
            try (socket) {
                socket.getOutputStream().write(FULL);
            }
            return;
        }
        var session = new Session(socket, store, password, ids.incrementAndGet());
        sessions.add(session);
        Thread.ofVirtual().name("redis-" + session.id()).start(() -> {
            try {
                session.run();
            } finally {
                sessions.remove(session);
            }
        });
        if (listener.isClosed()) session.cut();
    }

    /** Ends all connections and frees the port. Nothing that was answered is lost. */
    @Override
    public void close() throws IOException {
        listener.close();
        store.stopWaiting();
        sessions.forEach(Session::cut);
        store.close();
        try {
            acceptor.join(); // the port is taken as long as this thread is in accept
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}
