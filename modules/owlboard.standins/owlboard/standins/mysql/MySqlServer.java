package owlboard.standins.mysql;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import owlboard.standins.listen.Listener;
import owlboard.standins.sql.Bounds;
import owlboard.standins.sql.Database;
import owlboard.standins.sql.Dialect;

/** A stand-in for a MySQL 8 server: see the package for what it is not. All users may do everything. */
public final class MySqlServer implements AutoCloseable {
    static final String VERSION = "8.0.36-owlboard";
    static final int CONNECTIONS_MAX = 500;

    final Database database;
    private final Map<String, String> users;
    private final List<String> databases;
    private final Map<Integer, MySqlConnection> connections = new ConcurrentSkipListMap<>();
    private final AtomicInteger ids = new AtomicInteger();
    private final AtomicLong questions = new AtomicLong();
    private final long started = System.nanoTime();
    private Listener listener;

    private MySqlServer(Database database, Map<String, String> users, List<String> databases) {
        this.database = database;
        this.users = Map.copyOf(users);
        this.databases = List.copyOf(databases);
    }

    /**
     * Listens when it returns.
     *
     * @param state     folder of the journal, {@code mysql.journal}
     * @param users     names with their passwords
     * @param databases that are there from the start
     */
    public static MySqlServer start(InetSocketAddress listen, Path state, Map<String, String> users, List<String> databases)
            throws IOException {
        return start(listen, state, users, databases, Bounds.STANDARD);
    }

    static MySqlServer start(InetSocketAddress listen, Path state, Map<String, String> users, List<String> databases, Bounds bounds)
            throws IOException {
        var server = new MySqlServer(Database.open(state.resolve("mysql.journal"), Dialect.MYSQL, bounds, databases), users, databases);
        try {
            server.listener = Listener.start("mysql", listen, CONNECTIONS_MAX, server::serve);
            return server;
        } catch (IOException failure) {
            server.database.close();
            throw failure;
        }
    }

    private void serve(Socket socket, boolean crowded) throws IOException {
        int id = ids.incrementAndGet();
        var connection = new MySqlConnection(this, socket, id);
        if (crowded) {
            connection.refuse();
            return;
        }
        connections.put(id, connection);
        try {
            connection.run();
        } finally {
            connections.remove(id);
        }
    }

    /** The TCP port. */
    public int port() {
        return listener.port();
    }

    /** Null: no such user. */
    String password(String user) {
        return users.get(user);
    }

    List<String> databases() {
        return databases;
    }

    /** Stops what a connection is doing, or the connection; false when there is none of this number. */
    boolean kill(int id, boolean wholly) {
        var connection = connections.get(id);
        if (connection == null) return false;
        connection.kill(wholly);
        return true;
    }

    void countQuestion() {
        questions.incrementAndGet();
    }

    Map<String, String> status() {
        var status = new TreeMap<String, String>();
        status.put("Uptime", Long.toString(uptimeSeconds()));
        status.put("Threads_connected", Integer.toString(connections.size()));
        status.put("Threads_running", "1");
        status.put("Questions", Long.toString(questions.get()));
        status.put("Connections", Integer.toString(ids.get()));
        status.put("Ssl_cipher", "");
        status.put("Ssl_version", "");
        return status;
    }

    /** The line of COM_STATISTICS. */
    String statistics() {
        return "Uptime: " + uptimeSeconds() + "  Threads: " + connections.size() + "  Questions: " + questions.get()
                + "  Slow queries: 0  Opens: 0  Open tables: 0  Queries per second avg: "
                + String.format(Locale.ROOT, "%.3f", questions.get() / (double) Math.max(1, uptimeSeconds()));
    }

    private long uptimeSeconds() {
        return (System.nanoTime() - started) / 1_000_000_000;
    }

    List<Object[]> processes() {
        var rows = new ArrayList<Object[]>();
        connections.forEach((id, connection) -> rows.add(connection.process()));
        return rows;
    }

    /** Frees the port, cuts the connections; what was told as committed is in the journal. */
    @Override
    public void close() throws IOException {
        listener.close();
        database.close();
    }
}
