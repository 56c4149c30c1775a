package owlboard.standins.mysql;

import owlboard.clients.mysql.wire.Reply;
import owlboard.standins.sql.SqlFailure;

/** MySQL's numbers and states for what goes wrong (Server Error Message Reference). */
final class Errors {
    private Errors() {}

    static Reply.Err of(SqlFailure failure) {
        var message = failure.getMessage();
        return switch (failure.kind()) {
            case SYNTAX -> err(1064, "42000", "You have an error in your SQL syntax: " + message);
            case UNSUPPORTED -> err(1235, "42000", message);
            case NO_TABLE -> err(1146, "42S02", message);
            case NO_COLUMN -> err(1054, "42S22", "Unknown column '" + failure.subject() + "': " + message);
            case NO_FUNCTION -> err(1305, "42000", message);
            case NO_DATABASE -> noDatabase(message);
            case NO_SAVEPOINT -> err(1305, "42000", "SAVEPOINT " + failure.subject() + " does not exist");
            case NO_SETTING -> err(1193, "HY000", message);
            case TABLE_EXISTS -> err(1050, "42S01", message);
            case INDEX_EXISTS -> err(1061, "42000", message);
            case DATABASE_EXISTS -> err(1007, "HY000", message);
            case DUPLICATE_COLUMN -> err(1060, "42S21", message);
            case DUPLICATE_KEY -> err(1062, "23000", message);
            case NOT_NULL -> err(message.contains("default value") ? 1364 : 1048, message.contains("default value") ? "HY000" : "23000",
                    message);
            case CHECK -> err(3819, "HY000", message);
            case BAD_VALUE, TYPE_MISMATCH -> err(1366, "HY000", message);
            case TOO_LONG -> failure.subject().isEmpty() ? err(1059, "42000", message)
                    : err(1406, "22001", "Data too long for column '" + failure.subject() + "' at row 1");
            case OUT_OF_RANGE -> failure.subject().isEmpty() ? err(1690, "22003", message)
                    : err(1264, "22003", "Out of range value for column '" + failure.subject() + "' at row 1: " + message);
            case DIVISION_BY_ZERO -> err(1365, "22012", message);
            case WRONG_COUNT -> err(1136, "21S01", "Column count doesn't match value count: " + message);
            case ABORTED -> err(1180, "HY000", message);
            case LOCK_TIMEOUT -> err(1205, "HY000", "Lock wait timeout exceeded; try restarting transaction");
            case CANCELLED -> err(1317, "70100", "Query execution was interrupted");
            case TOO_BIG -> err(1104, "42000", message);
            case FULL -> failure.subject().isEmpty() ? err(1021, "HY000", "Disk full: " + message)
                    : err(1114, "HY000", "The table '" + failure.subject() + "' is full: " + message);
        };
    }

    static Reply.Err err(int code, String state, String message) {
        return new Reply.Err(code, state, message.length() <= 512 ? message : message.substring(0, 512));
    }

    private static Reply.Err noDatabase(String message) {
        if (message.startsWith("No database")) return err(1046, "3D000", message);
        return message.startsWith("Can't drop") ? err(1008, "HY000", message) : err(1049, "42000", message);
    }
}
