package owlboard.clients.amqp.wire;

import java.time.Instant;
import java.util.Map;

/**
 * What travels with a message beside its body (AMQP 0-9-1, class basic). Null, or 0 for a number, is absent.
 *
 * @param deliveryMode 2 is persistent, anything else is not
 * @param priority     0 to 9
 * @param expiration   milliseconds as text
 */
public record Properties(String contentType, String contentEncoding, Map<String, Object> headers, int deliveryMode, int priority,
        String correlationId,
        String replyTo, String expiration, String messageId, Instant timestamp, String type, String userId, String appId) {

    public static final Properties NONE = new Properties(null, null, null, 0, 0, null, null, null, null, null, null, null, null);

    /** A message of this media type that survives the end of the broker in a durable queue. */
    public static Properties persistent(String contentType) {
        return new Properties(contentType, null, null, 2, 0, null, null, null, null, null, null, null, null);
    }

    public boolean isPersistent() {
        return deliveryMode == 2;
    }

    /** From the property flags on: each bit, from the highest, says that one property follows (section 4.2.6.1). */
    public static Properties read(WireReader in) throws AmqpException {
        int flags = in.shortInt();
        if ((flags & 1) != 0) throw Reply.SYNTAX_ERROR.because("a content header has more properties than class basic knows");
        var properties = new Properties(
                (flags & 1 << 15) != 0 ? in.shortString() : null,
                (flags & 1 << 14) != 0 ? in.shortString() : null,
                (flags & 1 << 13) != 0 ? in.table() : null,
                (flags & 1 << 12) != 0 ? in.octet() : 0,
                (flags & 1 << 11) != 0 ? in.octet() : 0,
                (flags & 1 << 10) != 0 ? in.shortString() : null,
                (flags & 1 << 9) != 0 ? in.shortString() : null,
                (flags & 1 << 8) != 0 ? in.shortString() : null,
                (flags & 1 << 7) != 0 ? in.shortString() : null,
                (flags & 1 << 6) != 0 ? Instant.ofEpochSecond(Math.clamp(in.longLong(), 0, Instant.MAX.getEpochSecond())) : null,
                (flags & 1 << 5) != 0 ? in.shortString() : null,
                (flags & 1 << 4) != 0 ? in.shortString() : null,
                (flags & 1 << 3) != 0 ? in.shortString() : null);
        if ((flags & 1 << 2) != 0) in.shortString(); // cluster-id, which means nothing any more
        return properties;
    }

    public byte[] bytes() {
        var content = new WireWriter();
        int flags = 0;
        flags |= text(content, 15, contentType);
        flags |= text(content, 14, contentEncoding);
        if (headers != null) {
            content.table(headers);
            flags |= 1 << 13;
        }
        flags |= octet(content, 12, deliveryMode);
        flags |= octet(content, 11, priority);
        flags |= text(content, 10, correlationId);
        flags |= text(content, 9, replyTo);
        flags |= text(content, 8, expiration);
        flags |= text(content, 7, messageId);
        if (timestamp != null) {
            content.longLong(timestamp.getEpochSecond());
            flags |= 1 << 6;
        }
        flags |= text(content, 5, type);
        flags |= text(content, 4, userId);
        flags |= text(content, 3, appId);
        return new WireWriter().shortInt(flags).raw(content.bytes()).bytes();
    }

    private static int text(WireWriter out, int bit, String value) {
        if (value == null) return 0;
        out.shortString(value);
        return 1 << bit;
    }

    private static int octet(WireWriter out, int bit, int value) {
        if (value == 0) return 0;
        out.octet(value);
        return 1 << bit;
    }
}
