package owlboard.standins.postgres;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import owlboard.standins.sql.SqlFailure;

/**
 * Run-time settings of a session: SET, SHOW, RESET (chapter 20). Those that would change what is answered can only have the value they
 * have.
 */
final class Settings {
    /** Told to the client at its start, and when they change. */
    static final Set<String> REPORTED = Set.of("application_name", "client_encoding", "DateStyle", "default_transaction_read_only",
            "in_hot_standby", "integer_datetimes", "IntervalStyle", "is_superuser",
            "server_encoding", "server_version", "session_authorization", "standard_conforming_strings", "TimeZone");
    private static final Map<String, String> STANDARD = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private static final Set<String> FIXED = Set.of("server_version", "server_version_num", "server_encoding", "integer_datetimes",
            "is_superuser", "in_hot_standby", "standard_conforming_strings", "max_identifier_length");

    static {
        STANDARD.putAll(Map.of("server_version", PostgresServer.VERSION, "server_version_num", "150006", "server_encoding", "UTF8",
                "client_encoding", "UTF8", "DateStyle", "ISO, MDY", "IntervalStyle", "postgres",
                "TimeZone", "UTC", "integer_datetimes", "on", "is_superuser", "on", "in_hot_standby", "off"));
        STANDARD.putAll(Map.of("standard_conforming_strings", "on", "application_name", "", "session_authorization", "",
                "default_transaction_read_only", "off", "transaction_read_only", "off",
                "transaction_isolation", "read committed", "default_transaction_isolation", "read committed", "search_path",
                "\"$user\", public", "max_identifier_length", "64", "extra_float_digits", "1"));
        STANDARD.putAll(Map.of("statement_timeout", "0", "lock_timeout", "10s", "idle_in_transaction_session_timeout", "0",
                "client_min_messages", "notice", "bytea_output", "hex",
                "row_security", "on", "check_function_bodies", "on", "xmloption", "content", "default_table_access_method", "heap",
                "default_tablespace", ""));
        STANDARD.putAll(Map.of("synchronous_commit", "on", "jit", "off", "work_mem", "4MB", "max_connections",
                Integer.toString(PostgresServer.CONNECTIONS_MAX), "escape_string_warning", "on", "backslash_quote", "safe_encoding"));
    }

    private final Map<String, String> session = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    Settings(String user) {
        session.put("session_authorization", user);
    }

    /** Throws for an unknown one. */
    String get(String name) throws SqlFailure {
        if (name.contains(".") && session.containsKey(name)) return session.get(name);
        if (!STANDARD.containsKey(name)) throw unknown(name);
        return session.getOrDefault(name, STANDARD.get(name));
    }

    private static SqlFailure unknown(String name) {
        return new SqlFailure(SqlFailure.Kind.NO_SETTING, "unrecognized configuration parameter \"" + name + "\"");
    }

    /** The name as it is reported to clients, or null when it is not. {@code value} null: as it was. */
    String set(String name, String value) throws SqlFailure {
        if (!STANDARD.containsKey(name) && !name.contains(".")) throw unknown(name);
        if (FIXED.contains(name.toLowerCase(Locale.ROOT)) && value != null && !value.equalsIgnoreCase(STANDARD.get(name))
                && !isTruth(value)) {
            throw new SqlFailure(SqlFailure.Kind.UNSUPPORTED, "parameter \"" + name + "\" cannot be changed to \"" + value
                    + "\" in this stand-in");
        }
        if (name.equalsIgnoreCase("client_encoding") && value != null && !value.replace("-", "").matches("(?i)utf8|unicode|sql_ascii")) {
            throw new SqlFailure(SqlFailure.Kind.UNSUPPORTED,
                    "client encoding \"" + value + "\" is not supported by this stand-in; use UTF8");
        }
        if (session.size() >= 200 && !session.containsKey(name)) {
            throw new SqlFailure(SqlFailure.Kind.TOO_BIG, "a session has 200 settings at most");
        }
        if (value == null) session.remove(name);
        // times are always told in UTC and ISO
        else if (!name.equalsIgnoreCase("TimeZone") && !name.equalsIgnoreCase("DateStyle")) session.put(name, value);
        return REPORTED.stream().filter(name::equalsIgnoreCase).findFirst().orElse(null);
    }

    private static boolean isTruth(String value) {
        return value.equalsIgnoreCase("true") || value.equals("1") || value.equalsIgnoreCase("on");
    }

    void reset() {
        var user = session.get("session_authorization");
        session.clear();
        session.put("session_authorization", user);
    }

    Map<String, String> all() {
        var all = new HashMap<>(STANDARD);
        session.forEach((name, value) -> all.put(STANDARD.keySet().stream().filter(name::equalsIgnoreCase).findFirst().orElse(name),
                value));
        return new TreeMap<>(all);
    }
}
