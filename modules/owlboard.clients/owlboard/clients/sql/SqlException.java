package owlboard.clients.sql;

/** A statement or a connection failed. */
public final class SqlException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int code;
    private final String state;

    /** The server refused: {@code code} is MySQL's number (0 from PostgreSQL), {@code state} the five letters of SQLSTATE. */
    public SqlException(int code, String state, String message) {
        super(message);
        this.code = code;
        this.state = state;
    }

    /** The connection is of no use any more: state 08006. */
    public SqlException(String message, Throwable cause) {
        super(message, cause);
        this.code = 0;
        this.state = "08006";
    }

    /** MySQL's error number; 0 from PostgreSQL and where the connection itself failed. */
    public int code() {
        return code;
    }

    public String state() {
        return state;
    }

    /** The connection failed, not the statement: whether a running statement happened is not known. */
    public boolean connectionLost() {
        return state.startsWith("08");
    }

    /** A unique key has the value already (SQLSTATE 23505; MySQL's 1062). */
    public boolean isDuplicate() {
        return state.equals("23505") || code == 1062;
    }

    /** Another try of the transaction may succeed: deadlock, lock time-out, serialization failure. */
    public boolean isRetryable() {
        return code == 1205 || code == 1213 || state.equals("40001") || state.equals("40P01") || state.equals("55P03");
    }
}
