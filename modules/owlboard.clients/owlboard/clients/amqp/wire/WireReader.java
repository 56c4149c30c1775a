package owlboard.clients.amqp.wire;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The data types of AMQP 0-9-1 (section 4.2.5) out of bytes, field tables with the type letters that RabbitMQ uses. What does not fit is a
 * 502.
 */
public final class WireReader {
    private static final int DEPTH_MAX = 32; // tables in tables

    private final ByteBuffer in;
    private int depth;

    public WireReader(byte[] bytes) {
        this(ByteBuffer.wrap(bytes));
    }

    public WireReader(ByteBuffer in) {
        this.in = in;
    }

    public int octet() throws AmqpException {
        need(1);
        return in.get() & 0xFF;
    }

    public int shortInt() throws AmqpException {
        need(2);
        return in.getShort() & 0xFFFF;
    }

    public long longInt() throws AmqpException {
        need(4);
        return in.getInt() & 0xFFFFFFFFL;
    }

    public long longLong() throws AmqpException {
        need(8);
        return in.getLong();
    }

    public String shortString() throws AmqpException {
        return new String(bytes(octet()), StandardCharsets.UTF_8);
    }

    public byte[] longString() throws AmqpException {
        long length = longInt();
        if (length > in.remaining()) throw cutOff();
        return bytes((int) length);
    }

    public Map<String, Object> table() throws AmqpException {
        return new WireReader(nested()).entries(depth + 1);
    }

    private Map<String, Object> entries(int level) throws AmqpException {
        depth = level;
        if (depth > DEPTH_MAX) throw Reply.SYNTAX_ERROR.because("tables are nested more than " + DEPTH_MAX + " deep");
        var table = new LinkedHashMap<String, Object>();
        while (in.hasRemaining()) table.put(shortString(), value());
        return table;
    }

    private List<Object> array() throws AmqpException {
        var items = new WireReader(nested());
        items.depth = depth + 1;
        if (items.depth > DEPTH_MAX) throw Reply.SYNTAX_ERROR.because("arrays are nested more than " + DEPTH_MAX + " deep");
        var list = new ArrayList<Object>();
        while (items.in.hasRemaining()) list.add(items.value());
        return list;
    }

    private ByteBuffer nested() throws AmqpException {
        long length = longInt();
        if (length > in.remaining()) throw cutOff();
        var part = in.slice(in.position(), (int) length);
        in.position(in.position() + (int) length);
        return part;
    }

    private Object value() throws AmqpException {
        int type = octet();
        return switch (type) {
            case 't' -> octet() != 0;
            case 'b' -> (byte) octet();
            case 'B' -> (short) octet();
            case 's' -> (short) shortInt();
            case 'u' -> shortInt();
            case 'I' -> (int) longInt();
            case 'i' -> longInt();
            case 'l' -> longLong();
            case 'f' -> Float.intBitsToFloat((int) longInt());
            case 'd' -> Double.longBitsToDouble(longLong());
            case 'D' -> {
                int scale = octet();
                yield new BigDecimal(BigInteger.valueOf((int) longInt()), scale);
            }
            case 'S' -> new String(longString(), StandardCharsets.UTF_8);
            case 'x' -> longString();
            case 'A' -> array();
            case 'T' -> Instant.ofEpochSecond(Math.clamp(longLong(), Instant.MIN.getEpochSecond(), Instant.MAX.getEpochSecond()));
            case 'F' -> table();
            case 'V' -> Void.TYPE;
            default -> throw Reply.SYNTAX_ERROR.because("a table has a value of the unknown type '" + (char) type + "'");
        };
    }

    private byte[] bytes(int length) throws AmqpException {
        need(length);
        var bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    private void need(int length) throws AmqpException {
        if (in.remaining() < length) throw cutOff();
    }

    private static AmqpException cutOff() {
        return Reply.SYNTAX_ERROR.because("a frame ends before its last field");
    }
}
