package owlboard.standins.mongo.data;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import owlboard.clients.mongo.bson.Document;
import owlboard.clients.mongo.bson.Other;

/** A value as a key of a hash table: equal exactly when {@link Order} says so, as 1 and 1.0. */
record Key(Object content) {
    static Key of(Object value) {
        return new Key(content(value));
    }

    private static Object content(Object value) {
        return switch (value) {
            case Integer number -> number.longValue();
            case Double number when number == Math.rint(number) && Math.abs(number) < 1L << 62 -> number.longValue();
            case Double number when number.isInfinite() || number.isNaN() -> number;
            case Double number -> new BigDecimal(number).stripTrailingZeros();
            case Other.Decimal decimal -> content(Decimals.value(decimal));
            case BigDecimal exact -> exact.stripTrailingZeros().scale() <= 0
                    && exact.abs().compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) <= 0
                    ? exact.longValue() : exact.stripTrailingZeros();
            case List<?> list -> list.stream().map(Key::of).toList();
            case Document document -> document.entrySet().stream().map(entry -> Map.entry(entry.getKey(), of(entry.getValue()))).toList();
            case null -> Other.Limit.UNDEFINED;
            default -> value;
        };
    }
}
