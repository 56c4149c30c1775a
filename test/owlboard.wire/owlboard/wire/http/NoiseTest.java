package owlboard.wire.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import owlboard.wire.Cuts;
import owlboard.wire.OnLoop;
import owlboard.wire.Pair;

/** Messages with some bytes changed are read or refused; nothing else happens. */
final class NoiseTest {
    private static final int ROUNDS = 400;
    private static final String[] SPICE = {"\r", "\n", "\r\n", "\0", ":", " ", "\t", "%", "/", "..", "?", "#", "http://", "HTTP/1.1",
            "\u00ff", "Content-Length: 5\r\n", "Transfer-Encoding: chunked\r\n", "0\r\n\r\n", "ffffffff", ";", ","};

    private static byte[] spoiled(String text, Random random) {
        var changed = new StringBuilder(text);
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            int at = random.nextInt(changed.length());
            switch (random.nextInt(4)) {
                case 0 -> changed.setCharAt(at, (char) random.nextInt(256));
                case 1 -> changed.insert(at, SPICE[random.nextInt(SPICE.length)]);
                case 2 -> changed.delete(at, Math.min(changed.length() - 1, at + random.nextInt(10)));
                default -> changed.insert(at, changed.substring(at, Math.min(changed.length(), at + random.nextInt(30))));
            }
        }
        return changed.toString().getBytes(ISO_8859_1);
    }

    @FunctionalInterface
    private interface Reads {
        void from(Input input) throws IOException;
    }

    private static void survives(String text, Reads reads) throws Exception {
        long seed = System.nanoTime();
        var random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            var parts = Cuts.random(spoiled(text, random), 60, random);
            OnLoop.run(() -> {
                try (var pair = Pair.open()) {
                    pair.feedsAndEnds(parts);
                    reads.from(new Input(pair.near));
                } catch (IOException refused) {
                    return;
                } catch (RuntimeException fault) {
                    throw new AssertionError("seed " + seed, fault);
                }
            });
        }
    }

    private static void drop(Body body) throws IOException {
        var into = ByteBuffer.allocateDirect(50);
        while (body.read(into.clear()) >= 0) body.isReadable();
    }

    @Test
    void requestsAreReadOrRefused() throws Exception {
        var limits = new RequestHead.Limits(200, 600, false, false, 10);
        survives(
                "POST /a/b?c=d HTTP/1.1\r\nHost: shop:80\r\nConnection: keep-alive\r\nTransfer-Encoding: "
                + "chunked\r\n\r\n5;x=y\r\nhello\r\n0\r\nT: u\r\n\r\nGET http://shop/ HTTP/1.1\r\nHost: shop\r\n\r\n", input -> {
            var head = new Head();
            while (RequestHead.read(input, head, limits)) {
                for (int i = 0; i < head.count(); i++) head.value(i).concat(head.name(i));
                head.latin1(head.targetAt, head.targetLength);
                drop(new Body(input, Framing.ofRequest(head)));
            }
        });
    }

    @Test
    void answersAreReadOrRefused() throws Exception {
        survives(
                "HTTP/1.1 103 Early\r\nLink: a\r\n\r\nHTTP/1.1 200 All right\r\nServer: x\r\nContent-Length: 5\r\nSet-Cookie: "
                + "a=b\r\n\r\nhello", input -> {
            var head = new Head();
            while (ResponseHead.read(input, head, 4096)) {
                head.latin1(head.reasonAt, head.reasonLength);
                drop(new Body(input, Framing.ofResponse(head, false)));
            }
        });
    }
}
