package owlboard.services.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import owlboard.harness.Patience;
import owlboard.services.SocketRig;

class WebSocketTest {
    private static final byte[] NOTHING = {};

    private final Rooms<String> rooms = new Rooms<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private SocketRig rig;

    @BeforeEach
    void start() throws Exception {
        rig = new SocketRig(routes -> routes.socket("/echo", call -> socket -> {
            rooms.join("all", socket, "");
            try {
                for (String text = socket.receive(); text != null; text = socket.receive()) {
                    if (text.equals("fail")) throw new IllegalStateException("as asked");
                    socket.send(text);
                }
            } finally {
                rooms.leave("all", socket);
                ended.complete(null);
            }
        }));
    }

    @AfterEach
    void stop() throws Exception {
        rig.close();
    }

    private void assertCloses(int code, byte[]... sent) throws Exception {
        try (var peer = RawPeer.open(rig.port())) {
            for (byte[] bytes : sent) peer.send(bytes);
            var heard = peer.hears();
            assertEquals(Frame.CLOSE, heard.opcode());
            assertEquals(code, heard.code(), () -> new String(heard.payload(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void refusesThePagesOfOtherSites() throws Exception {
        for (var origin : new String[] {"https://evil.example", "null", "http://x.evil.example"}) {
            var headers = Stream.concat(Stream.of("Origin: " + origin), Stream.of(RawPeer.UPGRADE)).toArray(String[]::new);
            var peer = new RawPeer(rig.port(), headers);
            try (peer.socket) {
                assertTrue(peer.response.startsWith("HTTP/1.1 403 "), peer.response);
            }
        }
        var page = new RawPeer(rig.port(), Stream.concat(Stream.of("Origin: http://X:3002"), Stream.of(RawPeer.UPGRADE))
                .toArray(String[]::new));
        try (page.socket) {
            assertTrue(page.response.startsWith("HTTP/1.1 101 "), page.response);
        }
    }

    @Test
    void answersTheHandshakeOfRfc6455() throws Exception {
        try (var peer = RawPeer.open(rig.port())) {
            assertTrue(peer.response.startsWith("HTTP/1.1 101 "), peer.response);
            assertTrue(peer.response.toLowerCase().contains("sec-websocket-accept: s3pplmbitxaq9kygzzhzrbk+xoo="), peer.response);
        }
    }

    @Test
    void refusesWrongHandshakes() throws Exception {
        String[][] wrong = {
            {"426", "Connection: upgrade"},
            {"426", "Upgrade: h2c", "Connection: upgrade"},
            {"426", "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 8", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="},
            {"400", "Upgrade: websocket", "Connection: close", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="},
            {"400", "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: c2hvcnQ="},
            {"400", "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13"}};
        for (String[] headers : wrong) {
            try (var peer = new RawPeer(rig.port(), Arrays.copyOfRange(headers, 1, headers.length))) {
                assertTrue(peer.response.startsWith("HTTP/1.1 " + headers[0]), peer.response);
                if (headers[0].equals("426")) assertTrue(peer.response.toLowerCase().contains("sec-websocket-version: 13"), peer.response);
            }
        }
    }

    @Test
    void echoesMessagesOfEveryLengthForm() throws Exception {
        try (var peer = RawPeer.open(rig.port())) {
            for (int length : new int[] {0, 1, 125, 126, 65_535, 65_536, WebSocket.MESSAGE_MAX}) {
                peer.text("x".repeat(length));
                assertEquals(length, peer.hears().payload().length);
            }
        }
    }

    @Test
    void joinsFragmentsAroundControlFrames() throws Exception {
        try (var peer = RawPeer.open(rig.port())) {
            byte[] owl = "\ud83e\udd89".getBytes(StandardCharsets.UTF_8);
            peer.frame(0x01, new byte[] {owl[0]});
            peer.frame(0x00, new byte[] {owl[1], owl[2]});
            peer.frame(0x89, new byte[] {'p'});
            peer.frame(0x80, new byte[] {owl[3]});
            var pong = peer.hears();
            assertEquals(Frame.PONG, pong.opcode());
            assertEquals("p", pong.text());
            assertEquals("\ud83e\udd89", peer.hears().text());
        }
    }

    @Test
    void closesWith1002WhatBreaksTheProtocol() throws Exception {
        assertCloses(1002, new byte[] {(byte) 0x81, 1, 'x'});  // not masked
        assertCloses(1002, RawPeer.frameBytes(0xC1, NOTHING));  // a reserved bit
        assertCloses(1002, RawPeer.frameBytes(0x83, NOTHING));  // an unknown opcode
        assertCloses(1002, RawPeer.frameBytes(0x8B, NOTHING));
        assertCloses(1002, RawPeer.frameBytes(0x09, NOTHING));  // a control frame in fragments
        assertCloses(1002, RawPeer.frameBytes(0x89, new byte[126]));
        assertCloses(1002, RawPeer.frameBytes(0x80, NOTHING));  // nothing to continue
        assertCloses(1002, RawPeer.frameBytes(0x01, NOTHING), RawPeer.frameBytes(0x81, NOTHING));  // a message inside another
        assertCloses(1002, new byte[] {(byte) 0x81, (byte) 0xFE, 0, 5});  // a length not in its shortest form
        assertCloses(1002, new byte[] {(byte) 0x81, (byte) 0xFF, -1, 0, 0, 0, 0, 0, 0, 0});
        assertCloses(1002, RawPeer.frameBytes(0x88, new byte[1]));
        assertCloses(1002, RawPeer.frameBytes(0x88, new byte[] {0x03, (byte) 0xED}));  // 1005
    }

    @Test
    void closesWith1007WhatIsNotUtf8() throws Exception {
        assertCloses(1007, RawPeer.frameBytes(0x81, new byte[] {(byte) 0xC0, (byte) 0xAF}));
        assertCloses(1007, RawPeer.frameBytes(0x81, new byte[] {(byte) 0xED, (byte) 0xA0, (byte) 0x80}));
        assertCloses(1007, RawPeer.frameBytes(0x88, new byte[] {0x03, (byte) 0xE8, (byte) 0xFF}));
    }

    @Test
    void closesWith1009BeforeReadingWhatIsTooBig() throws Exception {
        assertCloses(1009, new byte[] {(byte) 0x81, (byte) 0xFF, 0, 0, 0, 0, 0, 0x10, 0, 1});
        assertCloses(1009, RawPeer.frameBytes(0x01, new byte[WebSocket.MESSAGE_MAX]), RawPeer.frameBytes(0x80, new byte[1]));
    }

    @Test
    void closesWith1003WhatIsBinaryAnd1011WhenItsHandlerFails() throws Exception {
        assertCloses(1003, RawPeer.frameBytes(0x82, new byte[3]));
        assertCloses(1011, RawPeer.frameBytes(0x81, "fail".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void answersACloseFrameWithItsCodeAndEnds() throws Exception {
        try (var peer = RawPeer.open(rig.port())) {
            peer.frame(0x88, new byte[] {0x0F, (byte) 0xA0});
            assertEquals(4000, peer.hears().code());
            assertEquals(-1, peer.in.read());
        }
        ended.get(Patience.SECONDS, TimeUnit.SECONDS);
        try (var peer = RawPeer.open(rig.port())) {
            peer.frame(0x88, NOTHING);
            assertEquals(0, peer.hears().payload().length);
        }
    }

    @Test
    void noticesAPeerThatVanishes() throws Exception {
        RawPeer.open(rig.port()).close();
        ended.get(Patience.SECONDS, TimeUnit.SECONDS);
        assertTrue(rooms.members("all").isEmpty());
    }

    @Test
    void closesASlowReaderWith1013AndServesTheOthers() throws Exception {
        try (var slow = new RawPeer(rig.port(), 4096, RawPeer.UPGRADE); var quick = RawPeer.open(rig.port())) {
            String message = "x".repeat(100_000);
            long start = System.nanoTime();
            for (int i = 0; i < 75; i++) {
                rooms.tell("all", message, any -> true);
                assertEquals(100_000, quick.hears().payload().length);
            }
            assertTrue(System.nanoTime() - start < Patience.stretched(4).toNanos(), "nobody waited for the slow one");
            RawPeer.Heard heard = slow.hears();
            while (heard.opcode() == Frame.TEXT) heard = slow.hears();
            assertEquals(1013, heard.code());
        }
    }

    @Test
    void cutsAPeerThatNeitherReadsNorAnswers() throws Exception {
        try (var slow = new RawPeer(rig.port(), 4096, RawPeer.UPGRADE)) {
            String message = "x".repeat(100_000);
            for (int i = 0; i < 100; i++) rooms.tell("all", message, any -> true);
            ended.get(Patience.SECONDS, TimeUnit.SECONDS);  // CLOSE_WITHIN_NANOS and a tick
            assertTrue(slow.response.startsWith("HTTP/1.1 101"));
        }
    }

    @Test
    void saysGoodbyeWith1001() throws Exception {
        try (var peer = RawPeer.open(rig.port())) {
            peer.text("in");
            peer.hears();
            rig.sockets.leave();
            assertEquals(1001, peer.hears().code());
            peer.frame(0x88, new byte[] {0x03, (byte) 0xE9});
            ended.get(Patience.SECONDS, TimeUnit.SECONDS);
            try (var late = new RawPeer(rig.port(), RawPeer.UPGRADE)) {
                assertTrue(late.response.startsWith("HTTP/1.1 503"), late.response);
            }
        } catch (EOFException | SocketException early) {
            throw new AssertionError("closed without a goodbye", early);
        }
    }
}
