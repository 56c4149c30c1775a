package owlboard.wire.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.ByteBuffer;
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
import owlboard.wire.OnLoop;
import owlboard.wire.Pair;

/** The chunked coding, written around 4 KB in place, and read: 16 chunks of 1 KB. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ChunksBench {
    private static final int BODY_BYTES = 4096;
    private static final Framing CHUNKED = Framing.CHUNKED;
    private static final byte[] BODY = (("400\r\n" + "d".repeat(1024) + "\r\n").repeat(16) + "0\r\n\r\n").getBytes(ISO_8859_1);

    private final ByteBuffer buffer = ByteBuffer.allocateDirect(Chunks.ROOM + BODY_BYTES + 2);
    private final ByteBuffer into = ByteBuffer.allocateDirect(32 << 10);
    private Pair pair;

    @Setup
    public void open() throws Exception {
        pair = OnLoop.call(Pair::open);
    }

    @Benchmark
    public ByteBuffer write() {
        return buffer.clear().position(Chunks.enclose(buffer, Chunks.ROOM, Chunks.ROOM + BODY_BYTES));
    }

    @Benchmark
    public long read() throws IOException {
        var input = new Input(pair.near);
        input.unread(BODY);
        var body = new Body(input, CHUNKED);
        while (!body.ended()) body.read(into.clear());
        pair.near.keepLess(BODY.length);
        return body.delivered();
    }
}
