package owlboard.clients.redis.resp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RespTest {
    private static final String ALPHABET = "*$+-:_#,%~>=|(!\r\n\r\n0123456789tfx\"'";

    private static RespReader reader(String bytes) {
        return new RespReader(new ByteArrayInputStream(bytes.getBytes(StandardCharsets.ISO_8859_1)));
    }

    private static List<String> command(String bytes) throws IOException {
        return reader(bytes).command(RespReader.Bounds.WIDE);
    }

    private static String written(Reply reply, int version) {
        return new String(RespWriter.bytes(reply, version), StandardCharsets.ISO_8859_1);
    }

    @Test void readsCommandsOneAfterTheOther() throws IOException {
        var reader = reader("*2\r\n$3\r\nGET\r\n$2\r\n\r\n\r\n*1\r\n$4\r\nPING\r\n");
        assertEquals(List.of("GET", "\r\n"), reader.command(RespReader.Bounds.WIDE));
        assertTrue(reader.hasMore());
        assertEquals(List.of("PING"), reader.command(RespReader.Bounds.WIDE));
        assertNull(reader.command(RespReader.Bounds.WIDE));
    }

    @Test void aClientsCommandIsReadByAServer() throws IOException {
        var out = new ByteArrayOutputStream();
        var every = new byte[256];
        for (int i = 0; i < every.length; i++) every[i] = (byte) i;
        new RespWriter(out, 2).command(List.of("SET".getBytes(StandardCharsets.UTF_8), every));
        var read = new RespReader(new ByteArrayInputStream(out.toByteArray())).command(RespReader.Bounds.WIDE);
        assertArrayEquals(every, read.get(1).getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test void splitsALineTypedByHand() throws IOException {
        assertEquals(List.of("SET", "a b", "it's", "x\ny", ""), command("\r\n  SET \"a b\"  \"it's\" \"x\\ny\" ''\r\n"));
        assertThrows(ProtocolException.class, () -> command("GET \"a\r\n"));
    }

    @Test void refusesWhatIsNoCommandOrTooLong() {
        for (var wrong : List.of("*x\r\n", "*1\r\n:1\r\n", "*1\r\n$-1\r\n", "*1\r\n$3\r\nabcde", "*2000000\r\n", "*1\r\n$99999999\r\n",
                "a".repeat(70_000)))
            assertThrows(ProtocolException.class, () -> command(wrong), wrong.substring(0, Math.min(20, wrong.length())));
        assertThrows(ProtocolException.class, () -> reader("*11\r\n").command(RespReader.Bounds.STRANGER));
        assertThrows(ProtocolException.class, () -> reader("*1\r\n$20000\r\n").command(RespReader.Bounds.STRANGER));
        for (var cut : List.of("*2\r\n$3\r\nGET\r\n", "*1\r\n$4\r\nPI", "*")) assertThrows(EOFException.class, () -> command(cut));
    }

    @Test void manyLongArgumentsAreTooLongTogether() {
        var one = "$" + (4 << 20) + "\r\n" + "x".repeat(4 << 20) + "\r\n";
        assertThrows(ProtocolException.class, () -> command("*5\r\n" + one.repeat(5)));
    }

    @Test void everyReplyComesBackAsItWasWritten() throws IOException {
        var all = new Reply.Items(List.of(new Reply.Status("OK"), new Reply.Failure("ERR no"), new Reply.Number(Long.MIN_VALUE),
                Reply.Nothing.VALUE,
                new Reply.Pairs(List.of(Reply.of("k"), Reply.of(1))), new Reply.Unordered(List.of(Reply.of(2))), new Reply.Push(List.of()),
                new Reply.Real(-1.5),
                new Reply.Real(Double.POSITIVE_INFINITY), new Reply.Flag(true), new Reply.Flag(false)));
        var back = reader(written(all, 3)).reply();
        assertEquals(written(all, 3), written(back, 3));
        assertEquals(written(all, 2), written(back, 2));
    }

    @Test void whatRespTwoLacksTravelsInItsOwnKinds() {
        assertEquals("*2\r\n$1\r\nk\r\n:1\r\n", written(new Reply.Pairs(List.of(Reply.of("k"), Reply.of(1))), 2));
        assertEquals("%1\r\n$1\r\nk\r\n:1\r\n", written(new Reply.Pairs(List.of(Reply.of("k"), Reply.of(1))), 3));
        assertEquals("$3\r\n1.5\r\n", written(new Reply.Real(1.5), 2));
        assertEquals(",1.5\r\n", written(new Reply.Real(1.5), 3));
        assertEquals("$-1\r\n", written(Reply.Nothing.VALUE, 2));
        assertEquals("*-1\r\n", written(Reply.Nothing.ARRAY, 2));
        assertEquals("_\r\n", written(Reply.Nothing.ARRAY, 3));
        var scored = new Reply.Couples(List.of(Reply.of("m"), new Reply.Real(1)));
        assertEquals("*2\r\n$1\r\nm\r\n$1\r\n1\r\n", written(scored, 2));
        assertEquals("*1\r\n*2\r\n$1\r\nm\r\n,1\r\n", written(scored, 3));
    }

    @Test void anErrorStaysOneLine() {
        assertEquals("-ERR a  b\r\n", written(new Reply.Failure("ERR a\r\nb"), 2));
    }

    @Test void repliesAreBounded() {
        for (var wrong : List.of("*1\r\n".repeat(200), "$99999999\r\n", "*9999999\r\n", "%-1\r\n", "?x\r\n", ",x\r\n", ":x\r\n"))
            assertThrows(ProtocolException.class, () -> reader(wrong).reply(), wrong.substring(0, Math.min(20, wrong.length())));
    }

    @Test void noBytesMakeAReaderFailOtherwise() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        for (int round = 0; round < 20_000; round++) {
            var bytes = new StringBuilder();
            for (int i = random.nextInt(30); i > 0; i--) bytes.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
            try {
                reader(bytes.toString()).reply();
                command(bytes.toString());
            } catch (IOException expected) {
                assertTrue(expected instanceof ProtocolException || expected instanceof EOFException, "seed " + seed);
            } catch (RuntimeException bug) {
                throw new AssertionError("seed " + seed + ", bytes " + bytes, bug);
            }
        }
    }

    @Test void numbersAreWrittenAsRedisWritesThem() {
        var numbers = List.of(3.0, -0.0, 0.1, 1e20, 1.5e-7, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);
        assertEquals(List.of("3", "-0", "0.1", "1e+20", "1.5e-7", "inf", "-inf"), numbers.stream().map(Numbers::text).toList());
    }

    @Test void onlyPlainNumbersAreNumbers() {
        for (var wrong : List.of("", "+1", "01", " 1", "1 ", "1.0", "9223372036854775808", "x")) assertNull(Numbers.whole(wrong), wrong);
        assertEquals(-5, Numbers.whole("-5"));
        for (var wrong : List.of("", "x", "1d", "0x1p3", "nan", " 1")) assertNull(Numbers.real(wrong), wrong);
        assertEquals(Double.NEGATIVE_INFINITY, Numbers.real("-inf"));
    }
}
