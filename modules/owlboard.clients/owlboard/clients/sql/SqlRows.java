package owlboard.clients.sql;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.AbstractList;
import java.util.List;

/**
 * What a statement gave.
 *
 * @param columns  their names
 * @param rows     in order; values as Long, Double, BigDecimal, Boolean, String, byte[], LocalDate, LocalTime, LocalDateTime,
 *                 OffsetDateTime, UUID or null
 * @param affected rows that INSERT, UPDATE or DELETE touched; of a SELECT: the number of rows
 * @param insertId what AUTO_INCREMENT gave the first inserted row (MySQL), or 0
 */
public record SqlRows(List<String> columns, List<Row> rows, long affected, long insertId) {
    /** One row, by position (from 0) or by column name (in any case). */
    public static final class Row extends AbstractList<Object> {
        private final List<String> columns;
        private final Object[] values;

        public Row(List<String> columns, Object[] values) {
            this.columns = columns;
            this.values = values;
        }

        @Override
        public Object get(int column) {
            return values[column];
        }

        @Override
        public int size() {
            return values.length;
        }

        /** Throws {@link IllegalArgumentException} when there is no such column. */
        public Object value(String column) {
            for (int i = 0; i < columns.size(); i++) if (columns.get(i).equalsIgnoreCase(column)) return values[i];
            throw new IllegalArgumentException("no column \"" + column + "\" in the result; it has " + String.join(", ", columns));
        }

        /** Null for NULL. */
        public String text(String column) {
            var value = value(column);
            return value == null ? null : value.toString();
        }

        /** 0 for NULL. */
        public long number(String column) {
            return switch (value(column)) {
                case null -> 0;
                case Boolean is -> is ? 1 : 0;
                case Number number -> number.longValue();
                case Object other -> Long.parseLong(other.toString());
            };
        }

        /** 0 for NULL. */
        public double real(String column) {
            return switch (value(column)) {
                case null -> 0;
                case Number number -> number.doubleValue();
                case Object other -> new BigDecimal(other.toString()).doubleValue();
            };
        }

        /** False for NULL. */
        public boolean truth(String column) {
            return switch (value(column)) {
                case null -> false;
                case Boolean is -> is;
                case Number number -> number.longValue() != 0;
                case Object other -> other.toString().equals("t") || other.toString().equalsIgnoreCase("true")
                        || other.toString().equals("1");
            };
        }

        /** What has no zone is UTC; null for NULL. */
        public Instant instant(String column) {
            return switch (value(column)) {
                case null -> null;
                case OffsetDateTime at -> at.toInstant();
                case LocalDateTime at -> at.toInstant(ZoneOffset.UTC);
                case Object other -> throw new IllegalArgumentException("column \"" + column + "\" holds no time: " + other.getClass()
                        .getSimpleName());
            };
        }
    }

    /** The only row, or null when there is none; of several the first. */
    public Row first() {
        return rows.isEmpty() ? null : rows.getFirst();
    }
}
