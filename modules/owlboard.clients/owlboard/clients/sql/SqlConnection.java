package owlboard.clients.sql;

/** A connection to a SQL server. After an exception that says {@link SqlException#connectionLost} it is of no use. */
public interface SqlConnection extends AutoCloseable {
    /**
     * Runs one statement; its parameters ({@code ?} in MySQL, {@code $1} in PostgreSQL) are Long, Integer, Double, BigDecimal, Boolean,
     * String, byte[], the types of java.time, UUID or null.
     */
    SqlRows query(String sql, Object... parameters) throws SqlException;

    /** Asks whether the server is there. */
    void ping() throws SqlException;

    /** False once the connection failed or was closed. */
    boolean isOpen();

    /** Says good-bye; what was not committed does not happen. Never throws. */
    @Override
    void close();

    /** Runs what is given in a transaction: committed when it returns, rolled back when it throws. */
    default <T> T transaction(Work<T> work) throws SqlException {
        query("BEGIN");
        try {
            var result = work.run(this);
            query("COMMIT");
            return result;
        } catch (SqlException | RuntimeException failure) {
            try {
                if (isOpen()) query("ROLLBACK");
            } catch (SqlException also) {
                failure.addSuppressed(also);
                close();
            }
            throw failure;
        }
    }

    /** What is done in a transaction. */
    interface Work<T> {
        T run(SqlConnection connection) throws SqlException;
    }
}
