package owlboard.wire.http2;

import static owlboard.wire.http2.FrameClient.*;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import owlboard.fuzz.Target;
import owlboard.wire.Pair;
import owlboard.wire.http.Heads;
import owlboard.wire.http.RequestHead;

/**
 * Header blocks of requests, several of one connection, cut by a byte of their length. What is decoded and encoded again decodes to the
 * same; what is a request is one of HTTP/1 as well, and the same.
 */
public final class BlockNoise implements Target {
    private static final RequestHead.Limits HEADS = new RequestHead.Limits(8192, 33_792, false, false, 1000);
    private static final int FIELDS_MAX = 1000;

    private final Pair pair;
    private final Http2Connection connection;

    /** {@code ended}: of which the far end has said all that it says. */
    public BlockNoise(Pair ended) {
        pair = ended;
        var limits = new Http2Limits(20, 65_536, HEADS, 1000, new Http2Limits.Timeouts(0, 0, 0));
        connection = new Http2Connection(pair.near, new byte[0], limits, new FrameNoise(ended));
    }

    @Override
    public String name() {
        return "blocks";
    }

    private static byte[] blocks(byte[]... blocks) {
        var all = new ArrayList<byte[]>();
        for (var block : blocks) {
            all.add(new byte[] {(byte) block.length});
            all.add(block);
        }
        return join(all.toArray(byte[][]::new));
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replace(" ", ""));
    }

    /** Those of RFC 7541 Appendix C among them. */
    @Override
    public List<byte[]> seeds() {
        return List.of(blocks(request("GET", "/a%20b?c=d", "cookie", "a=1", "cookie", "b=2", "te", "trailers")),
                blocks(join(request("POST", "/", "content-length", "5"), remembered("x-a", "b")), join(request("GET", "/"), hex("be"))),
                blocks(hex("8286 8441 0f77 7777 2e65 7861 6d70 6c65 2e63 6f6d"), hex("8286 84be 5808 6e6f 2d63 6163 6865"),
                        hex("8287 85bf 400a 6375 7374 6f6d 2d6b 6579 0c63 7573 746f 6d2d 7661 6c75 65")),
                blocks(hex("8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff"), hex("8286 84be 5886 a8eb 1064 9cbf"),
                        hex("8287 85bf 4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf")),
                blocks(join(hex("3f e1 1f 20 3f 11"), request("OPTIONS", "*")), join(hex("3f 10"), request("GET", "/x", "host", "shop"))));
    }

    @Override
    public List<byte[]> spice() {
        var spice = new ArrayList<byte[]>();
        for (int b : new int[] {0x80, 0xbe, 0xbf, 0xff, 0x20, 0x3f, 0x40, 0x7f, 0x00, 0x0f, 0x10, 0x1f, 0x82, 0x84, 0x86}) {
            spice.add(new byte[] {(byte) b});
        }
        for (var field : List.of("transfer-encoding", "host", ":path", ":authority", ":status", "connection", "x_y", "X", "", "a:b",
                "cookie")) {
            for (var value : List.of("1", "a\r\nb: c", "", " ", "/x y", "a\0", "chunked", "shop")) spice.add(block(field, value));
        }
        spice.add(hex("00 85 f2 b2 4a 84 ff 84 ff ff ff ff"));
        return spice;
    }

    @Override
    public void take(byte[] input) throws IOException {
        var decoder = new HpackDecoder();
        try {
            for (int at = 0; at < input.length; ) {
                int end = Math.min(input.length, at + 1 + (input[at] & 0xff));
                var fields = new FieldBlock();
                fields.reset(HEADS.headMax(), HEADS.lineMax(), FIELDS_MAX);
                decoder.decode(input, at + 1, end - at - 1, fields);
                isEncodedAndDecodedTheSame(fields);
                isOneOfHttp1(fields);
                at = end;
            }
        } catch (Http2Error refused) {
            if (refused.code != Http2Error.COMPRESSION_ERROR) throw new AssertionError(refused);
        }
    }

    private static void isEncodedAndDecodedTheSame(FieldBlock fields) {
        var encoder = new HpackEncoder();
        var text = fields.text.array();
        for (int i = 0; i < fields.count(); i++) {
            encoder.field(text, fields.nameAt(i), fields.nameLength(i), text, fields.valueAt(i), fields.valueLength(i));
        }
        var again = new FieldBlock();
        again.reset(HEADS.headMax(), HEADS.lineMax(), FIELDS_MAX);
        try {
            new HpackDecoder().decode(encoder.out.array(), 0, encoder.out.length(), again);
        } catch (Http2Error refused) {
            throw new AssertionError("refused at the second reading", refused);
        }
        for (int i = 0; i < fields.count(); i++) {
            int from = fields.valueAt(i);
            int to = again.valueAt(i);
            boolean isSame = Arrays.equals(text, from, from + fields.valueLength(i), again.text.array(), to, to + again.valueLength(i));
            if (!isSame || again.count() != fields.count()) throw new AssertionError("field " + i + " is another at the second reading");
        }
    }

    private void isOneOfHttp1(FieldBlock fields) throws IOException {
        var stream = new Http2Stream(1, connection, 65_535, 65_535);
        try {
            Http2Request.read(stream, fields);
        } catch (Http2Error malformed) {
            if (malformed.stream != 1) throw new AssertionError(malformed);
            return;
        }
        var target = stream.head.latin1(stream.head.targetAt, stream.head.targetLength);
        if (!fields.isTooLarge() && target.startsWith("/")) Heads.isReadTheSame(stream.head, pair);
    }
}
