package owlboard.standins.postgres;

import owlboard.clients.postgres.wire.Notice;
import owlboard.standins.sql.SqlFailure;

/** PostgreSQL's SQLSTATEs for what goes wrong (appendix A). */
final class Errors {
    private Errors() {}

    static Notice of(SqlFailure failure) {
        var message = failure.getMessage();
        int line = message.indexOf('\n');
        return new Notice("ERROR", state(failure.kind(), failure.subject()), line < 0 ? message : message.substring(0, line),
                line < 0 ? "" : message.substring(line + 1));
    }

    private static String state(SqlFailure.Kind kind, String subject) {
        return switch (kind) {
            case SYNTAX -> "42601";
            case UNSUPPORTED -> "0A000";
            case NO_TABLE -> "42P01";
            case NO_COLUMN -> "42703";
            case NO_FUNCTION -> "42883";
            case NO_DATABASE -> "3D000";
            case NO_SAVEPOINT -> subject.isEmpty() ? "25P01" : "3B001";
            case NO_SETTING -> "42704";
            case TABLE_EXISTS, INDEX_EXISTS -> "42P07";
            case DATABASE_EXISTS -> "42P04";
            case DUPLICATE_COLUMN -> "42701";
            case DUPLICATE_KEY -> "23505";
            case NOT_NULL -> "23502";
            case CHECK -> "23514";
            case BAD_VALUE -> "22P02";
            case TOO_LONG -> "22001";
            case OUT_OF_RANGE -> "22003";
            case DIVISION_BY_ZERO -> "22012";
            case WRONG_COUNT -> "42601";
            case TYPE_MISMATCH -> "42883";
            case ABORTED -> "25P02";
            case LOCK_TIMEOUT -> "55P03";
            case CANCELLED -> "57014";
            case TOO_BIG -> "54000";
            case FULL -> "53100";
        };
    }
}
