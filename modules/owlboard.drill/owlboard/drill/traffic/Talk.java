package owlboard.drill.traffic;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;

/** A WebSocket of a client (RFC 6455) that sends a text and waits until it comes back. */
final class Talk implements AutoCloseable {
    private static final int TEXT = 1;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;

    private final Wire wire;
    private final String peers;

    private Talk(Wire wire, String peers) {
        this.wire = wire;
        this.peers = peers;
    }

    /** An answer that was no 101. */
    static final class Refused extends IOException {
        private final transient String peers;

        private Refused(Wire.Answer answer) {
            super("no WebSocket: " + answer.status());
            this.peers = answer.header("x-upstream-server");
        }

        String peers() {
            return peers;
        }
    }

    /** @throws Refused when the answer is no 101 */
    static Talk open(InetSocketAddress edge, String from, String target, int timeoutMillis) throws IOException {
        var wire = Wire.to(edge, from, timeoutMillis);
        try {
            wire.ask("GET", target, "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                    + "Sec-WebSocket-Key: b3dsYm9hcmQgZHJpbGwuLg==\r\n", "");
            var answer = wire.answer();
            if (answer.status() != 101) throw new Refused(answer);
            return new Talk(wire, answer.header("x-upstream-server"));
        } catch (IOException failed) {
            wire.close();
            throw failed;
        }
    }

    /** Through whom it goes, as the balancer says; may be empty. */
    String peers() {
        return peers;
    }

    void say(String text) throws IOException {
        frame(TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Masked, as a client's must be. At most 125 bytes go without an extended length, which is all that is sent here. */
    private void frame(int opcode, byte[] payload) throws IOException {
        if (payload.length > 65_535) throw new IOException("a frame of " + payload.length + " bytes");
        int extended = payload.length > 125 ? 2 : 0;
        var frame = new byte[6 + extended + payload.length];
        frame[0] = (byte) (0x80 | opcode);
        frame[1] = (byte) (0x80 | (extended > 0 ? 126 : payload.length));
        if (extended > 0) {
            frame[2] = (byte) (payload.length >> 8);
            frame[3] = (byte) payload.length;
        }
        var mask = new byte[4];
        ThreadLocalRandom.current().nextBytes(mask);
        System.arraycopy(mask, 0, frame, 2 + extended, 4);
        for (int i = 0; i < payload.length; i++) frame[6 + extended + i] = (byte) (payload[i] ^ mask[i & 3]);
        wire.send(frame);
    }

    /** Reads until a text with this part; others are passed over. */
    void hear(String part) throws IOException {
        while (true) {
            var head = head();
            int opcode = head[0] & 0x0F;
            var payload = wire.exactly(length(head[1] & 0x7F));
            if (opcode == CLOSE) throw new EOFException("WebSocket closed" + code(payload));
            if (opcode == PING) frame(PONG, payload);
            if (opcode == TEXT && new String(payload, StandardCharsets.UTF_8).contains(part)) return;
        }
    }

    private byte[] head() throws IOException {
        try {
            return wire.exactly(2);
        } catch (EOFException end) {
            throw new EOFException("WebSocket ended without a close frame");
        }
    }

    private int length(int first) throws IOException {
        if (first < 126) return first;
        long length = 0;
        for (byte part : wire.exactly(first == 126 ? 2 : 8)) length = length << 8 | part & 0xFF;
        return Math.clamp(length, 0, Integer.MAX_VALUE);
    }

    private static String code(byte[] payload) {
        return payload.length < 2 ? "" : " with " + ((payload[0] & 0xFF) << 8 | payload[1] & 0xFF);
    }

    @Override public void close() {
        wire.close();
    }
}
