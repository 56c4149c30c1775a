package owlboard.wire.http2;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import owlboard.wire.http.Bytes;

/** A browser's request and its answer in HPACK (RFC 7541): as literals in Huffman code, and from a table that knows them. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class HpackBench {
    private static final String[] REQUEST = {
        ":method", "GET", ":scheme", "https", ":path", "/api/canvas/boards/42/strokes?since=1700000000", ":authority", "board.example",
        "user-agent", "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36",
        "accept", "application/json, text/plain, */*", "accept-encoding", "gzip, deflate, br, zstd", "accept-language", "en-GB,en;q=0.9",
        "referer", "https://board.example/boards/42", "sec-fetch-site", "same-origin", "sec-fetch-mode", "cors", "sec-fetch-dest", "empty",
        "cookie", "session=0f8fad5bd9cb469fa16570867728950e; theme=dark"};
    private static final String[] ANSWER = {
        "server", "owlboard", "date", "Tue, 24 Nov 2026 06:55:46 GMT", "content-type", "application/json", "content-length", "1834",
        "cache-control", "no-store", "x-frame-options", "SAMEORIGIN", "x-content-type-options", "nosniff",
        "x-load-balancer", "OwlBoard-LB"};

    private final HpackDecoder decoder = new HpackDecoder();
    private final HpackDecoder knowing = new HpackDecoder();
    private final HpackEncoder encoder = new HpackEncoder();
    private final FieldBlock fields = new FieldBlock();
    private final byte[][] answer = new byte[ANSWER.length][];
    private byte[] literals;
    private byte[] positions;

    @Setup
    public void encode() throws Http2Error {
        for (int i = 0; i < ANSWER.length; i++) answer[i] = ANSWER[i].getBytes(ISO_8859_1);
        for (int i = 0; i < REQUEST.length; i += 2) field(REQUEST[i].getBytes(ISO_8859_1), REQUEST[i + 1].getBytes(ISO_8859_1));
        literals = encoder.out.copy();
        encoder.out.clear();
        decode(knowing, remembered());
        positions = new byte[REQUEST.length / 2];
        int oldest = StaticTable.COUNT + positions.length; // the newest is the first
        for (int i = 0; i < positions.length; i++) positions[i] = (byte) (0x80 | oldest - i);
        if (decode(knowing, positions) != positions.length) throw new IllegalStateException("the table has forgotten some");
    }

    private void field(byte[] name, byte[] value) {
        encoder.field(name, 0, name.length, value, 0, value.length);
    }

    /** RFC 7541 §6.2.1, without Huffman code; all strings have less than 127 bytes. */
    private static byte[] remembered() {
        var block = new Bytes(1024);
        for (int i = 0; i < REQUEST.length; i += 2) {
            block.add(0x40).add(REQUEST[i].length()).add(REQUEST[i]).add(REQUEST[i + 1].length()).add(REQUEST[i + 1]);
        }
        return block.copy();
    }

    private int decode(HpackDecoder with, byte[] block) throws Http2Error {
        fields.reset(33_792, 8192, 1000);
        with.decode(block, 0, block.length, fields);
        return fields.count();
    }

    @Benchmark
    public int decodeLiterals() throws Http2Error {
        return decode(decoder, literals);
    }

    @Benchmark
    public int decodePositions() throws Http2Error {
        return decode(knowing, positions);
    }

    @Benchmark
    public Bytes encodeAnswer() {
        encoder.out.clear();
        encoder.status(200);
        for (int i = 0; i < answer.length; i += 2) field(answer[i], answer[i + 1]);
        return encoder.out;
    }
}
