package owlboard.clients.sql;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A bounded number of connections, the last used first. One that failed, or that was idle long and does not answer, is thrown away. */
public final class SqlPool implements AutoCloseable {
    /** Connects anew. */
    public interface Connector {
        SqlConnection connect() throws SqlException;
    }

    /** Idle longer than this, a connection is asked before it is used. */
    private static final long PING_AFTER = Duration.ofSeconds(5).toNanos();

    private record Idle(SqlConnection connection, long since) {}

    private final Connector connector;
    private final int most;
    private final Duration patience;
    private final Semaphore free;
    private final ArrayDeque<Idle> idle = new ArrayDeque<>();
    private boolean closed;

    /**
     * Connects when first used.
     *
     * @param most     connections at a time
     * @param patience how long a caller waits for one when all are in use
     */
    public SqlPool(Connector connector, int most, Duration patience) {
        this.connector = connector;
        this.most = most;
        this.patience = patience;
        this.free = new Semaphore(most, true);
    }

    /** Lends a connection for the work. */
    public <T> T with(SqlConnection.Work<T> work) throws SqlException {
        acquire();
        try {
            var connection = idle();
            if (connection == null) connection = connector.connect();
            try {
                return work.run(connection);
            } finally {
                giveBack(connection);
            }
        } finally {
            free.release();
        }
    }

    /** One statement on a connection of its own. */
    public SqlRows query(String sql, Object... parameters) throws SqlException {
        return with(connection -> connection.query(sql, parameters));
    }

    /** A transaction on a connection of its own. */
    public <T> T transaction(SqlConnection.Work<T> work) throws SqlException {
        return with(connection -> connection.transaction(work));
    }

    private void acquire() throws SqlException {
        try {
            if (!free.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new SqlException("all " + most + " connections have been in use for " + patience.toMillis() + " ms", null);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new SqlException("interrupted while waiting for a connection", stopped);
        }
    }

    private SqlConnection idle() {
        while (true) {
            Idle next;
            synchronized (idle) {
                next = idle.pollFirst();
            }
            if (next == null) return null;
            if (System.nanoTime() - next.since < PING_AFTER || answers(next.connection)) return next.connection;
        }
    }

    private static boolean answers(SqlConnection connection) {
        try {
            connection.ping();
            return true;
        } catch (SqlException gone) {
            connection.close();
            return false;
        }
    }

    private void giveBack(SqlConnection connection) {
        synchronized (idle) {
            if (connection.isOpen() && !closed) {
                idle.addFirst(new Idle(connection, System.nanoTime()));
                return;
            }
        }
        connection.close();
    }

    /** Closes what is idle; what is in use is closed when it comes back. */
    @Override
    public void close() {
        synchronized (idle) {
            closed = true;
            idle.forEach(one -> one.connection.close());
            idle.clear();
        }
    }
}
