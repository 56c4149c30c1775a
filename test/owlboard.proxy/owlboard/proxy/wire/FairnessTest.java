package owlboard.proxy.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import owlboard.edge.Edge;
import owlboard.edge.Wire;

/** A connection on which there is always something to do leaves its loop to the others. */
class FairnessTest {
    private static final byte[] MEGABYTE = new byte[1 << 20];

    private static void areServed(Edge edge, List<Wire> others) {
        for (int round = 0; round < 3; round++) {
            for (var one : others) {
                one.sends("GET /quick HTTP/1.1", "Host: shop", "");
                assertEquals("HTTP/1.1 200 OK", one.head().getFirst());
                one.bytes(5);
            }
        }
    }

    @Test void aBodyThatNobodyWantsDoesNotHoldTheOthersUp() throws Exception {
        try (var edge = Edge.with("server { listen 80; client_max_body_size 0; location / { return 200 quick; } }")) {
            var others = new ArrayList<Wire>();
            for (int i = 0; i < 8; i++) others.add(edge.client());
            var stop = new AtomicBoolean();
            try (var loud = new Socket()) {
                loud.connect(edge.address());
                var thread = Thread.ofPlatform().start(() -> {
                    try {
                        loud.getOutputStream().write("POST / HTTP/1.1\r\nHost: shop\r\nContent-Length: 1000000000000\r\n\r\n"
                                .getBytes(ISO_8859_1));
                        while (!stop.get()) loud.getOutputStream().write(MEGABYTE);
                    } catch (IOException closed) {
                        return;
                    }
                });
                areServed(edge, others);
                stop.set(true);
                thread.join();
            }
        }
    }

    @Test void aChunkThatIsNotWholeYetDoesNotHoldTheOthersUp() {
        try (var edge =
                Edge.with(
                "upstream api { server a:80; } server { listen 80; location / { proxy_request_buffering off; proxy_pass http://api; } "
                + "location /quick { return 200 quick; } }"); var slow = edge.client()) {
            var others = new ArrayList<Wire>();
            for (int i = 0; i < 8; i++) others.add(edge.client());
            var a = edge.peer("a:80");
            slow.sends("POST / HTTP/1.1", "Host: shop", "Transfer-Encoding: chunked", "");
            a.speaking().head();
            for (var part : new String[] {"2", "\r", "\n", "o", "k", "\r", "\n0", "\r\n", "\r"}) {
                slow.sendsRaw(part);
                areServed(edge, others);
            }
            slow.sendsRaw("\n");
            a.receivesChunked("ok").sends("HTTP/1.1 204 No Content", "");
            assertTrue(slow.head().getFirst().startsWith("HTTP/1.1 204 "));
        }
    }

    @Test void aChunkOfAnAnswerThatIsNotWholeYetDoesNotHoldTheOthersUp() {
        for (var buffering : List.of("on", "off")) {
            try (var edge = Edge.with("upstream api { server a:80; } server { listen 80; location / { proxy_buffering " + buffering
                    + "; proxy_pass http://api; } location /quick { return 200 quick; } }"); var client = edge.client()) {
                var others = new ArrayList<Wire>();
                for (int i = 0; i < 8; i++) others.add(edge.client());
                var a = edge.peer("a:80");
                client.sends("GET / HTTP/1.1", "Host: shop", "");
                a.speaking().head();
                a.sendsRaw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                for (var part : new String[] {"2", "\r", "\n", "o", "k", "\r", "\n0", "\r\n", "\r"}) {
                    a.sendsRaw(part);
                    areServed(edge, others);
                }
                a.sendsRaw("\n");
                client.head();
                client.receivesChunked("ok");
            }
        }
    }

    @Test void aLargeAnswerDoesNotHoldTheOthersUp() throws Exception {
        int megabytes = 300;
        try (var server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                var edge = Edge.with("server { listen 80; location / { proxy_pass http://127.0.0.1:" + server.getLocalPort()
                        + "; } location /quick { return 200 quick; } }")) {
            var others = new ArrayList<Wire>();
            for (int i = 0; i < 8; i++) others.add(edge.client());
            var sender = Thread.ofPlatform().start(() -> {
                try (var peer = server.accept()) {
                    peer.getInputStream().read(new byte[1000]);
                    peer.getOutputStream().write(("HTTP/1.1 200 OK\r\nContent-Length: " + ((long) megabytes << 20) + "\r\n\r\n")
                            .getBytes(ISO_8859_1));
                    for (int i = 0; i < megabytes; i++) peer.getOutputStream().write(MEGABYTE);
                } catch (IOException closed) {
                    throw new UncheckedIOException(closed);
                }
            });
            try (var reading = new Socket()) {
                reading.connect(edge.address());
                reading.getOutputStream().write("GET / HTTP/1.1\r\nHost: shop\r\nConnection: close\r\n\r\n".getBytes(ISO_8859_1));
                var got = new AtomicLong();
                var reader = Thread.ofPlatform().start(() -> {
                    var bytes = new byte[1 << 20];
                    try {
                        for (int count; (count = reading.getInputStream().read(bytes)) > 0; ) got.addAndGet(count);
                    } catch (IOException closed) {
                        throw new UncheckedIOException(closed);
                    }
                });
                areServed(edge, others);
                reader.join();
                assertTrue(got.get() > (long) megabytes << 20);
            }
            sender.join();
        }
    }
}
