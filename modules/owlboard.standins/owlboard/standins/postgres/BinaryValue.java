package owlboard.standins.postgres;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.UUID;
import owlboard.clients.postgres.wire.Oid;
import owlboard.standins.sql.ColumnType;
import owlboard.standins.sql.Dialect;
import owlboard.standins.sql.SqlFailure;
import owlboard.standins.sql.Values;

/** A value in binary (the send and recv functions of each type). */
final class BinaryValue {
    private static final LocalDate EPOCH = LocalDate.of(2000, 1, 1);

    private BinaryValue() {}

    /** What a client sent for a parameter. */
    static Object read(byte[] bytes, int type) throws SqlFailure {
        if (bytes == null) return null;
        var in = ByteBuffer.wrap(bytes);
        try {
            Object value = switch (type) {
                case Oid.BOOL -> in.get() != 0;
                case Oid.INT2 -> (long) in.getShort();
                case Oid.INT4 -> (long) in.getInt();
                case Oid.OID -> in.getInt() & 0xffffffffL;
                case Oid.INT8 -> in.getLong();
                case Oid.FLOAT4 -> (double) in.getFloat();
                case Oid.FLOAT8 -> in.getDouble();
                case Oid.NUMERIC -> numeric(in);
                case Oid.BYTEA -> take(in);
                case Oid.DATE -> EPOCH.plusDays(in.getInt());
                case Oid.TIME_OF_DAY -> LocalTime.ofNanoOfDay(in.getLong() * 1000);
                case Oid.TIMESTAMP -> EPOCH.atStartOfDay().plus(in.getLong(), ChronoUnit.MICROS);
                case Oid.TIMESTAMPTZ -> EPOCH.atStartOfDay().plus(in.getLong(), ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
                case Oid.UUID -> new UUID(in.getLong(), in.getLong());
                case Oid.JSONB -> {
                    if (in.get() != 1) throw wrong(type, "its version is not 1");
                    yield new String(take(in), StandardCharsets.UTF_8);
                }
                default -> new String(take(in), StandardCharsets.UTF_8);
            };
            if (in.hasRemaining()) throw wrong(type, in.remaining() + " bytes too many");
            return value;
        } catch (BufferUnderflowException | DateTimeException | ArithmeticException broken) {
            throw wrong(type, "it ends early or is out of range");
        }
    }

    private static SqlFailure wrong(int type, String why) {
        return new SqlFailure(SqlFailure.Kind.BAD_VALUE, "incorrect binary data format in a parameter of type " + type + ": " + why);
    }

    private static byte[] take(ByteBuffer in) {
        var rest = new byte[in.remaining()];
        in.get(rest);
        return rest;
    }

    /** Digits to the base 10000: how many, the weight of the first, sign, digits behind the point. */
    private static BigDecimal numeric(ByteBuffer in) throws SqlFailure {
        int count = in.getShort();
        int weight = in.getShort();
        int sign = in.getShort() & 0xffff;
        int scale = in.getShort();
        if (count < 0 || count > 500 || Math.abs(weight) > 500 || scale < 0 || scale > 2000 || sign != 0 && sign != 0x4000) {
            throw wrong(Oid.NUMERIC, "it is NaN, infinite, or longer than 2000 digits");
        }
        var number = BigInteger.ZERO;
        for (int i = 0; i < count; i++) number = number.multiply(BigInteger.valueOf(10_000)).add(BigInteger.valueOf(in.getShort()));
        var value = new BigDecimal(number).scaleByPowerOfTen(4 * (weight - count + 1)).setScale(scale, RoundingMode.DOWN);
        return sign == 0 ? value : value.negate();
    }

    /** In binary; what is not of the type is made to fit. Not null. */
    static byte[] write(Object value, int type) {
        return switch (type) {
            case Oid.BOOL -> new byte[] {(byte) (Boolean.TRUE.equals(value) ? 1 : 0)};
            case Oid.INT2 -> ByteBuffer.allocate(2).putShort(((Number) value).shortValue()).array();
            case Oid.INT4, Oid.OID -> ByteBuffer.allocate(4).putInt(((Number) value).intValue()).array();
            case Oid.INT8 -> ByteBuffer.allocate(8).putLong(((Number) value).longValue()).array();
            case Oid.FLOAT4 -> ByteBuffer.allocate(4).putFloat(((Number) value).floatValue()).array();
            case Oid.FLOAT8 -> ByteBuffer.allocate(8).putDouble(((Number) value).doubleValue()).array();
            case Oid.NUMERIC -> numeric(value instanceof BigDecimal number ? number : new BigDecimal(value.toString()));
            case Oid.BYTEA -> (byte[]) value;
            case Oid.DATE -> ByteBuffer.allocate(4).putInt(Math.toIntExact(ChronoUnit.DAYS.between(EPOCH, (LocalDate) value))).array();
            case Oid.TIME_OF_DAY -> micros(((LocalTime) value).toNanoOfDay() / 1000);
            case Oid.TIMESTAMP -> micros(ChronoUnit.MICROS.between(EPOCH.atStartOfDay(), (LocalDateTime) value));
            case Oid.TIMESTAMPTZ -> micros(ChronoUnit.MICROS.between(EPOCH.atStartOfDay(),
                    ((OffsetDateTime) value).withOffsetSameInstant(ZoneOffset.UTC).toLocalDateTime()));
            case Oid.UUID -> {
                var id = (UUID) value;
                yield ByteBuffer.allocate(16).putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits()).array();
            }
            case Oid.JSONB -> {
                var text = value.toString().getBytes(StandardCharsets.UTF_8);
                yield ByteBuffer.allocate(1 + text.length).put((byte) 1).put(text).array();
            }
            default -> Values.show(value, ColumnType.TEXT, Dialect.POSTGRES).getBytes(StandardCharsets.UTF_8);
        };
    }

    private static byte[] micros(long micros) {
        return ByteBuffer.allocate(8).putLong(micros).array();
    }

    private static byte[] numeric(BigDecimal number) {
        int scale = Math.max(0, number.scale());
        int padded = (scale + 3) / 4 * 4;
        var left = number.abs().setScale(padded).unscaledValue();
        var digits = new ArrayDeque<Short>();
        int places = 0;
        while (left.signum() > 0) {
            var parts = left.divideAndRemainder(BigInteger.valueOf(10_000));
            if (!digits.isEmpty() || parts[1].signum() != 0) digits.addFirst(parts[1].shortValue());
            left = parts[0];
            places++;
        }
        var out = ByteBuffer.allocate(8 + 2 * digits.size()).putShort((short) digits.size())
                .putShort((short) (digits.isEmpty() ? 0 : places - padded / 4 - 1))
                .putShort((short) (number.signum() < 0 ? 0x4000 : 0)).putShort((short) scale);
        digits.forEach(out::putShort);
        return out.array();
    }
}
