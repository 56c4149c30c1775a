package owlboard.clients.mongo.bson;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Writes documents into bytes that grow. */
public final class BsonWriter {
    private final int depthMax;
    private byte[] bytes = new byte[256];
    private ByteBuffer view = wrapped();

    /** For messages: a server wraps a few levels around a document that a client may nest {@link BsonReader#DEPTH_MAX} deep. */
    BsonWriter() {
        this(2 * BsonReader.DEPTH_MAX);
    }

    private BsonWriter(int depthMax) {
        this.depthMax = depthMax;
    }

    /** The bytes of one document. */
    public static byte[] bytes(Document document) throws BsonException {
        var writer = new BsonWriter(BsonReader.DEPTH_MAX);
        writer.document(document);
        return writer.written();
    }

    public byte[] written() {
        return Arrays.copyOf(bytes, view.position());
    }

    int size() {
        return view.position();
    }

    public void document(Document document) throws BsonException {
        document(document, 0);
    }

    private void document(Document document, int depth) throws BsonException {
        int begin = begin(depth);
        for (Map.Entry<String, Object> entry : document.entrySet()) value(entry.getKey(), entry.getValue(), depth);
        end(begin);
    }

    private void list(List<?> list, int depth) throws BsonException {
        int begin = begin(depth);
        int place = 0;
        for (var element : list) value(Integer.toString(place++), element, depth);
        end(begin);
    }

    private int begin(int depth) throws BsonException {
        if (depth >= depthMax) throw new BsonException("a document is nested more than " + depthMax + " deep");
        int begin = size();
        number32(0);
        return begin;
    }

    private void end(int begin) {
        one(0);
        view.putInt(begin, size() - begin);
    }

    private void value(String name, Object value, int depth) throws BsonException {
        switch (value) {
            case null -> head(0x0a, name);
            case Double number -> { head(0x01, name); number64(Double.doubleToRawLongBits(number)); }
            case String text -> { head(0x02, name); text(text); }
            case Document document -> { head(0x03, name); document(document, depth + 1); }
            case List<?> list -> { head(0x04, name); list(list, depth + 1); }
            case Binary binary -> { head(0x05, name); number32(binary.bytes().length); one(binary.subtype()); raw(binary.bytes()); }
            case ObjectId id -> { head(0x07, name); raw(id.bytes()); }
            case Boolean flag -> { head(0x08, name); one(flag ? 1 : 0); }
            case Instant instant -> { head(0x09, name); number64(instant.toEpochMilli()); }
            case Other.Regex regex -> { head(0x0b, name); name(regex.pattern()); name(regex.options()); }
            case Other.Code code -> { head(0x0d, name); text(code.text()); }
            case Integer number -> { head(0x10, name); number32(number); }
            case Other.Timestamp timestamp -> { head(0x11, name); number64(timestamp.value()); }
            case Long number -> { head(0x12, name); number64(number); }
            case Other.Decimal decimal -> { head(0x13, name); number64(decimal.low()); number64(decimal.high()); }
            case Other.Limit limit -> head(switch (limit) { case MIN_KEY -> 0xff; case MAX_KEY -> 0x7f; case UNDEFINED -> 0x06; }, name);
            default -> throw new BsonException("a " + value.getClass().getName() + " has no BSON type: field \"" + name + "\"");
        }
    }

    private void head(int type, String name) throws BsonException {
        one(type);
        name(name);
    }

    void name(String name) throws BsonException {
        if (name.indexOf('\0') >= 0) throw new BsonException("a name must not have a zero byte");
        raw(name.getBytes(StandardCharsets.UTF_8));
        one(0);
    }

    private void text(String text) {
        var utf8 = text.getBytes(StandardCharsets.UTF_8);
        number32(utf8.length + 1);
        raw(utf8);
        one(0);
    }

    void one(int value) {
        room(1);
        view.put((byte) value);
    }

    void number32(int value) {
        room(4);
        view.putInt(value);
    }

    void number64(long value) {
        room(8);
        view.putLong(value);
    }

    void number32(int at, int value) {
        view.putInt(at, value);
    }

    private void raw(byte[] more) {
        room(more.length);
        view.put(more);
    }

    private void room(int more) {
        if (view.remaining() >= more) return;
        int at = view.position();
        bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, at + more));
        view = wrapped().position(at);
    }

    private ByteBuffer wrapped() {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
