package owlboard.proxy.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static owlboard.wire.http2.FrameClient.*;
import static owlboard.wire.http2.Http2Error.CANCEL;
import static owlboard.wire.http2.Http2Error.ENHANCE_YOUR_CALM;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import owlboard.edge.Edge;
import owlboard.edge.OwlboardOnly;
import owlboard.edge.Peer;
import owlboard.edge.Wait;
import owlboard.wire.http2.FrameClient;

/** What has brought HTTP/2 servers down: each is bounded, a client beside it is served, and afterwards nothing is active any more. */
@OwlboardOnly(row = "http2-breaches", value = "is older than most of them")
class Http2AttacksTest {
    private static final String CONF = """
            send_timeout 1s;
            client_header_timeout 2s;
            client_body_timeout 2s;
            keepalive_requests 1000000;
            server {
                listen 80 http2;
                client_max_body_size 0;
                location / { return 200 hello; }
                location /echo { proxy_pass http://a:80; }
                location /held { proxy_pass http://b:80; proxy_request_buffering off; }
                location /files/ { root /srv; }
                location = /status { stub_status; }
            }""";
    private Edge edge;
    private Peer held;

    private interface Script {
        void play(FrameClient client) throws Exception;
    }

    @BeforeEach void starts() {
        edge = Edge.with(CONF, Edge.file("/srv/files/big", "z".repeat(1_000_000)));
        edge.peer("a:80").serves(200);
        held = edge.peer("b:80");
    }

    @AfterEach void ends() throws Exception {
        try (var _ = edge) {
            Wait.until("the attacker's connection, its requests and its connections to peers are over",
                    () -> status().startsWith("Active connections: 1 ") && status().contains("Writing: 1 "));
            Wait.until("no peer works for the attacker", () -> held.openConnections() == 0);
        }
    }

    private String status() {
        return edge.get("/status").body();
    }

    /** Plays an attack while another client asks without a pause and is answered. */
    private void attack(Script script) throws Exception {
        try (var attacker = FrameClient.open(edge.address()); var other = FrameClient.open(edge.address())) {
            var failure = new AtomicReference<Throwable>();
            var attacking = Thread.ofPlatform().start(() -> {
                try {
                    script.play(attacker);
                } catch (Exception | AssertionError e) {
                    failure.set(e);
                }
            });
            for (int id = 1; id < 100 || attacking.isAlive() && id < 100_000; id += 2) {
                assertEquals("hello", other.get(id, "/").answer(id).text());
            }
            attacking.join();
            if (failure.get() != null) throw new AssertionError(failure.get());
        }
    }

    /** The same, until the server has closed the connection in the middle of it. */
    private void attackUntilClosed(Script script) throws Exception {
        attack(c -> {
            try {
                script.play(c);
            } catch (UncheckedIOException closed) {
                return;
            }
            c.ends();
        });
    }

    /** Reads what comes while the script writes: otherwise the attacker would only block itself. */
    private void attackReading(int code, Script script) throws Exception {
        attack(c -> {
            var writing = Thread.ofPlatform().start(() -> {
                try {
                    script.play(c);
                } catch (Exception closed) {
                    return;
                }
            });
            c.goesAway(code);
            writing.join();
        });
    }

    @Test void rapidReset() throws Exception {
        attackReading(ENHANCE_YOUR_CALM, c -> {
            for (int id = 1; id < 20_000; id += 2) c.gathers().get(id, "/held").reset(id, CANCEL).sendsGathered();
        });
        assertTrue(held.connections() < 3000, held.connections() + " connections to the peer");
    }

    @Test void rapidResetOfWhatIsAnsweredAtOnce() throws Exception {
        attackReading(ENHANCE_YOUR_CALM, c -> {
            for (int id = 1; id < 200_000; id += 2) c.gathers().get(id, "/").reset(id, CANCEL).sendsGathered();
        });
    }

    @Test void resetsThatTheServerIsMadeToSendByWindows() throws Exception {
        attackReading(ENHANCE_YOUR_CALM, c -> {
            for (int id = 1; id < 20_000; id += 2) c.gathers().get(id, "/held").window(id, 0).sendsGathered();
        });
    }

    @Test void resetsThatTheServerIsMadeToSendByOverflows() throws Exception {
        attackReading(ENHANCE_YOUR_CALM, c -> {
            for (int id = 1; id < 20_000; id += 2) c.gathers().get(id, "/held").window(id, Integer.MAX_VALUE).sendsGathered();
        });
    }

    @Test void resetsThatTheServerIsMadeToSendByDataBehindTheEnd() throws Exception {
        attackReading(ENHANCE_YOUR_CALM, c -> {
            for (int id = 1; id < 20_000; id += 2) c.gathers().get(id, "/held").data(id, END_STREAM, "x").sendsGathered();
        });
    }

