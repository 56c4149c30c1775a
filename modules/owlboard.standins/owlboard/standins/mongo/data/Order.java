package owlboard.standins.mongo.data;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import owlboard.clients.mongo.bson.Binary;
import owlboard.clients.mongo.bson.Document;
import owlboard.clients.mongo.bson.ObjectId;
import owlboard.clients.mongo.bson.Other;

/** MongoDB's order of all values: by type first; numbers of all types are one type. */
final class Order {
    private Order() {}

    /** Values of different brackets never equal each other, and {@code $lt} and the like look only into their own. */
    static int bracket(Object value) {
        return switch (value) {
            case null -> 2;
            case Integer number -> 3;
            case Long number -> 3;
            case Double number -> 3;
            case Other.Decimal number -> 3;
            case String text -> 4;
            case Document document -> 5;
            case List<?> list -> 6;
            case Binary binary -> 7;
            case ObjectId id -> 8;
            case Boolean flag -> 9;
            case Instant instant -> 10;
            case Other.Timestamp timestamp -> 11;
            case Other.Regex regex -> 12;
            case Other.Code code -> 13;
            case Other.Limit limit -> switch (limit) { case MIN_KEY -> 1; case UNDEFINED -> 2; case MAX_KEY -> 127; };
            default -> throw new IllegalArgumentException("no BSON type: " + value.getClass());
        };
    }

    static boolean same(Object one, Object other) {
        return compare(one, other) == 0;
    }

    static int compare(Object one, Object other) {
        int byType = Integer.compare(bracket(one), bracket(other));
        if (byType != 0) return byType;
        return switch (one) {
            case Integer a when other instanceof Integer b -> Integer.compare(a, b);
            case Number a when other instanceof Number b -> numbers(a, b);
            case Other.Decimal a -> exact(a).compareTo(exact(other));
            case Number a -> exact(a).compareTo(exact(other));
            case String a -> compareUtf8(a, (String) other);
            case Document a -> documents(a, (Document) other);
            case List<?> a -> lists(a, (List<?>) other);
            case Binary a -> binaries(a, (Binary) other);
            case ObjectId a -> a.compareTo((ObjectId) other);
            case Boolean a -> Boolean.compare(a, (Boolean) other);
            case Instant a -> a.compareTo((Instant) other);
            case Other.Timestamp a -> Long.compareUnsigned(a.value(), ((Other.Timestamp) other).value());
            case Other.Regex a -> a.toString().compareTo(other.toString());
            case Other.Code a -> a.text().compareTo(((Other.Code) other).text());
            case null, default -> 0;
        };
    }

    private static int numbers(Number one, Number other) {
        if (!(one instanceof Double) && !(other instanceof Double)) return Long.compare(one.longValue(), other.longValue());
        double a = one.doubleValue();
        double b = other.doubleValue();
        if (Double.isNaN(a) || Double.isNaN(b)) return Boolean.compare(!Double.isNaN(a), !Double.isNaN(b)); // below all others
        if (a != b) return Double.compare(a, b);
        return Double.isInfinite(a) ? 0 : exact(one).compareTo(exact(other));
    }

    /** Infinities and NaN are beyond all others. */
    private static BigDecimal exact(Object number) {
        return switch (number) {
            case Double value when Double.isNaN(value) -> Decimals.LOWEST;
            case Double value when Double.isInfinite(value) -> value > 0 ? Decimals.HIGHEST : Decimals.LOWEST;
            case Double value -> new BigDecimal(value);
            case Other.Decimal decimal -> Decimals.value(decimal);
            default -> BigDecimal.valueOf(((Number) number).longValue());
        };
    }

    /** As their bytes: by code point, where Java compares by UTF-16 unit. */
    private static int compareUtf8(String a, String b) {
        int length = Math.min(a.length(), b.length());
        for (int i = 0; i < length; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x == y) continue;
            if (Character.isSurrogate(x) != Character.isSurrogate(y)) return Character.isSurrogate(x) ? 1 : -1;
            return Character.compare(x, y);
        }
        return Integer.compare(a.length(), b.length());
    }

    private static int documents(Document one, Document other) {
        Iterator<Map.Entry<String, Object>> others = other.entrySet().iterator();
        for (Map.Entry<String, Object> a : one.entrySet()) {
            if (!others.hasNext()) return 1;
            var b = others.next();
            int byType = Integer.compare(bracket(a.getValue()), bracket(b.getValue()));
            if (byType != 0) return byType;
            int byName = a.getKey().compareTo(b.getKey());
            if (byName != 0) return byName;
            int byValue = compare(a.getValue(), b.getValue());
            if (byValue != 0) return byValue;
        }
        return others.hasNext() ? -1 : 0;
    }

    private static int lists(List<?> one, List<?> other) {
        for (int i = 0; i < Math.min(one.size(), other.size()); i++) {
            int byElement = compare(one.get(i), other.get(i));
            if (byElement != 0) return byElement;
        }
        return Integer.compare(one.size(), other.size());
    }

    private static int binaries(Binary one, Binary other) {
        int byLength = Integer.compare(one.bytes().length, other.bytes().length);
        if (byLength != 0) return byLength;
        int byType = Integer.compare(one.subtype(), other.subtype());
        return byType != 0 ? byType : Arrays.compareUnsigned(one.bytes(), other.bytes());
    }
}
