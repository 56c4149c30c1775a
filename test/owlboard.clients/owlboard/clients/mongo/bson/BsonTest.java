package owlboard.clients.mongo.bson;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BsonTest {
    static final Document EVERYTHING = Document.of("double", 1.5, "string", "größe 🦉", "document", Document.of("a", 1), "list",
            List.of(1, "two", List.of()),
            "binary", new Binary(4, new byte[] {1, 2}), "undefined", Other.Limit.UNDEFINED, "id", new ObjectId("0123456789abcdef01234567"),
            "flag", true,
            "date", Instant.ofEpochMilli(-1), "null", null, "regex", new Other.Regex("^a", "i"), "code", new Other.Code("f()"), "int", -5,
            "timestamp", new Other.Timestamp(7L << 32 | 1), "long", Long.MAX_VALUE, "decimal",
            new Other.Decimal(0x3040_0000_0000_0000L, 5), "min", Other.Limit.MIN_KEY,
            "max", Other.Limit.MAX_KEY);

    /** The examples of the specification. */
    @Test void writesTheSpecificationsBytes() throws Exception {
        assertEquals("160000000268656c6c6f0006000000776f726c640000", hex(Document.of("hello", "world")));
        assertEquals("310000000442534f4e002600000002300008000000617765736f6d65000131003333333333331440103200c20700000000",
                hex(Document.of("BSON", List.of("awesome", 5.05, 1986))));
    }

    private static String hex(Document document) throws BsonException {
        return HexFormat.of().formatHex(BsonWriter.bytes(document));
    }

    @Test void everyTypeComesBack() throws Exception {
        var back = BsonReader.document(BsonWriter.bytes(EVERYTHING));
        assertEquals(EVERYTHING, back);
        assertEquals(List.copyOf(EVERYTHING.keySet()), List.copyOf(back.keySet()));
    }

    @Test void refusesWhatIsCutOrDamaged() throws Exception {
        var whole = BsonWriter.bytes(EVERYTHING);
        for (int cut = 0; cut < whole.length; cut++) {
            var part = Arrays.copyOf(whole, cut);
            assertThrows(BsonException.class, () -> BsonReader.document(part), "cut at " + cut);
        }
        long seed = System.nanoTime();
        var random = new Random(seed);
        for (int round = 0; round < 20_000; round++) {
            var damaged = whole.clone();
            for (int i = random.nextInt(1, 4); i > 0; i--) damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            try {
                BsonReader.document(damaged);
            } catch (BsonException expected) {
                assertTrue(expected.getMessage().length() < 200);
            } catch (RuntimeException bug) {
                throw new AssertionError("seed " + seed + ": " + HexFormat.of().formatHex(damaged), bug);
            }
        }
    }

    @Test void depthIsBounded() throws Exception {
        var fits = nested(BsonReader.DEPTH_MAX);
        assertEquals(fits, BsonReader.document(BsonWriter.bytes(fits)));
        assertThrows(BsonException.class, () -> BsonWriter.bytes(nested(BsonReader.DEPTH_MAX + 1)));
        var deep = new BsonWriter();
        deep.document(nested(2 * BsonReader.DEPTH_MAX));
        assertThrows(BsonException.class, () -> BsonReader.document(deep.written()));
    }

    private static Document nested(int levels) {
        var document = new Document();
        for (int i = 1; i < levels; i++) document = Document.of("d", document);
        return document;
    }

    @Test void namesWithAZeroByteAndForeignTypesAreRefused() {
        assertThrows(BsonException.class, () -> BsonWriter.bytes(Document.of("a\0b", 1)));
        assertTrue(assertThrows(BsonException.class, () -> BsonWriter.bytes(Document.of("field", new StringBuilder()))).getMessage()
                .contains("\"field\""));
    }

    @Test void aCopySharesNothing() {
        var one = Document.of("a", Document.of("b", new ArrayList<>(List.of(1))));
        var copy = one.copy();
        copy.document("a").put("b", 2);
        assertEquals(Document.of("a", Document.of("b", List.of(1))), one);
    }

    @Test void objectIdsDiffer() {
        var ids = new HashSet<ObjectId>();
        for (int i = 0; i < 10_000; i++) assertTrue(ids.add(ObjectId.fresh()));
        assertThrows(IllegalArgumentException.class, () -> new ObjectId("0123"));
        assertNotEquals(new Binary(0, new byte[1]), new Binary(4, new byte[1]));
    }

    @Test void messagesComeBack() throws IOException {
        var message = Message.command(7, EVERYTHING);
        var back = Message.read(new ByteArrayInputStream(message.bytes()), Message.BYTES_MAX);
        assertEquals(message, back);
        var reply = back.reply(9, Document.of("ok", 1.0));
        assertEquals(new Message(9, 7, Message.Kind.MSG, true, Document.of("ok", 1.0)),
                Message.read(new ByteArrayInputStream(reply.bytes()), 1000));
        var old = new Message(3, 0, Message.Kind.QUERY, true, Document.of("isMaster", 1));
        var asked = Message.read(new ByteArrayInputStream(old.bytes()), 1000);
        assertEquals(Document.of("isMaster", 1, "$db", "admin"), asked.body());
        assertEquals(3, Message.read(new ByteArrayInputStream(asked.reply(4, Document.of("ok", 1.0)).bytes()), 1000).answers());
        assertNull(Message.read(new ByteArrayInputStream(new byte[0]), 1000));
    }

    @Test void aSequenceIsAListOfTheBody() throws IOException {
        var body = BsonWriter.bytes(Document.of("insert", "c"));
        var document = BsonWriter.bytes(Document.of("a", 1));
        int section = 4 + "documents\0".length() + 2 * document.length;
        var bytes = ByteBuffer.allocate(16 + 4 + 1 + body.length + 1 + section).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(bytes.capacity()).putInt(1).putInt(0).putInt(2013).putInt(2).put((byte) 0).put(body)
                .put((byte) 1).putInt(section).put("documents\0".getBytes()).put(document).put(document);
        var message = Message.read(new ByteArrayInputStream(bytes.array()), 1000);
        assertEquals(Document.of("insert", "c", "documents", List.of(Document.of("a", 1), Document.of("a", 1))), message.body());
        assertEquals(false, message.wantsReply());
    }

    @Test void whatIsNoMessageIsRefused() throws IOException {
        var good = Message.command(1, Document.of("ping", 1)).bytes();
        assertThrows(BsonException.class, () -> Message.read(new ByteArrayInputStream(good), good.length - 1));
        assertThrows(EOFException.class, () -> Message.read(new ByteArrayInputStream(good, 0, good.length - 1), 1000));
        long seed = System.nanoTime();
        var random = new Random(seed);
        for (int round = 0; round < 20_000; round++) {
            var damaged = good.clone();
            for (int i = random.nextInt(1, 4); i > 0; i--) damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            try {
                Message.read(new ByteArrayInputStream(damaged), 1000);
            } catch (BsonException | EOFException expected) {
                assertTrue(expected.getMessage().length() < 200);
            } catch (RuntimeException bug) {
                throw new AssertionError("seed " + seed + ": " + HexFormat.of().formatHex(damaged), bug);
            }
        }
        assertArrayEquals(good, Message.read(new ByteArrayInputStream(good), 1000).bytes());
    }
}
