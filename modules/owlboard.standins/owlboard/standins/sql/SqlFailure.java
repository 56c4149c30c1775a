package owlboard.standins.sql;

/** Why a statement did not happen. The protocols give {@link Kind} their own numbers. */
public final class SqlFailure extends Exception {
    private static final long serialVersionUID = 1L;

    /** What is wrong, as far as a client can react to it. */
    public enum Kind {
        /** The text is not understood. */
        SYNTAX,
        /** The text is SQL that this core does not do. */
        UNSUPPORTED,
        NO_TABLE,
        NO_COLUMN,
        NO_FUNCTION,
        NO_DATABASE,
        NO_SAVEPOINT,
        /** No variable or setting of this name, or it cannot have this value. */
        NO_SETTING,
        TABLE_EXISTS,
        INDEX_EXISTS,
        DATABASE_EXISTS,
        DUPLICATE_COLUMN,
        /** A unique key has this value already. */
        DUPLICATE_KEY,
        NOT_NULL,
        /** A CHECK is false for the row. */
        CHECK,
        /** A value does not fit the type of its column. */
        BAD_VALUE,
        TOO_LONG,
        OUT_OF_RANGE,
        DIVISION_BY_ZERO,
        /** As many values as columns, as many parameters as placeholders. */
        WRONG_COUNT,
        /** Types that cannot be compared or combined. */
        TYPE_MISMATCH,
        /** The transaction has failed before; only its end is taken. */
        ABORTED,
        /** Another transaction writes and did not end in time. */
        LOCK_TIMEOUT,
        /** Asked for by another connection. */
        CANCELLED,
        /** More rows, bytes or depth than the bounds allow. */
        TOO_BIG,
        /** The disk or the table space is full; nothing was stored. */
        FULL
    }

    private final Kind kind;
    /** The key, column or table it is about, or empty. */
    private final String subject;

    public SqlFailure(Kind kind, String message) {
        this(kind, "", message, null);
    }

    SqlFailure(Kind kind, String subject, String message) {
        this(kind, subject, message, null);
    }

    SqlFailure(Kind kind, String subject, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.subject = subject;
    }

    public Kind kind() {
        return kind;
    }

    public String subject() {
        return subject;
    }
}
