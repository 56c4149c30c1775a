package owlboard.wire.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
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

/** Reading one head that is there whole: what curl sends, and what a browser does. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RequestHeadBench {
    private static final RequestHead.Limits USUAL = new RequestHead.Limits(8192, 33_792, false, false, 1000);
    private static final byte[] CURL = """
            GET /api/users/ HTTP/1.1
            Host: localhost:8000
            User-Agent: curl/7.88.1
            Accept: */*

            """.replace("\n", "\r\n").getBytes(ISO_8859_1);
    private static final byte[] BROWSER = """
            POST /api/canvas/boards/42/strokes?since=1700000000 HTTP/1.1
            Host: board.example:8000
            Connection: keep-alive
            Content-Length: 218
            sec-ch-ua: "Chromium";v="130", "Not?A_Brand";v="99"
            Content-Type: application/json
            sec-ch-ua-mobile: ?0
            User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36
            sec-ch-ua-platform: "Linux"
            Accept: application/json, text/plain, */*
            Origin: http://board.example:8000
            Sec-Fetch-Site: same-origin
            Sec-Fetch-Mode: cors
            Sec-Fetch-Dest: empty
            Referer: http://board.example:8000/boards/42
            Accept-Encoding: gzip, deflate, br, zstd
            Accept-Language: en-GB,en;q=0.9
            Cookie: session=0f8fad5bd9cb469fa16570867728950e; theme=dark

            """.replace("\n", "\r\n").getBytes(ISO_8859_1);

    private final Head head = new Head();
    private Pair pair;

    @Setup
    public void open() throws Exception {
        pair = OnLoop.call(Pair::open);
    }

    @Benchmark
    public Head curl() throws IOException {
        return read(CURL);
    }

    @Benchmark
    public Head browser() throws IOException {
        return read(BROWSER);
    }

    private Head read(byte[] bytes) throws IOException {
        var input = new Input(pair.near);
        input.unread(bytes);
        if (!RequestHead.read(input, head, USUAL)) throw new IOException("no head");
        pair.near.keepLess(bytes.length);
        return head;
    }
}
