package owlboard.store.mongo;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import owlboard.store.mongo.data.Catalog;
import owlboard.store.mongo.data.Commands;
import owlboard.store.scram.Credential;

/** A stand-in for {@code mongod --auth} with one user, who may do everything, in the database {@code admin}. */
public final class MongoServer implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("owlboard.store.mongo");
    private static final int CONNECTIONS_MAX = 5_000;

    private final Catalog catalog;
    private final Commands commands;
    private final Account account;
    private final AtomicInteger ids = new AtomicInteger();
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private final Thread acceptor = Thread.ofVirtual().name("mongo-accept").unstarted(this::accept);
    private final ServerSocket listener;

    /** Who may log in. */
    record Account(String user, Credential credential) {}

    private MongoServer(ServerSocket listener, Catalog catalog, Account account) {
        this.listener = listener;
        this.catalog = catalog;
        this.commands = new Commands(catalog);
        this.account = account;
    }

    /**
     * Listens when it returns.
     *
     * @param listen port 0: one that the system chooses
     * @param state  folder of the journal, {@code mongo.journal}
     */
    public static MongoServer start(InetSocketAddress listen, Path state, String user, String password) throws IOException {
        var catalog = Catalog.open(state.resolve("mongo.journal"));
        try {
            var server = new MongoServer(bound(listen), catalog, new Account(user, Credential.of(password)));
            server.acceptor.start();
            return server;
        } catch (IOException | RuntimeException failure) {
            catalog.close();
            throw failure;
        }
    }

    private static ServerSocket bound(InetSocketAddress listen) throws IOException {
        var listener = new ServerSocket();
        try {
            listener.setReuseAddress(true);
            listener.bind(listen, 512);
            return listener;
        } catch (IOException failure) {
            listener.close();
            throw new IOException("mongo cannot listen on " + listen.getHostString() + ":" + listen.getPort() + ": " + failure.getMessage()
                    + "; end what uses the port, or choose another one", failure);
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
        if (connections.size() >= CONNECTIONS_MAX) {
            socket.close();
            LOG.log(System.Logger.Level.WARNING, "a connection was refused: there are {0}", CONNECTIONS_MAX);
            return;
        }
        connections.add(socket);
        Thread.ofVirtual().name("mongo").start(() -> serve(socket));
        if (listener.isClosed()) socket.close();
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            socket.setKeepAlive(true);
            new Session(socket, commands, account, ids.incrementAndGet()).run();
        } catch (IOException gone) {
            LOG.log(System.Logger.Level.DEBUG, "a connection is gone: {0}", gone.getMessage());
        } finally {
            connections.remove(socket);
        }
    }

    /** Ends all connections and frees the port. Nothing that was answered is lost. */
    @Override
    public void close() throws IOException {
        listener.close();
        for (var connection : connections) connection.close();
        catalog.close();
        try {
            acceptor.join(); // the port is taken as long as this thread is in accept
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}
