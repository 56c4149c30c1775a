package owlboard.services.users;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import owlboard.services.http.Refusal;
import owlboard.services.stores.Sql;
import owlboard.services.stores.Whereabouts;
import owlboard.clients.sql.SqlConnection;
import owlboard.clients.sql.SqlException;
import owlboard.clients.sql.SqlRows;

/**
 * Accounts in MySQL. Names and addresses are unique by a key of their own, in lower case and compared byte by byte: no collation decides
 * who is who.
 */
public final class MySqlUsers implements Users {
    private static final List<String> TABLES = List.of(
            "CREATE TABLE IF NOT EXISTS users (id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY, username VARCHAR(64) NOT NULL, email "
            + "VARCHAR(254) NOT NULL, full_name VARCHAR(200),"
                    + " password_hash VARCHAR(400) NOT NULL, created_millis BIGINT NOT NULL, name_key VARBINARY(256) NOT NULL UNIQUE, "
                    + "email_key VARBINARY(1016) NOT NULL UNIQUE)",
            "CREATE TABLE IF NOT EXISTS dashboards (id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY, owner_id BIGINT NOT NULL, title "
            + "VARCHAR(200) NOT NULL, description VARCHAR(1000),"
                    + " canvas_id VARCHAR(64) NOT NULL, KEY owner (owner_id))",
            "CREATE TABLE IF NOT EXISTS secrets (name VARCHAR(32) NOT NULL PRIMARY KEY, secret VARCHAR(200) NOT NULL)",
            "ALTER TABLE users ADD COLUMN is_active TINYINT NOT NULL DEFAULT 1"); // a table of an earlier version has none
    private static final String USER = "SELECT id, username, email, full_name, password_hash, is_active, created_millis FROM users";

    private final Sql sql;

    private MySqlUsers(Sql sql) {
        this.sql = sql;
    }

    public static Sql open(Whereabouts place) {
        return new Sql(place, TABLES);
    }

    public static MySqlUsers in(Sql sql) {
        return new MySqlUsers(sql);
    }

    private static byte[] key(String login) {
        return login.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8);
    }

    private static User user(SqlRows.Row row) {
        return new User(row.number("id"), row.text("username"), row.text("email"), row.text("full_name"), row.text("password_hash"),
                row.truth("is_active"), Instant.ofEpochMilli(row.number("created_millis")));
    }

    private static Optional<User> one(SqlRows rows) {
        return rows.rows().stream().findFirst().map(MySqlUsers::user);
    }

    private static Optional<User> find(SqlConnection connection, long id) throws SqlException {
        return one(connection.query(USER + " WHERE id = ?", id));
    }

    @Override
    public User add(User.Draft draft) throws Refusal {
        var now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        var added = sql.changeUnlessTaken(connection -> connection.query(
                "INSERT INTO users (username, email, full_name, password_hash, created_millis, name_key, email_key) VALUES (?, ?, ?, ?, "
                + "?, ?, ?)",
                draft.username(), draft.email(), draft.fullName(), draft.passwordHash(), now.toEpochMilli(), key(draft.username()),
                key(draft.email())).insertId());
        if (added.isEmpty()) throw taken(draft.username(), 0);
        return new User(added.get(), draft.username(), draft.email(), draft.fullName(), draft.passwordHash(), true, now);
    }

    /** Which of the two it was. */
    private Refusal taken(String name, long owner) throws Refusal {
        boolean byName = name != null && sql.read(connection -> connection.query("SELECT id FROM users WHERE name_key = ?", key(name)))
                .rows().stream().anyMatch(row -> row.number("id") != owner);
        return new Refusal(400, byName ? "Username already taken" : "Email already registered");
    }

    @Override
    public Optional<User> byId(long id) throws Refusal {
        return sql.read(connection -> find(connection, id));
    }

    @Override
    public Optional<User> byLogin(String name) throws Refusal {
        var key = key(name);
        return sql.read(connection -> one(connection.query(USER + " WHERE name_key = ? OR email_key = ?", key, key)));
    }

    @Override
    public List<User> page(int skip, int limit) throws Refusal {
        if (limit == 0) return List.of();
        return sql.read(connection -> connection.query(USER + " ORDER BY id LIMIT " + limit + " OFFSET " + skip).rows().stream()
                .map(MySqlUsers::user).toList());
    }

    @Override
    public Optional<User> update(long id, User.Change change) throws Refusal {
        var updated = sql.changeUnlessTaken(connection -> {
            var before = find(connection, id);
            if (before.isEmpty()) return before;
            var after = before.get().with(change);
            connection.query(
                    "UPDATE users SET username = ?, email = ?, full_name = ?, password_hash = ?, name_key = ?, email_key = ?, is_active = ?"
                    + " WHERE id = ?", after.username(), after.email(), after.fullName(), after.passwordHash(), key(after.username()),
                    key(after.email()),
                    after.isActive() ? 1 : 0, id);
            return Optional.of(after);
        });
        if (updated.isEmpty()) throw taken(change.username(), id);
        return updated.get();
    }

    @Override
    public Optional<User> remove(long id) throws Refusal {
        return sql.change(connection -> {
            var gone = find(connection, id);
            connection.query("DELETE FROM dashboards WHERE owner_id = ?", id);
            connection.query("DELETE FROM users WHERE id = ?", id);
            return gone;
        });
    }

    @Override
    public Optional<List<Dashboard>> dashboards(long ownerId) throws Refusal {
        return sql.read(connection -> {
            if (find(connection, ownerId).isEmpty()) return Optional.empty();
            return Optional.of(connection.query("SELECT id, title, description, canvas_id FROM dashboards WHERE owner_id = ? ORDER BY id",
                    ownerId).rows().stream()
                    .map(row -> new Dashboard(row.number("id"), ownerId, row.text("title"), row.text("description"), row.text("canvas_id")))
                    .toList());
        });
    }

    @Override
    public Optional<Dashboard> addDashboard(long ownerId, String title, String description) throws Refusal {
        var owned = dashboards(ownerId);
        if (owned.isEmpty()) return Optional.empty();
        if (owned.get().size() >= UserTable.DASHBOARDS_MAX) {
            throw new Refusal(507, "no room for more than " + UserTable.DASHBOARDS_MAX + " dashboards of a user");
        }
        var canvas = UUID.randomUUID().toString();
        long id = sql.change(connection ->
                connection.query("INSERT INTO dashboards (owner_id, title, description, canvas_id) VALUES (?, ?, ?, ?)", ownerId, title,
                description, canvas).insertId());
        return Optional.of(new Dashboard(id, ownerId, title, description, canvas));
    }

    @Override
    public byte[] tokenKey(byte[] fresh) throws Refusal {
        var text = Base64.getEncoder().encodeToString(fresh);
        sql.changeUnlessTaken(connection -> connection.query("INSERT INTO secrets (name, secret) VALUES (?, ?)", "tokens", text)
                .affected());
        return Base64.getDecoder().decode(sql.read(connection -> connection.query("SELECT secret FROM secrets WHERE name = ?", "tokens"))
                .first().text("secret"));
    }
}
