package owlboard.services.stores;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import owlboard.services.http.Refusal;
import owlboard.clients.StoreUrl;
import owlboard.clients.sql.SqlConnection;
import owlboard.clients.sql.SqlException;
import owlboard.clients.sql.SqlPool;
import owlboard.clients.mysql.MySqlClient;
import owlboard.clients.postgres.PostgresClient;

/**
 * A SQL server with the tables of a service, which are created when they are missing. A server that is away is a 503, at once or within
 * seconds.
 */
public final class Sql implements Store {
    private static final int CONNECTIONS = 8;
    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    /** After a failed connect the next one waits this long; who comes meanwhile hears the same reason. */
    private static final long AGAIN_NANOS = 200_000_000;

    private static final int DUPLICATE_COLUMN = 1060;

    private final Supplier<StoreUrl> place;
    private final List<String> tables;
    private final SqlPool pool = new SqlPool(this::connect, CONNECTIONS, PATIENCE);
    private final Condition condition;
    private volatile boolean hasTables;
    private volatile SqlException lastFailure;
    private volatile long failedAt;

    /** @param tables statements that create what is not there yet, in their order */
    public Sql(Whereabouts place, List<String> tables) {
        this.place = place;
        this.tables = tables;
        condition = new Condition(place.url().toString());
    }

    private SqlConnection connect() throws SqlException {
        var failure = lastFailure;
        if (failure != null && System.nanoTime() - failedAt < AGAIN_NANOS) throw failure;
        try {
            var url = place.get();
            var connection = url.kind() == StoreUrl.Kind.MYSQL ? MySqlClient.connect(url, CONNECT, ANSWER)
                    : PostgresClient.connect(url, CONNECT, ANSWER);
            if (!hasTables) create(connection);
            lastFailure = null;
            return connection;
        } catch (SqlException away) {
            failedAt = System.nanoTime();
            lastFailure = away;
            throw away;
        }
    }

    /** One answer of a statement or several, again on a new connection when the first one proves dead: for what may be done twice. */
    public <T> T read(SqlConnection.Work<T> work) throws Refusal {
        try {
            return run(() -> pool.with(work), true);
        } catch (SqlException refused) {
            throw trouble(refused);
        }
    }

    /** All of it happens, or nothing; after a connection that broke it is not known which. */
    public <T> T change(SqlConnection.Work<T> work) throws Refusal {
        try {
            return run(() -> pool.transaction(work), false);
        } catch (SqlException refused) {
            throw trouble(refused);
        }
    }

    /** Like {@link #change}; empty, and nothing happened, when a unique key has the value already. */
    public <T> Optional<T> changeUnlessTaken(SqlConnection.Work<T> work) throws Refusal {
        try {
            return Optional.of(run(() -> pool.transaction(work), false));
        } catch (SqlException refused) {
            if (refused.isDuplicate()) return Optional.empty();
            throw trouble(refused);
        }
    }

    @FunctionalInterface
    private interface Call<T> {
        T run() throws SqlException;
    }

    private <T> T run(Call<T> call, boolean twice) throws SqlException {
        try {
            return up(call.run());
        } catch (SqlException failure) {
            boolean missing = isMissingTable(failure);
            if (missing) hasTables = false;
            boolean again = missing || failure.isRetryable() || twice && failure.connectionLost() && failure != lastFailure;
            if (!again) throw failure;
            if (missing) createTables();
            return up(call.run());
        }
    }

    private <T> T up(T result) {
        condition.up();
        return result;
    }

    /** The server's data were thrown away while this service ran. */
    private void createTables() throws SqlException {
        pool.with(connection -> {
            create(connection);
            return null;
        });
    }

    /** A column that is there already was added before, or by another replica. */
    private void create(SqlConnection connection) throws SqlException {
        for (var statement : tables) {
            try {
                connection.query(statement);
            } catch (SqlException refused) {
                if (refused.code() != DUPLICATE_COLUMN && !refused.state().equals("42701")) throw refused;
            }
        }
        hasTables = true;
    }

    private static boolean isMissingTable(SqlException failure) {
        return failure.code() == 1146 || failure.state().equals("42P01");
    }

    private Refusal trouble(SqlException failure) {
        return condition.down(failure);
    }

    @Override
    public void ping() throws Refusal {
        read(connection -> {
            connection.ping();
            return null;
        });
    }

    @Override
    public Condition condition() {
        return condition;
    }

    @Override
    public void close() {
        pool.close();
    }
}
