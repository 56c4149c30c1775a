package owlboard.standins.postgres;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import owlboard.standins.listen.Listener;
import owlboard.standins.scram.Credential;
import owlboard.standins.sql.Bounds;
import owlboard.standins.sql.Database;
import owlboard.standins.sql.Dialect;

/** A stand-in for a PostgreSQL 15 server with one database: see the package for what it is not. All users may do everything. */
public final class PostgresServer implements AutoCloseable {
    static final String VERSION = "15.6 (owlboard's stand-in)";
    static final int CONNECTIONS_MAX = 500;
    static final String SCHEMA = "public";
    private static final SecureRandom RANDOM = new SecureRandom();

    final Database core;
    private final Map<String, String> users;
    private final String database;
    private final Map<String, Credential> credentials = new ConcurrentHashMap<>();
    private final Map<Integer, PostgresConnection> connections = new ConcurrentHashMap<>();
    private final AtomicInteger ids = new AtomicInteger(100);
    private Listener listener;

    private PostgresServer(Database core, Map<String, String> users, String database) {
        this.core = core;
        this.users = Map.copyOf(users);
        this.database = database;
    }

    /**
     * Listens when it returns.
     *
     * @param state    folder of the journal, {@code postgres.journal}
     * @param users    names with their passwords
     * @param database the one that there is
     */
    public static PostgresServer start(InetSocketAddress listen, Path state, Map<String, String> users, String database)
            throws IOException {
        return start(listen, state, users, database, Bounds.STANDARD);
    }

    static PostgresServer start(InetSocketAddress listen, Path state, Map<String, String> users, String database, Bounds bounds)
            throws IOException {
        var server = new PostgresServer(Database.open(state.resolve("postgres.journal"), Dialect.POSTGRES, bounds, List.of(SCHEMA)), users,
                database);
        try {
            server.listener = Listener.start("postgres", listen, CONNECTIONS_MAX, server::serve);
            return server;
        } catch (IOException failure) {
            server.core.close();
            throw failure;
        }
    }

    private void serve(Socket socket, boolean crowded) throws IOException {
        var connection = new PostgresConnection(this, socket, ids.incrementAndGet(), RANDOM.nextInt());
        connections.put(connection.id(), connection);
        try {
            connection.run(crowded);
        } finally {
            connections.remove(connection.id());
        }
    }

    /** The TCP port. */
    public int port() {
        return listener.port();
    }

    String database() {
        return database;
    }

    /** Null: no such user. Made when the user first logs in: it takes some 20 ms of computing. */
    Credential credential(String user) {
        var password = users.get(user);
        return password == null ? null : credentials.computeIfAbsent(user, ignored -> Credential.of(password));
    }

    void cancel(int id, int secret) {
        var connection = connections.get(id);
        if (connection != null && connection.hasSecret(secret)) connection.cancel();
    }

    /** Frees the port, cuts the connections; what was told as committed is in the journal. */
    @Override
    public void close() throws IOException {
        listener.close();
        core.close();
    }
}
