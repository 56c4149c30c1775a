package owlboard.clients.mysql.wire;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import owlboard.clients.sql.Times;

/** A value on the wire: as text (of COM_QUERY), or in binary (of prepared statements). */
public final class FieldValue {
    private FieldValue() {}

    /** A value of a text row. */
    public static Object ofText(byte[] text, ColumnPacket column) throws ProtocolException {
        if (text == null) return null;
        if (isBytes(column)) return text;
        var string = new String(text, StandardCharsets.UTF_8);
        try {
            return switch (column.type()) {
                case FieldType.TINY, FieldType.SHORT, FieldType.LONG, FieldType.INT24, FieldType.YEAR -> Long.parseLong(string);
                case FieldType.LONGLONG -> string.length() > 18 && new BigInteger(string).bitLength() > 63 ? new BigDecimal(string)
                        : (Object) Long.parseLong(string);
                case FieldType.FLOAT, FieldType.DOUBLE -> Double.parseDouble(string);
                case FieldType.DECIMAL, FieldType.NEWDECIMAL -> new BigDecimal(string);
                case FieldType.DATE -> string.startsWith("0000") ? string : Times.date(string);
                case FieldType.DATETIME, FieldType.TIMESTAMP -> string.startsWith("0000") ? string : Times.dateTime(string);
                case FieldType.TIME_OF_DAY -> string.matches("([01]\\d|2[0-3]):.*") ? Times.time(string) : string;
                default -> string;
            };
        } catch (NumberFormatException | DateTimeException broken) {
            throw new ProtocolException("column \"" + column.name() + "\" holds \"" + string + "\", which is not of its type "
                    + column.type());
        }
    }

    private static boolean isBytes(ColumnPacket column) {
        return column.type() == FieldType.BIT || column.charset() == ColumnPacket.BINARY_CHARSET
                && (column.type() >= FieldType.TINY_BLOB && column.type() <= FieldType.STRING || column.type() == FieldType.VARCHAR);
    }

    /** A value of a binary row, or a parameter; not NULL. */
    public static Object ofBinary(PacketReader in, int type, boolean unsigned, boolean bytes) throws ProtocolException {
        return switch (type) {
            case FieldType.TINY -> unsigned ? (long) in.u8() : (long) (byte) in.u8();
            case FieldType.SHORT, FieldType.YEAR -> unsigned ? (long) in.u16() : (long) (short) in.u16();
            case FieldType.LONG, FieldType.INT24 -> unsigned ? in.number(4) : (long) in.u32();
            case FieldType.LONGLONG -> {
                long value = in.number(8);
                yield unsigned && value < 0 ? new BigDecimal(new BigInteger(Long.toUnsignedString(value))) : (Object) value;
            }
            case FieldType.FLOAT -> (double) Float.intBitsToFloat(in.u32());
            case FieldType.DOUBLE -> Double.longBitsToDouble(in.number(8));
            case FieldType.DECIMAL, FieldType.NEWDECIMAL -> {
                var text = in.lengthEncodedText();
                if (!text.matches("[+-]?[0-9]{0,100}(\\.[0-9]{0,100})?")) {
                    throw new ProtocolException("\"" + text + "\" is not a decimal number");
                }
                yield new BigDecimal(text);
            }
            case FieldType.DATE, FieldType.DATETIME, FieldType.TIMESTAMP -> dateTime(in, type);
            case FieldType.TIME_OF_DAY -> time(in);
            case FieldType.NULL -> null;
            default -> {
                var content = in.lengthEncodedBytes();
                yield content == null || bytes ? content : (Object) new String(content, StandardCharsets.UTF_8);
            }
        };
    }

    public static Object ofBinary(PacketReader in, ColumnPacket column) throws ProtocolException {
        return ofBinary(in, column.type(), column.isUnsigned(), isBytes(column));
    }

    private static Object dateTime(PacketReader in, int type) throws ProtocolException {
        int length = in.u8();
        if (length == 0) return null;  // the zero date
        try {
            var date = LocalDate.of(in.u16(), in.u8(), in.u8());
            if (length == 4) return type == FieldType.DATE ? date : date.atStartOfDay();
            return date.atTime(in.u8(), in.u8(), in.u8(), length >= 11 ? in.u32() * 1000 : 0);
        } catch (DateTimeException broken) {
            throw new ProtocolException("a date is none: " + broken.getMessage());
        }
    }

