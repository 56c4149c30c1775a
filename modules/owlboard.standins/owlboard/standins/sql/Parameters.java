package owlboard.standins.sql;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import owlboard.standins.sql.SqlFailure.Kind;

/** What stands for the placeholders of a statement: values, or (when a statement is only described) what types they will have. */
public final class Parameters {
    private final Object[] values;
    private final ColumnType[] types;
    private final boolean given;

    private Parameters(Object[] values, ColumnType[] types, boolean given) {
        this.values = values;
        this.types = types;
        this.given = given;
    }

    /** Values as they are; a String takes the type of what it is used with. */
    public static Parameters of(Object... values) {
        var types = new ColumnType[values.length];
        Arrays.fill(types, ColumnType.UNKNOWN);
        return new Parameters(values, types, true);
    }

    /** A value that came as text for a parameter whose type is known: a String is left to its use. */
    public static Object ofText(String text, ColumnType type) throws SqlFailure {
        return type.kind().isString() || type.kind() == ColumnType.Kind.UNKNOWN ? text : Values.to(type, text, Dialect.POSTGRES, "");
    }

    /** None yet: for the description of a statement. Types that the client told stay. */
    public static Parameters described(List<ColumnType> told) {
        return new Parameters(new Object[told.size()], told.toArray(ColumnType[]::new), false);
    }

    /** What was found out about the types; TEXT where nothing tells. */
    public List<ColumnType> types() {
        return Arrays.stream(types).map(type -> type.kind() == ColumnType.Kind.UNKNOWN ? ColumnType.TEXT : type).toList();
    }

    /** False: nothing is to be computed yet. */
    boolean isGiven() {
        return given;
    }

    Compiled parameter(int number) throws SqlFailure {
        if (number > values.length) {
            throw new SqlFailure(Kind.WRONG_COUNT, "the statement wants parameter " + number + ", and " + values.length + " were given");
        }
        var value = values[number - 1];
        return Compiled.constant(value, given ? typeOf(value) : types[number - 1], !given || value == null || value instanceof String);
    }

    /** A parameter is used where this type is wanted. */
    void use(Expression expression, ColumnType type) {
        if (expression instanceof Expression.Parameter(int number) && number <= types.length
                && types[number - 1].kind() == ColumnType.Kind.UNKNOWN) {
            types[number - 1] = type;
        }
    }

    static ColumnType typeOf(Object value) {
        return switch (value) {
            case null -> ColumnType.UNKNOWN;
            case Long number -> ColumnType.BIGINT;
            case Double number -> ColumnType.DOUBLE;
            case Boolean is -> ColumnType.BOOLEAN;
            case BigDecimal number -> ColumnType.DECIMAL;
            case byte[] bytes -> ColumnType.of(ColumnType.Kind.BYTES);
            case LocalDate date -> ColumnType.of(ColumnType.Kind.DATE);
            case LocalTime time -> ColumnType.sized(ColumnType.Kind.TIME, 6);
            case LocalDateTime at -> ColumnType.sized(ColumnType.Kind.TIMESTAMP, 6);
            case OffsetDateTime at -> ColumnType.sized(ColumnType.Kind.TIMESTAMPTZ, 6);
            case UUID id -> ColumnType.of(ColumnType.Kind.UUID);
            default -> ColumnType.TEXT;
        };
    }
}
