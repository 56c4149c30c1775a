package owlboard.clients.mongo.bson;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.zip.CRC32C;

/**
 * One message: a command or its reply. The lists that OP_MSG sends as sections of their own are fields of the body.
 *
 * @param id       its own number
 * @param answers  the number of the message it answers; 0 for none
 * @param kind     how it travels
 * @param wantsReply false: the sender will not read one
 */
public record Message(int id, int answers, Kind kind, boolean wantsReply, Document body) {
    /** {@code QUERY} and {@code REPLY} are the old form, which drivers use for the first hello alone. */
    public enum Kind {
        REPLY(1), QUERY(2004), MSG(2013);

        private final int code;

        Kind(int code) {
            this.code = code;
        }
    }

    /** Bytes of one message. */
    public static final int BYTES_MAX = 48_000_000;
    private static final int HEADER = 16;
    private static final int CHECKSUM_PRESENT = 1;
    private static final int MORE_TO_COME = 2;
    private static final int CHECKSUM_BYTES = 4;

    public static Message command(int id, Document body) {
        return new Message(id, 0, Kind.MSG, true, body);
    }

    /** The reply, in the form that the asker understands. */
    public Message reply(int id, Document body) {
        return new Message(id, this.id, kind == Kind.QUERY ? Kind.REPLY : Kind.MSG, false, body);
    }

    public byte[] bytes() throws BsonException {
        var out = new BsonWriter();
        out.number32(0);
        out.number32(id);
        out.number32(answers);
        out.number32(kind.code);
        switch (kind) {
            case MSG -> {
                out.number32(0);
                out.one(0);
            }
            case REPLY -> {
                out.number32(8); // AwaitCapable
                out.number64(0);
                out.number32(0);
                out.number32(1);
            }
            case QUERY -> {
                out.number32(0);
                out.name("admin.$cmd");
                out.number32(0);
                out.number32(-1);
            }
        }
        out.document(body);
        out.number32(0, out.size());
        return out.written();
    }

    /** The next one; null when the peer has ended between messages. */
    public static Message read(InputStream in, int bytesMax) throws IOException {
        var head = in.readNBytes(HEADER);
        if (head.length == 0) return null;
        if (head.length < HEADER) throw new EOFException("the peer closed the connection");
        var header = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
        int length = header.getInt();
        if (length < HEADER || length > bytesMax) {
            throw new BsonException("a message says it is " + length + " bytes long; " + bytesMax + " are allowed");
        }
        int id = header.getInt();
        int answers = header.getInt();
        int code = header.getInt();
        var rest = in.readNBytes(length - HEADER);
        if (rest.length < length - HEADER) throw new EOFException("the peer closed the connection");
        var bytes = ByteBuffer.wrap(rest).order(ByteOrder.LITTLE_ENDIAN);
        try {
            return switch (code) {
                case 2013 -> message(id, answers, head, bytes);
                case 2004 -> query(id, answers, bytes);
                case 1 -> {
                    bytes.position(20);
                    yield new Message(id, answers, Kind.REPLY, false, new BsonReader(bytes).document());
                }
                default -> throw new BsonException("messages of kind " + code + " are not supported");
            };
        } catch (BufferUnderflowException | IllegalArgumentException cut) {
            throw new BsonException("a message is too short");
        }
    }

    private static Message query(int id, int answers, ByteBuffer bytes) throws BsonException {
        bytes.getInt();
        var reader = new BsonReader(bytes);
        var name = reader.name();
        bytes.getInt();
        bytes.getInt();
        var body = reader.document();
        int dot = name.indexOf('.');
        body.putIfAbsent("$db", dot < 0 ? name : name.substring(0, dot));
        return new Message(id, answers, Kind.QUERY, true, body);
    }

    private static Message message(int id, int answers, byte[] head, ByteBuffer bytes) throws BsonException {
        int flags = bytes.getInt();
        if ((flags & 0xffff & ~(CHECKSUM_PRESENT | MORE_TO_COME)) != 0) throw new BsonException("a message has unknown flags " + flags);
        if ((flags & CHECKSUM_PRESENT) != 0) checkSum(head, bytes);
        var reader = new BsonReader(bytes);
        Document body = null;
        var lists = new Document();
        while (bytes.hasRemaining()) {
            switch (bytes.get()) {
                case 0 -> {
                    if (body != null) throw new BsonException("a message has two bodies");
                    body = reader.document();
                }
                case 1 -> sequence(bytes, reader, lists);
                default -> throw new BsonException("a message has a section of an unknown kind");
            }
        }
        if (body == null) throw new BsonException("a message has no body");
        body.putAll(lists);
        return new Message(id, answers, Kind.MSG, (flags & MORE_TO_COME) == 0, body);
    }

    private static void sequence(ByteBuffer bytes, BsonReader reader, Document lists) throws BsonException {
        int end = bytes.position() + bytes.getInt();
        if (end > bytes.limit()) throw new BsonException("a section is longer than its message");
        var name = reader.name();
        var list = new ArrayList<Object>();
        while (bytes.position() < end) list.add(reader.document());
        if (bytes.position() != end) throw new BsonException("a section does not end where its length says");
        lists.put(name, list);
    }

    private static void checkSum(byte[] head, ByteBuffer bytes) throws BsonException {
        int content = bytes.limit() - CHECKSUM_BYTES;
        var sum = new CRC32C();
        sum.update(head);
        sum.update(bytes.array(), 0, content);
        if ((int) sum.getValue() != bytes.getInt(content)) throw new BsonException("the checksum of a message is wrong");
        bytes.limit(content);
    }
}
