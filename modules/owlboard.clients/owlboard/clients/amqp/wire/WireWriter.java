package owlboard.clients.amqp.wire;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;

/** The data types of AMQP 0-9-1 (section 4.2.5) into bytes: what {@link WireReader} reads. */
public final class WireWriter {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(128);

    public WireWriter octet(int value) {
        out.write(value);
        return this;
    }

    public WireWriter shortInt(int value) {
        return octet(value >>> 8).octet(value);
    }

    public WireWriter longInt(long value) {
        return shortInt((int) (value >>> 16)).shortInt((int) value);
    }

    public WireWriter longLong(long value) {
        return longInt(value >>> 32).longInt(value);
    }

    /** At most 255 bytes in UTF-8; {@link IllegalArgumentException} otherwise. */
    public WireWriter shortString(String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > 255) {
            throw new IllegalArgumentException("\"" + text.substring(0, 40) + "...\" has " + bytes.length
                    + " bytes; at most 255 are possible here");
        }
        return octet(bytes.length).raw(bytes);
    }

    public WireWriter longString(byte[] bytes) {
        return longInt(bytes.length).raw(bytes);
    }

    public WireWriter raw(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    public WireWriter table(Map<?, ?> table) {
        var content = new WireWriter();
        table.forEach((name, value) -> content.shortString((String) name).value(value));
        return longString(content.bytes());
    }

    private WireWriter value(Object value) {
        return switch (value) {
            case Boolean flag -> octet('t').octet(flag ? 1 : 0);
            case Byte number -> octet('b').octet(number);
            case Short number -> octet('s').shortInt(number);
            case Integer number -> octet('I').longInt(number);
            case Long number -> octet('l').longLong(number);
            case Float number -> octet('f').longInt(Float.floatToIntBits(number));
            case Double number -> octet('d').longLong(Double.doubleToLongBits(number));
            case BigDecimal number -> octet('D').octet(number.scale()).longInt(number.unscaledValue().intValue());
            case String text -> octet('S').longString(text.getBytes(StandardCharsets.UTF_8));
            case byte[] bytes -> octet('x').longString(bytes);
            case Instant time -> octet('T').longLong(time.getEpochSecond());
            case Map<?, ?> nested -> octet('F').table(nested);
            case Collection<?> items -> {
                var content = new WireWriter();
                items.forEach(content::value);
                yield octet('A').longString(content.bytes());
            }
            case Class<?> nothing when nothing == Void.TYPE -> octet('V');
            default -> throw new IllegalArgumentException("a table cannot hold a value of type " + value.getClass().getName());
        };
    }

    public byte[] bytes() {
        return out.toByteArray();
    }
}
