package owlboard.standins.mysql;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import owlboard.clients.mysql.wire.PacketStream;
import owlboard.clients.mysql.wire.Proof;
import owlboard.standins.sql.SqlFailure;

/** {@code @@variables} that clients ask for at their start, and what a session has set of them; {@code @variables} of the session. */
final class Variables {
    private static final Map<String, Object> STANDARD = new TreeMap<>();

    static {
        for (var charset : new String[] {"client", "connection", "results", "server", "database"}) {
            STANDARD.put("character_set_" + charset, "utf8mb4");
        }
        for (var collation : new String[] {"connection", "server", "database"}) {
            STANDARD.put("collation_" + collation, "utf8mb4_general_ci");
        }
        for (var on : new String[] {"autocommit", "foreign_key_checks", "unique_checks", "sql_notes", "explicit_defaults_for_timestamp"}) {
            STANDARD.put(on, 1L);
        }
        for (var off : new String[] {"read_only", "super_read_only", "transaction_read_only", "tx_read_only", "sql_auto_is_null",
                "sql_safe_updates", "sql_big_selects", "have_ssl_enabled", "local_infile",
                "performance_schema", "session_track_gtids_enabled", "sql_warnings", "low_priority_updates", "auto_generate_certs",
                "query_cache_type", "query_cache_size"}) STANDARD.put(off, 0L);
        STANDARD.put("version", MySqlServer.VERSION);
        STANDARD.put("version_comment", "owlboard's stand-in for MySQL");
        STANDARD.put("version_compile_os", "Linux");
        STANDARD.put("version_compile_machine", System.getProperty("os.arch"));
        STANDARD.put("protocol_version", 10L);
        STANDARD.put("license", "stand-in");
        STANDARD.put("hostname", "mysql_db");
        STANDARD.put("port", 3306L);
        STANDARD.put("socket", "");
        STANDARD.put("datadir", "/var/lib/mysql/");
        STANDARD.put("sql_mode",
                "ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION");
        STANDARD.put("transaction_isolation", "READ-COMMITTED");
        STANDARD.put("tx_isolation", "READ-COMMITTED");
        STANDARD.put("time_zone", "SYSTEM");
        STANDARD.put("system_time_zone", "UTC");
        STANDARD.put("lower_case_table_names", 0L);
        STANDARD.put("lower_case_file_system", 0L);
        STANDARD.put("max_allowed_packet", (long) PacketStream.PAYLOAD_MAX);
        STANDARD.put("net_buffer_length", 16384L);
        STANDARD.put("net_read_timeout", 30L);
        STANDARD.put("net_write_timeout", 60L);
        STANDARD.put("wait_timeout", 28800L);
        STANDARD.put("interactive_timeout", 28800L);
        STANDARD.put("innodb_lock_wait_timeout", 10L);
        STANDARD.put("lock_wait_timeout", 10L);
        STANDARD.put("max_execution_time", 0L);
        STANDARD.put("max_connections", (long) MySqlServer.CONNECTIONS_MAX);
        STANDARD.put("auto_increment_increment", 1L);
        STANDARD.put("auto_increment_offset", 1L);
        STANDARD.put("default_storage_engine", "InnoDB");
        STANDARD.put("default_authentication_plugin", Proof.NATIVE);
        STANDARD.put("init_connect", "");
        STANDARD.put("sql_select_limit", Long.MAX_VALUE);
        STANDARD.put("group_concat_max_len", 1024L);
        STANDARD.put("have_ssl", "DISABLED");
        STANDARD.put("have_openssl", "DISABLED");
        STANDARD.put("storage_engine", "InnoDB");
        STANDARD.put("old_passwords", 0L);
        STANDARD.put("character_set_filesystem", "binary");
        STANDARD.put("character_set_system", "utf8mb3");
        STANDARD.put("gtid_mode", "OFF");
        STANDARD.put("log_bin", 0L);
        STANDARD.put("server_id", 1L);
        STANDARD.put("sql_quote_show_create", 1L);
        STANDARD.put("net_write_timeout", 60L);
        STANDARD.put("sql_log_bin", 1L);
        STANDARD.put("timestamp", 0L);
        STANDARD.put("information_schema_stats_expiry", 86400L);
        STANDARD.put("innodb_stats_on_metadata", 0L);
    }

    private final Map<String, Object> session = new HashMap<>();

    /** Null for an unknown one. */
    Object get(String written) {
        var name = written.toLowerCase(Locale.ROOT);
        if (!name.startsWith("@@")) return session.get(name);
        name = name.substring(2).replaceFirst("^(session|global|local)\\.", "");
        return session.containsKey(name) ? session.get(name) : STANDARD.get(name);
    }

    /** {@code name} without its {@code @@}; {@code value} null: as it was at the start. */
    void set(String name, Object value) throws SqlFailure {
        if (!name.startsWith("@") && !STANDARD.containsKey(name)) {
            throw new SqlFailure(SqlFailure.Kind.NO_SETTING, "Unknown system variable '" + name + "'");
        }
        if (session.size() >= 1000 && !session.containsKey(name)) {
            throw new SqlFailure(SqlFailure.Kind.TOO_BIG, "a session has 1000 variables at most");
        }
        if (value == null) session.remove(name);
        else session.put(name, value);
    }

    void reset() {
        session.clear();
    }

    /** All, by name, as SHOW VARIABLES has them. */
    Map<String, String> all() {
        var all = new TreeMap<String, String>();
        STANDARD.forEach((name, value) -> all.put(name, shown(name, session.getOrDefault(name, value))));
        return all;
    }

    private static String shown(String name, Object value) {
        boolean flag = value instanceof Long number && (number == 0 || number == 1) && !name.endsWith("timeout")
                && !name.contains("auto_increment") && !name.contains("lower_case") && !name.equals("server_id") && !name.contains("size");
        if (!flag) return value.toString();
        return value.equals(1L) ? "ON" : "OFF";
    }
}
