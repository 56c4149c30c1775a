package owlboard.wire.http2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import owlboard.wire.http.Bytes;

/** RFC 7541; the examples are those of its Appendix C. */
class HpackTest {
    private final HpackDecoder decoder = new HpackDecoder();

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replace(" ", ""));
    }

    private List<String> decode(byte[] block) throws Http2Error {
        return decode(block, 1 << 20);
    }

    private List<String> decode(byte[] block, int bytesMax) throws Http2Error {
        var fields = new FieldBlock();
        fields.reset(bytesMax, bytesMax, 1000);
        decoder.decode(block, 0, block.length, fields);
        var lines = new ArrayList<String>();
        for (int i = 0; i < fields.count(); i++) {
            lines.add(fields.text.text(0).substring(fields.nameAt(i), fields.valueAt(i)) + ": "
                    + fields.text.text(0).substring(fields.valueAt(i), fields.valueAt(i) + fields.valueLength(i)));
        }
        if (fields.isTooLarge()) lines.add("too large");
        return lines;
    }

    private void refuses(String block) {
        var error = assertThrows(Http2Error.class, () -> decode(hex(block)));
        assertEquals(Http2Error.COMPRESSION_ERROR, error.code);
        assertEquals(0, error.stream);
    }

    @Test
    void literalsAndIndexedFields() throws Exception {
        // C.2.1
        assertEquals(List.of("custom-key: custom-header"), decode(hex("400a 6375 7374 6f6d 2d6b 6579 0d63 7573 746f 6d2d 6865 6164 6572")));
        assertEquals(List.of(":path: /sample/path"), decode(hex("040c 2f73 616d 706c 652f 7061 7468"))); // C.2.2
        assertEquals(List.of("password: secret"), decode(hex("1008 7061 7373 776f 7264 0673 6563 7265 74"))); // C.2.3
        assertEquals(List.of(":method: GET"), decode(hex("82"))); // C.2.4
    }

    @Test
    void requestsWithoutHuffmanCode() throws Exception { // C.3
        assertEquals(List.of(":method: GET", ":scheme: http", ":path: /", ":authority: www.example.com"),
                decode(hex("8286 8441 0f77 7777 2e65 7861 6d70 6c65 2e63 6f6d")));
        assertEquals(List.of(":method: GET", ":scheme: http", ":path: /", ":authority: www.example.com", "cache-control: no-cache"),
                decode(hex("8286 84be 5808 6e6f 2d63 6163 6865")));
        assertEquals(List.of(":method: GET", ":scheme: https", ":path: /index.html", ":authority: www.example.com",
                "custom-key: custom-value"),
                decode(hex("8287 85bf 400a 6375 7374 6f6d 2d6b 6579 0c63 7573 746f 6d2d 7661 6c75 65")));
    }

    @Test
    void requestsWithHuffmanCode() throws Exception { // C.4
        assertEquals(List.of(":method: GET", ":scheme: http", ":path: /", ":authority: www.example.com"),
                decode(hex("8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff")));
        assertEquals(List.of(":method: GET", ":scheme: http", ":path: /", ":authority: www.example.com", "cache-control: no-cache"),
                decode(hex("8286 84be 5886 a8eb 1064 9cbf")));
        assertEquals(List.of(":method: GET", ":scheme: https", ":path: /index.html", ":authority: www.example.com",
                "custom-key: custom-value"),
                decode(hex("8287 85bf 4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf")));
    }

    @Test
    void responsesThatEvict() throws Exception { // C.6, where the table has 256 bytes
        decode(hex("3fe101")); // RFC 7541 §6.3: 256
        assertEquals(List.of(":status: 302", "cache-control: private", "date: Mon, 21 Oct 2013 20:13:21 GMT",
                "location: https://www.example.com"),
                decode(
                hex("4882 6402 5885 aec3 771a 4b61 96d0 7abe 9410 54d4 44a8 2005 9504 0b81 66e0 82a6 2d1b ff6e 919d 29ad 1718 63c7 8f0b "
                + "97c8 e9ae 82ae 43d3")));
        assertEquals(List.of(":status: 307", "cache-control: private", "date: Mon, 21 Oct 2013 20:13:21 GMT",
                "location: https://www.example.com"), decode(hex("4883 640e ffc1 c0bf")));
    }

    @Test
    void whatIsNoBlockIsRefused() {
        refuses("80"); // position 0
        refuses("be"); // an empty dynamic table
        refuses("400a 63"); // a string that is not there
        refuses("ff ffff ffff ff7f"); // an integer without an end
        refuses("ffff"); // an integer that is not whole
        refuses("823f e101"); // a size update behind a field
        refuses("3fe1 ff03"); // a table larger than we allow
        refuses("2020 20"); // three updates
        refuses("0082 ffff 0161"); // padding of 16 ones
        refuses("0081 1e 0161"); // padding of zeros: '0' and 110
        refuses("0084 ffff ffff 0161"); // EOS
    }

    @Test
    void aFieldLargerThanTheTableEmptiesIt() throws Exception {
        decode(hex("400161 0162"));
        assertEquals(List.of("a: b"), decode(hex("be")));
        var out = new Bytes(8192);
        out.add(hex("400163")).add(hex("7f a11f")); // a value of 127 + 33 + 31 * 128 bytes
        for (int i = 0; i < 127 + 0x21 + (0x1f << 7); i++) out.add('x');
        decode(out.copy());
        refuses("be");
    }

    @Test
    void whatIsOverTheLimitsIsLeftOutAndTheTableGoesOn() throws Exception {
        assertEquals(List.of("too large"), decode(hex("400161 0a62626262626262626262"), 8));
        assertEquals(List.of("a: bbbbbbbbbb"), decode(hex("be")));
    }

    @Test
    void whatTheEncoderWritesIsRead() throws Exception {
        var random = new Random(7541);
        for (int round = 0; round < 500; round++) {
            var encoder = new HpackEncoder();
            var expected = new ArrayList<String>();
            int status = 100 + random.nextInt(500);
            encoder.status(status);
            expected.add(":status: " + status);
            for (int i = random.nextInt(12); i > 0; i--) {
                var name = random.nextBoolean() ? StaticTable.get(15 + random.nextInt(47)).name()
                        : text(random, 1 + random.nextInt(300), 'a', 26);
                var value = random.nextBoolean() ? text(random, random.nextInt(300), ' ', 95) : text(random, random.nextInt(40), 0, 256);
                encoder.field(name, 0, name.length, value, 0, value.length);
                expected.add(new String(name, StandardCharsets.ISO_8859_1) + ": " + new String(value, StandardCharsets.ISO_8859_1));
            }
            assertEquals(expected, decode(encoder.out.copy()));
        }
    }

    private static byte[] text(Random random, int length, int from, int count) {
        var text = new byte[length];
        for (int i = 0; i < length; i++) text[i] = (byte) (from + random.nextInt(count));
        return text;
    }

    @Test
    void namesAreWrittenInLowerCase() throws Exception {
        var encoder = new HpackEncoder();
        encoder.field("X-Thing".getBytes(StandardCharsets.US_ASCII), 0, 7, new byte[] {'1'}, 0, 1);
        assertEquals(List.of("x-thing: 1"), decode(encoder.out.copy()));
    }

    @Test
    void noiseEndsInFieldsOrInAnError() {
        var random = new Random(1);
        int errors = 0;
        for (int round = 0; round < 20_000; round++) {
            var noise = new byte[random.nextInt(60)];
            random.nextBytes(noise);
            try {
                decode(noise);
            } catch (Http2Error expected) {
                errors++;
                assertEquals(Http2Error.COMPRESSION_ERROR, expected.code);
            }
        }
        assertTrue(errors > 1000);
    }
}
