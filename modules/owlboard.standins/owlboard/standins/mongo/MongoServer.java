package owlboard.standins.mongo;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import owlboard.standins.listen.Listener;
import owlboard.standins.mongo.data.Catalog;
import owlboard.standins.mongo.data.Commands;
import owlboard.standins.scram.Credential;

/** A stand-in for {@code mongod --auth} with one user, who may do everything, in the database {@code admin}. */
public final class MongoServer implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("owlboard.standins.mongo");
    private static final int CONNECTIONS_MAX = 5_000;

    private final Catalog catalog;
    private final Commands commands;
    private final Account account;
    private final AtomicInteger connections = new AtomicInteger();
    private Listener listener;

    /** Who may log in. */
    record Account(String user, Credential credential) {}

    private MongoServer(Catalog catalog, Account account) {
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
        var server = new MongoServer(Catalog.open(state.resolve("mongo.journal")), new Account(user, Credential.of(password)));
        try {
            server.listener = Listener.start("mongo", listen, CONNECTIONS_MAX, server::serve);
            return server;
        } catch (IOException | RuntimeException failure) {
            server.catalog.close();
            throw failure;
        }
    }

    /** The TCP port it listens on. */
    public int port() {
        return listener.port();
    }

    private void serve(Socket socket, boolean crowded) throws IOException {
        if (crowded) {
            LOG.log(System.Logger.Level.WARNING, "a connection was refused: there are {0}", CONNECTIONS_MAX);
            return;
        }
        socket.setKeepAlive(true);
        new Session(socket, commands, account, connections.incrementAndGet()).run();
    }

    /** Ends all connections and frees the port. Nothing that was answered is lost. */
    @Override
    public void close() throws IOException {
        listener.close();
        catalog.close();
    }
}
