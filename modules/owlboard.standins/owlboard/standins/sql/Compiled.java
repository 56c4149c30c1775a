package owlboard.standins.sql;

/**
 * An expression that can be computed.
 *
 * @param node     computes it
 * @param type     what comes out, as far as it is known beforehand
 * @param loose    a constant that takes the type of what it is compared with
 * @param constant the same for every row
 */
record Compiled(Node node, ColumnType type, boolean loose, boolean constant) {
    /** Computes a value of a row; null is NULL. */
    interface Node {
        Object of(Object[] row) throws SqlFailure;
    }

    static Compiled of(ColumnType type, Node node) {
        return new Compiled(node, type, false, false);
    }

    static Compiled constant(Object value, ColumnType type, boolean loose) {
        return new Compiled(row -> value, type, loose, true);
    }
}
