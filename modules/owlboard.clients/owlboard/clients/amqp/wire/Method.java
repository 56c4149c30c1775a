package owlboard.clients.amqp.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A method with its values, in the order of {@link Kind}'s fields without the reserved ones: {@link Long} for numbers, {@link Boolean} for
 * bits, {@link String}, {@code byte[]} for long strings, {@link Map} for tables.
 */
public record Method(Kind kind, List<Object> values) {

    public static Method of(Kind kind, Object... values) {
        if (values.length != kind.valueCount()) {
            throw new IllegalArgumentException(kind + " has " + kind.valueCount() + " fields, not " + values.length);
        }
        return new Method(kind, List.of(values));
    }

    public static Method read(byte[] payload) throws AmqpException {
        var in = new WireReader(payload);
        var kind = Kind.of(in.shortInt(), in.shortInt());
        var values = new ArrayList<Object>(kind.valueCount());
        int bits = 0;
        int bit = 8; // of the octet that bits are taken from; neighbouring bits share one (section 4.2.5.2)
        for (var field : kind.fields) {
            if (!field.type().equals("bit")) bit = 8;
            else if (bit == 8) {
                bits = in.octet();
                bit = 0;
            }
            Object value = switch (field.type()) {
                case "octet" -> (long) in.octet();
                case "short" -> (long) in.shortInt();
                case "long" -> in.longInt();
                case "longlong" -> in.longLong();
                case "shortstr" -> in.shortString();
                case "longstr" -> in.longString();
                case "table" -> in.table();
                default -> (bits >> bit++ & 1) != 0;
            };
            if (!field.reserved()) values.add(value);
        }
        return new Method(kind, values);
    }

    public byte[] bytes() {
        var out = new WireWriter().shortInt(kind.classId).shortInt(kind.methodId);
        var rest = values.iterator();
        int bits = 0;
        int bit = 0;
        for (var field : kind.fields) {
            if (bit > 0 && !field.type().equals("bit")) {
                out.octet(bits);
                bits = bit = 0;
            }
            var value = field.reserved() ? null : rest.next();
            switch (field.type()) {
                case "octet" -> out.octet((int) number(value));
                case "short" -> out.shortInt((int) number(value));
                case "long" -> out.longInt(number(value));
                case "longlong" -> out.longLong(number(value));
                case "shortstr" -> out.shortString(value == null ? "" : (String) value);
                case "longstr" -> out.longString(value == null ? new byte[0] : (byte[]) value);
                case "table" -> out.table((Map<?, ?>) value);
                default -> bits |= Boolean.TRUE.equals(value) ? 1 << bit++ : 0 << bit++;
            }
        }
        return bit > 0 ? out.octet(bits).bytes() : out.bytes();
    }

    private static long number(Object value) {
        return value == null ? 0 : ((Number) value).longValue();
    }

    public long number(String field) {
        return number(values.get(kind.indexOf(field)));
    }

    public boolean flag(String field) {
        return (Boolean) values.get(kind.indexOf(field));
    }

    public String text(String field) {
        return (String) values.get(kind.indexOf(field));
    }

    public byte[] octets(String field) {
        return (byte[]) values.get(kind.indexOf(field));
    }

    @SuppressWarnings("unchecked")
    public Map<String, Object> table(String field) {
        return (Map<String, Object>) values.get(kind.indexOf(field));
    }
}
