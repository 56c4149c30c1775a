package owlboard.clients.postgres;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.util.HexFormat;
import java.util.UUID;
import owlboard.clients.postgres.wire.Oid;
import owlboard.clients.postgres.wire.ProtocolException;
import owlboard.clients.sql.Times;

/** A value as text, in the forms that PostgreSQL writes and takes. */
final class TextValue {
    private TextValue() {}

    /** As text; a value that is not of the type (a time far away, an array) stays a String. */
    static Object read(byte[] text, int type) throws ProtocolException {
        if (text == null) return null;
        var string = new String(text, StandardCharsets.UTF_8);
        try {
            return switch (type) {
                case Oid.BOOL -> string.equals("t");
                case Oid.INT2, Oid.INT4, Oid.INT8, Oid.OID -> Long.parseLong(string);
                case Oid.FLOAT4, Oid.FLOAT8 -> switch (string) {
                    case "Infinity" -> Double.POSITIVE_INFINITY;
                    case "-Infinity" -> Double.NEGATIVE_INFINITY;
                    default -> Double.parseDouble(string);
                };
                case Oid.NUMERIC -> string.matches("-?[0-9.]+") ? new BigDecimal(string) : string;
                case Oid.BYTEA -> string.startsWith("\\x") ? HexFormat.of().parseHex(string, 2, string.length()) : text;
                case Oid.DATE -> isFar(string) ? string : Times.date(string);
                case Oid.TIME_OF_DAY -> string.startsWith("24") ? string : Times.time(string);
                case Oid.TIMESTAMP -> isFar(string) ? string : Times.dateTime(string);
                case Oid.TIMESTAMPTZ -> isFar(string) ? string : Times.instant(string);
                case Oid.UUID -> UUID.fromString(string);
                default -> string;
            };
        } catch (IllegalArgumentException | DateTimeException broken) {
            throw new ProtocolException("the server sent \"" + string + "\" as a value of type " + type);
        }
    }

    private static boolean isFar(String time) {
        return time.endsWith("BC") || time.endsWith("infinity") || time.indexOf('-') != 4;
    }

    /** What a parameter is sent as; not null. Times in the forms of ISO 8601, which the server reads whatever its DateStyle is. */
    static byte[] write(Object value) {
        var text = switch (value) {
            case byte[] bytes -> "\\x" + HexFormat.of().formatHex(bytes);
            case BigDecimal number -> number.toPlainString();
            default -> value.toString();
        };
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
