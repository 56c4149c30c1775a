package owlboard.standins.sql;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assertions;

/** A database in a folder, and sessions on it, for tests. */
final class Workbench implements AutoCloseable {
    static final Surroundings NOWHERE = new Surroundings() {
        @Override
        public Object function(String name) {
            return name.equals("version") ? "test" : null;
        }

        @Override
        public Object variable(String name) {
            return null;
        }
    };

    final Dialect dialect;
    private final Path file;
    private final Bounds bounds;
    private final List<Session> sessions = new ArrayList<>();
    Database database;

    Workbench(Dialect dialect, Path folder) throws IOException {
        this(dialect, folder, new Bounds(Duration.ofMillis(200), 60_000, 64 << 20, 8 << 20, 8 << 20));
    }

    Workbench(Dialect dialect, Path folder, Bounds bounds) throws IOException {
        this.dialect = dialect;
        this.file = folder.resolve("sql.journal");
        this.bounds = bounds;
        reopen();
    }

    void reopen() throws IOException {
        if (database != null) close();
        sessions.clear();
        database = Database.open(file, dialect, bounds, List.of(dialect == Dialect.MYSQL ? "user_db" : "public"));
    }

    Session session() {
        var session = database.session(dialect == Dialect.MYSQL ? "user_db" : "public", NOWHERE);
        sessions.add(session);
        return session;
    }

    /** On the first session. Rows as {@code a,b|c,d}; changes as their number. */
    String run(String sql, Object... parameters) throws SqlFailure {
        if (sessions.isEmpty()) session();
        return run(sessions.getFirst(), sql, parameters);
    }

    String run(Session session, String sql, Object... parameters) throws SqlFailure {
        Result last = null;
        for (var statement : Parser.parse(sql, dialect)) last = session.execute(statement, Parameters.of(parameters));
        return switch (last) {
            case Result.Rows rows -> rows.rows().stream().map(row -> shown(rows, row)).collect(Collectors.joining("|"));
            case Result.Changed changed -> Long.toString(changed.changed());
            case null, default -> "";
        };
    }

    private String shown(Result.Rows rows, Object[] row) {
        var shown = new ArrayList<String>();
        for (int i = 0; i < row.length; i++) {
            shown.add(row[i] == null ? "NULL" : Values.show(row[i], rows.columns().get(i).type(), dialect));
        }
        return String.join(",", shown);
    }

    SqlFailure fails(SqlFailure.Kind kind, String sql, Object... parameters) {
        if (sessions.isEmpty()) session();
        return fails(sessions.getFirst(), kind, sql, parameters);
    }

    SqlFailure fails(Session session, SqlFailure.Kind kind, String sql, Object... parameters) {
        var failure = Assertions.assertThrows(SqlFailure.class, () -> run(session, sql, parameters), sql);
        Assertions.assertEquals(kind, failure.kind(), failure.getMessage());
        return failure;
    }

    Path file() {
        return file;
    }

    @Override
    public void close() throws IOException {
        sessions.forEach(Session::close);
        database.close();
    }
}