    @Test void resetsThatTheServerIsMadeToSendByPriority() throws Exception {
        attackReading(ENHANCE_YOUR_CALM, c -> {
            for (int id = 1; id < 20_000; id += 2) {
                c.gathers().get(id, "/held").frame(PRIORITY, 0, id, join(ints(id), new byte[1])).sendsGathered();
            }
        });
    }

    @Test void resetsThatTheServerIsMadeToSendByHeadersBehindTheEnd() throws Exception {
        attackReading(ENHANCE_YOUR_CALM, c -> {
            for (int id = 1; id < 20_000; id += 2) {
                c.gathers().get(id, "/held").headers(id, END_STREAM | END_HEADERS, block("x", "y")).sendsGathered();
            }
        });
    }

    @Test void resetsThatTheServerIsMadeToSendByMalformedRequests() throws Exception {
        attackReading(ENHANCE_YOUR_CALM, c -> {
            for (int id = 1; id < 20_000; id += 2) c.headers(id, END_STREAM | END_HEADERS, block(":method", "GET"));
        });
    }

    @Test void resetsThatTheServerIsMadeToSendByContentLengths() throws Exception {
        attackReading(ENHANCE_YOUR_CALM, c -> {
            for (int id = 1; id < 20_000; id += 2) c.headers(id, END_STREAM | END_HEADERS, request("POST", "/held", "content-length", "1"));
        });
    }

    @Test void refusedStreams() throws Exception {
        attackReading(ENHANCE_YOUR_CALM, c -> {
            for (int id = 1; id < 40_000; id += 2) c.get(id, "/held");
        });
        assertTrue(held.connections() <= 128, held.connections() + " connections to the peer");
    }

    @Test void aFloodOfEmptyContinuations() throws Exception {
        attackReading(ENHANCE_YOUR_CALM, c -> {
            c.headers(1, END_STREAM, request("GET", "/"));
            for (int i = 0; i < 20_000; i++) c.frame(CONTINUATION, 0, 1);
        });
    }

    @Test void aFloodOfContinuations() throws Exception {
        attackReading(ENHANCE_YOUR_CALM, c -> {
            c.headers(1, END_STREAM, request("GET", "/"));
            for (int i = 0; i < 20_000; i++) c.frame(CONTINUATION, 0, 1, block("x", "y".repeat(1000)));
        });
    }

    @Test void aBlockThatDripsIsOverInTime() throws Exception {
        attackUntilClosed(c -> {
            c.headers(1, END_STREAM, request("GET", "/"));
            for (int i = 0; i < 200; i++) {
                c.frame(CONTINUATION, 0, 1, (byte) 0);
                Thread.sleep(100);
            }
            throw new AssertionError("a block that drips is waited for without end");
        });
    }

    /** Indexed fields: a frame of 16 KB that would be 64 MB of fields. */
    @Test void aHeaderBlockThatGrows() throws Exception {
        long before = used();
        try (var c = FrameClient.open(edge.address())) {
            var bomb = new byte[16_000];
            Arrays.fill(bomb, (byte) 0xbe);
            c.headers(1, END_STREAM | END_HEADERS, join(request("GET", "/"), remembered("x", "y".repeat(4000))));
            c.answer(1);
            for (int id = 3; id < 400; id += 2) {
                c.headers(id, END_STREAM | END_HEADERS, join(request("GET", "/"), bomb));
                assertEquals(400, c.answer(id).status());
            }
            Wait.until("less than 64 MB are held", () -> used() - before < 64 << 20); // of all tests, and some make large strings
        }
    }

    private static long used() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    @Test void aFloodOfSettings() throws Exception {
        attackReading(ENHANCE_YOUR_CALM, c -> {
            for (int i = 0; i < 100_000; i++) c.settings(INITIAL_WINDOW_SIZE, i);
        });
    }

    @Test void aFloodOfPings() throws Exception {
        attackReading(ENHANCE_YOUR_CALM, c -> {
            for (int i = 0; i < 100_000; i++) c.frame(PING, 0, 0, new byte[8]);
        });
    }

    @Test void aFloodOfPriorities() throws Exception {
        attackReading(ENHANCE_YOUR_CALM, c -> {
            for (int i = 0; i < 100_000; i++) c.frame(PRIORITY, 0, 1 + 2 * i, join(ints(0), new byte[1]));
        });
    }

    @Test void aFloodOfEmptyData() throws Exception {
        attackReading(ENHANCE_YOUR_CALM, c -> {
            c.post(1, "/held");
            for (int i = 0; i < 100_000; i++) c.frame(DATA, 0, 1);
        });
    }