    private static Object time(PacketReader in) throws ProtocolException {
        int length = in.u8();
        if (length == 0) return LocalTime.MIDNIGHT;
        boolean negative = in.u8() != 0;
        long hours = in.number(4) * 24 + in.u8();
        int minutes = in.u8();
        int seconds = in.u8();
        int micros = length >= 12 ? in.u32() : 0;
        if (minutes > 59 || seconds > 59 || micros < 0 || micros > 999_999) throw new ProtocolException("a time is none");
        if (negative || hours > 23) return (negative ? "-" : "") + hours + String.format(":%02d:%02d", minutes, seconds);
        return LocalTime.of((int) hours, minutes, seconds, micros * 1000);
    }

    /** The type that a parameter is sent as. */
    public static int typeOf(Object value) {
        return switch (value) {
            case null -> FieldType.NULL;
            case Byte number -> FieldType.LONGLONG;
            case Short number -> FieldType.LONGLONG;
            case Integer number -> FieldType.LONGLONG;
            case Long number -> FieldType.LONGLONG;
            case Boolean is -> FieldType.TINY;
            case Float number -> FieldType.DOUBLE;
            case Double number -> FieldType.DOUBLE;
            case BigDecimal number -> FieldType.NEWDECIMAL;
            case byte[] bytes -> FieldType.BLOB;
            case LocalDate date -> FieldType.DATE;
            case LocalTime time -> FieldType.TIME_OF_DAY;
            case LocalDateTime at -> FieldType.DATETIME;
            case OffsetDateTime at -> FieldType.DATETIME;
            case Instant at -> FieldType.DATETIME;
            default -> FieldType.VAR_STRING;
        };
    }

    /** In binary, as this type; not null. What is not of the type is made to fit. */
    public static void write(PacketWriter out, Object value, int type) {
        switch (type) {
            case FieldType.TINY -> out.u8((int) whole(value));
            case FieldType.SHORT, FieldType.YEAR -> out.u16((int) whole(value));
            case FieldType.LONG, FieldType.INT24 -> out.u32(whole(value));
            case FieldType.LONGLONG -> out.number(whole(value), 8);
            case FieldType.FLOAT -> out.u32(Float.floatToIntBits((float) real(value)));
            case FieldType.DOUBLE -> out.number(Double.doubleToLongBits(real(value)), 8);
            case FieldType.NEWDECIMAL -> out.lengthEncodedText(value instanceof BigDecimal number ? number.toPlainString()
                    : value.toString());
            case FieldType.DATE, FieldType.DATETIME, FieldType.TIMESTAMP -> write(out, dateTime(value), type);
            case FieldType.TIME_OF_DAY -> write(out, (LocalTime) value);
            default -> out.lengthEncodedBytes(value instanceof byte[] bytes ? bytes : value.toString().getBytes(StandardCharsets.UTF_8));
        }
    }

    private static long whole(Object value) {
        return switch (value) {
            case Boolean is -> is ? 1 : 0;
            case Number number -> number.longValue();
            default -> new BigDecimal(value.toString()).longValue();
        };
    }

    private static double real(Object value) {
        return value instanceof Number number ? number.doubleValue() : new BigDecimal(value.toString()).doubleValue();
    }

    private static LocalDateTime dateTime(Object value) {
        return switch (value) {
            case LocalDate date -> date.atStartOfDay();
            case OffsetDateTime at -> at.withOffsetSameInstant(ZoneOffset.UTC).toLocalDateTime();
            case Instant at -> LocalDateTime.ofInstant(at, ZoneOffset.UTC);
            default -> (LocalDateTime) value;
        };
    }

    private static void write(PacketWriter out, LocalDateTime at, int type) {
        int micros = at.getNano() / 1000;
        int length = micros == 0 ? 7 : 11;
        if (type == FieldType.DATE) length = 4;
        out.u8(length).u16(at.getYear()).u8(at.getMonthValue()).u8(at.getDayOfMonth());
        if (length > 4) out.u8(at.getHour()).u8(at.getMinute()).u8(at.getSecond());
        if (length == 11) out.u32(micros);
    }

    private static void write(PacketWriter out, LocalTime time) {
        int micros = time.getNano() / 1000;
        out.u8(micros == 0 ? 8 : 12).u8(0).u32(0).u8(time.getHour()).u8(time.getMinute()).u8(time.getSecond());
        if (micros != 0) out.u32(micros);
    }
}
