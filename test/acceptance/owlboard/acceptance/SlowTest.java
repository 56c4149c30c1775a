package owlboard.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import owlboard.harness.Patience;

/** Slow ends of both tiers, and idle connections that are closed from behind. */
class SlowTest {
    private static final int LARGE = 16 << 20;

    @TempDir static Path folder;
    private static Backend canvas;
    private static Backend comments;
    private static Pair edge;

    @BeforeAll static void starts() throws Exception {
        canvas = new Backend(SlowTest::answer);
        comments = new Backend(Backend.Script.says("fine"));
        edge = new Pair(folder, Image.patient(folder, "lb.conf"), Image.patient(folder, "gateway.conf"),
                canvas.endpoint("canvas_service:8080") + comments.endpoint("comments_service:8000"));
    }

    private static final CountDownLatch DONE = new CountDownLatch(1);

    private static boolean answer(Message request, OutputStream out) throws Exception {
        if (request.start().contains("/large")) {
            out.write(("HTTP/1.1 200 OK\r\nContent-Length: " + LARGE + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
            var piece = new byte[64 << 10];
            Arrays.fill(piece, (byte) 'o');
            for (int sent = 0; sent < LARGE; sent += piece.length) out.write(piece);
        } else {
            out.write("HTTP/1.1 200 OK\r\nContent-Length: 30\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
            for (int i = 0; i < 30; i++) {
                DONE.await(100, TimeUnit.MILLISECONDS);
                out.write('s');
            }
        }
        return true;
    }

    @AfterAll static void ends() throws Exception {
        if (edge != null) edge.close();
        for (var backend : new Backend[] {canvas, comments}) if (backend != null) backend.close();
    }

    /** The longest of these requests, in milliseconds. */
    private static long others(int requests) throws Exception {
        long longest = 0;
        try (var client = new Raw(edge.desktop(), "127.0.0.2")) {
            for (int i = 0; i < requests; i++) {
                long start = System.nanoTime();
                assertEquals("fine", client.gets("/api/comments/" + i).answer().body());
                longest = Math.max(longest, (System.nanoTime() - start) / 1_000_000);
            }
        }
        return longest;
    }

    @Test void clientsThatReadSlowlyHoldNobodyUpAndGetAll() throws Exception {
        var slow = new ArrayList<Raw>();
        try {
            for (int i = 0; i < 8; i++) slow.add(new Raw(edge.desktop(), "127.0.0.3", 4096).gets("/api/canvas/large"));
            for (var client : slow) assertEquals(200, Message.readHead(client.in()).status());
            long longest = 0;
            for (int second = 0; second < 3; second++) {
                for (var client : slow) Message.exactly(client.in(), 1024);
                longest = Math.max(longest, others(100));
            }
            assertTrue(longest < Patience.stretched(1).toMillis(), "a request beside slow clients took " + longest + " ms");
            int left = LARGE - 3 * 1024;
            try (var last = slow.removeLast()) {
                assertEquals(left, Message.exactly(last.in(), left).length(), "the rest, when it is read at last");
            }
            for (var client : slow) client.resets();
        } finally {
            for (var client : slow) client.close();
        }
    }

    @Test void slowServicesHoldNobodyUpAndTheirBytesFlow() throws Exception {
        var slow = new ArrayList<Raw>();
        try {
            for (int i = 0; i < 16; i++) slow.add(new Raw(edge.desktop(), "127.0.0.4").gets("/api/canvas/slow"));
            for (var client : slow) {
                assertEquals(200, Message.readHead(client.in()).status());
                assertEquals("s", Message.exactly(client.in(), 1), "a byte before the last one was sent");
            }
            long longest = others(200);
            assertTrue(longest < Patience.stretched(1).toMillis(), "a request beside slow services took " + longest + " ms");
            for (var client : slow) assertEquals("s".repeat(29), Message.exactly(client.in(), 29));
        } finally {
            for (var client : slow) client.close();
        }
    }

    @Test void clientsThatSendSlowlyHoldNobodyUp() throws Exception {
        var slow = new ArrayList<Raw>();
        try {
            for (int i = 0; i < 16; i++) {
                slow.add(new Raw(edge.desktop(), "127.0.0.5")
                        .sends("POST /api/comments/slow HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n"
                        + (i % 2 == 0 ? "X-Sl" : "\r\n01234")));
            }
            long longest = others(200);
            assertTrue(longest < Patience.stretched(1).toMillis(), "a request beside slow clients took " + longest + " ms");
            for (int i = 0; i < 16; i++) slow.get(i).sends(i % 2 == 0 ? "ow: 1\r\n\r\n0123456789" : "56789");
            for (var client : slow) assertEquals("fine", client.answer().body());
            assertEquals(List.of("0123456789"), comments.requests().stream()
                    .filter(request -> request.start().startsWith("POST /comments/slow")).map(Message::body).distinct().toList());
        } finally {
            for (var client : slow) client.close();
        }
    }
}
