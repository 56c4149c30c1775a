package owlboard.clients.mongo.bson;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Reads documents from bytes. */
public final class BsonReader {
    /** How deep documents and arrays may be nested in a document that is kept. */
    public static final int DEPTH_MAX = 100;

    private final ByteBuffer bytes;
    private final int depthMax;

    /** For messages: what wraps a document is not counted. */
    BsonReader(ByteBuffer bytes) {
        this(bytes, 2 * DEPTH_MAX);
    }

    private BsonReader(ByteBuffer bytes, int depthMax) {
        this.bytes = bytes.order(ByteOrder.LITTLE_ENDIAN);
        this.depthMax = depthMax;
    }

    /** The document these bytes are, all of them. */
    public static Document document(byte[] bytes) throws BsonException {
        var reader = new BsonReader(ByteBuffer.wrap(bytes), DEPTH_MAX);
        var document = reader.document();
        if (reader.bytes.hasRemaining()) throw new BsonException("bytes follow the end of a document");
        return document;
    }

    /** The next document. */
    Document document() throws BsonException {
        try {
            return document(0);
        } catch (BufferUnderflowException | IllegalArgumentException cut) {
            throw new BsonException("a document is longer than its bytes");
        }
    }

    private Document document(int depth) throws BsonException {
        var document = new Document();
        int end = begin(depth);
        for (int type = bytes.get(); type != 0; type = bytes.get()) {
            var name = name();
            document.put(name, value(type, depth));
        }
        finish(end);
        return document;
    }

    private List<Object> list(int depth) throws BsonException {
        var list = new ArrayList<Object>();
        int end = begin(depth);
        for (int type = bytes.get(); type != 0; type = bytes.get()) {
            name();
            list.add(value(type, depth));
        }
        finish(end);
        return list;
    }

    private int begin(int depth) throws BsonException {
        if (depth >= depthMax) throw new BsonException("a document is nested more than " + depthMax + " deep");
        int begin = bytes.position();
        int length = bytes.getInt();
        if (length < 5 || length > bytes.limit() - begin) throw new BsonException("a document says it is " + length + " bytes long");
        return begin + length;
    }

    private void finish(int end) throws BsonException {
        if (bytes.position() != end) throw new BsonException("a document does not end where its length says");
    }

    private Object value(int type, int depth) throws BsonException {
        return switch (type) {
            case 0x01 -> bytes.getDouble();
            case 0x02, 0x0e -> text();
            case 0x03 -> document(depth + 1);
            case 0x04 -> list(depth + 1);
            case 0x05 -> binary();
            case 0x06 -> Other.Limit.UNDEFINED;
            case 0x07 -> ObjectId.of(take(ObjectId.BYTES));
            case 0x08 -> bytes.get() != 0;
            case 0x09 -> Instant.ofEpochMilli(bytes.getLong());
            case 0x0a -> null;
            case 0x0b -> {
                var pattern = name();
                yield new Other.Regex(pattern, name());
            }
            case 0x0d -> new Other.Code(text());
            case 0x10 -> bytes.getInt();
            case 0x11 -> new Other.Timestamp(bytes.getLong());
            case 0x12 -> bytes.getLong();
            case 0x13 -> {
                long low = bytes.getLong();
                yield new Other.Decimal(bytes.getLong(), low);
            }
            case -1 -> Other.Limit.MIN_KEY;
            case 0x7f -> Other.Limit.MAX_KEY;
            default -> throw new BsonException("the BSON type 0x" + Integer.toHexString(type & 0xff) + " is not supported");
        };
    }

    private Binary binary() throws BsonException {
        int length = bytes.getInt();
        int subtype = bytes.get() & 0xff;
        return new Binary(subtype, take(length));
    }

    private String text() throws BsonException {
        int length = bytes.getInt();
        if (length < 1) throw new BsonException("a string says it is " + length + " bytes long");
        var text = decoded(take(length - 1));
        if (bytes.get() != 0) throw new BsonException("a string does not end where its length says");
        return text;
    }

    /** Up to a zero byte. */
    String name() throws BsonException {
        int begin = bytes.position();
        int length = 0;
        while (bytes.get() != 0) length++;
        bytes.position(begin);
        var name = decoded(take(length));
        bytes.get();
        return name;
    }

    private byte[] take(int length) throws BsonException {
        if (length < 0 || length > bytes.remaining()) throw new BsonException("a value says it is " + length + " bytes long");
        var taken = new byte[length];
        bytes.get(taken);
        return taken;
    }

    private static String decoded(byte[] utf8) throws BsonException {
        var text = new String(utf8, StandardCharsets.UTF_8);
        if (text.indexOf('\ufffd') < 0) return text;
        try {
            CharBuffer strict = StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(utf8));
            return strict.toString();
        } catch (CharacterCodingException wrong) {
            throw new BsonException("a string is not UTF-8");
        }
    }
}