    @Test void aFloodOfPaddingInThePlaceOfData() throws Exception {
        attackReading(ENHANCE_YOUR_CALM, c -> {
            c.post(1, "/held");
            for (int i = 0; i < 100_000; i++) c.frame(DATA, PADDED, 1, join(new byte[] {10}, new byte[10]));
        });
    }

    @Test void aFloodOfUnknownFrames() throws Exception {
        attackReading(ENHANCE_YOUR_CALM, c -> {
            for (int i = 0; i < 100_000; i++) c.frame(0xbe, 0, 0);
        });
    }

    @Test void anAnswerInSingleBytes() throws Exception {
        attackReading(ENHANCE_YOUR_CALM, c -> {
            c.settings(INITIAL_WINDOW_SIZE, 1).get(1, "/files/big");
            for (int i = 0; i < 100_000; i++) c.window(1, 1);
        });
    }

    /** For what one answer has brought there are some, and not more. */
    @Test void aFloodOfWindowsThatNothingGoesThrough() throws Exception {
        attackReading(ENHANCE_YOUR_CALM, c -> {
            c.get(1, "/files/big");
            for (int i = 0; i < 100_000; i++) c.window(0, 50);
        });
    }

    @Test void pingsWhoseAnswersAreNotRead() throws Exception {
        attackUntilClosed(c -> {
            for (int i = 0; i < 1_000_000; i++) c.frame(PING, 0, 0, new byte[8]);
        });
    }

    /** Its window stays shut: {@code send_timeout}. */
    @Test void answersThatAreNotTaken() throws Exception {
        try (var c = FrameClient.open(edge.address(), INITIAL_WINDOW_SIZE, 0)) {
            for (int id = 1; id < 200; id += 2) c.get(id, "/files/big");
            for (int id = 1; id < 200; id += 2) c.until("RST_STREAM", came -> came.type() == RST_STREAM);
            c.goesOn();
        }
    }

    @Test void answersThatFitTheWindowsAndAreNotRead() throws Exception {
        try (var c = FrameClient.open(edge.address(), INITIAL_WINDOW_SIZE, Integer.MAX_VALUE)) {
            c.window(0, 1 << 30);
            c.socket().setReceiveBufferSize(4096);
            for (int id = 1; id < 200; id += 2) c.get(id, "/files/big");
            Wait.until("the connection is closed: nothing is taken from it", () -> status().startsWith("Active connections: 1 "));
        }
    }

    @Test void bodiesThatDoNotCome() throws Exception {
        try (var c = FrameClient.open(edge.address())) {
            for (int id = 1; id < 200; id += 2) c.post(id, "/echo", "content-length", "10");
            for (int id = 1; id < 200; id += 2) c.until("RST_STREAM", came -> came.type() == RST_STREAM);
            c.goesOn();
        }
    }

    /** A body that nobody wants is dropped as long as it comes, and its loop has time for others. */
    @Test void bytesThatNobodyWants() throws Exception {
        try (var c = FrameClient.open(edge.address())) {
            var others = new ArrayList<FrameClient>();
            for (int i = 0; i < 8; i++) others.add(FrameClient.open(edge.address()));
            c.post(1, "/").answer(1);
            var reading = Thread.ofPlatform().daemon().start(() -> {
                try {
                    c.ends();
                } catch (Exception closed) {
                    return;
                }
            });
            var going = new AtomicBoolean(true);
            var writing = Thread.ofPlatform().start(() -> {
                c.gathers();
                for (int i = 0; i < 1000; i++) c.frame(DATA, 0, 1, (byte) 0);
                var many = c.gathered();
                while (going.get()) c.raw(many);
            });
            for (int id = 1; id < 100; id += 2) for (var other : others) assertEquals("hello", other.get(id, "/").answer(id).text());
            going.set(false);
            writing.join();
            for (var other : others) other.close();
            c.close();
            reading.join();
        }
    }

    /** What an ordinary client does is no attack: it tells its windows after each frame, cancels now and then, and pings. */
    @Test void aBusyClientIsNoAttacker() throws Exception {
        try (var c = FrameClient.open(edge.address())) {
            int id = 1;
            for (int round = 0; round < 40; round++) {
                assertEquals(1_000_000, c.get(id, "/files/big").answer(id).body().length);
                c.frame(PING, 0, 0, new byte[8]).get(id + 2, "/held").reset(id + 2, CANCEL).goesOn();
                id += 4;
            }
        }
    }

    @Test void connectionsThatSayNothingFurther() throws Exception {
        var silent = new ArrayList<FrameClient>();
        for (int i = 0; i < 20; i++) silent.add(FrameClient.open(edge.address()));
        for (var c : silent) {
            c.ends();
            c.close();
        }
    }
}
