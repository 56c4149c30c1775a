package owlboard.httpserver;

import com.sun.net.httpserver.HttpExchange;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** Just enough of RFC 6455 to echo what a WebSocket client says. */
final class Frames {
    private static final int CLOSE = 8;

    private Frames() {}

    static void echo(HttpExchange exchange) throws IOException {
        var headers = exchange.getResponseHeaders();
        headers.set("Connection", "Upgrade");
        headers.set("Upgrade", "websocket");
        headers.set("Sec-WebSocket-Accept", accept(exchange.getRequestHeaders().getFirst("Sec-WebSocket-Key")));
        exchange.sendResponseHeaders(101, 0);
        try (exchange) {
            var in = new DataInputStream(exchange.getRequestBody());
            int first;
            do {
                first = in.readUnsignedByte();
                var payload = payload(in);
                var frame = ByteBuffer.allocate(payload.length + 10).put((byte) first);
                if (payload.length < 126) frame.put((byte) payload.length);
                else if (payload.length < 65536) frame.put((byte) 126).putShort((short) payload.length);
                else frame.put((byte) 127).putLong(payload.length);
                frame.put(payload);
                exchange.getResponseBody().write(frame.array(), 0, frame.position());
            } while ((first & 15) != CLOSE);
        }
    }

    private static byte[] payload(DataInputStream in) throws IOException {
        int length = in.readUnsignedByte() & 127;
        if (length == 126) length = in.readUnsignedShort();
        else if (length == 127) length = Math.toIntExact(in.readLong());
        var mask = in.readNBytes(4);
        var payload = in.readNBytes(length);
        for (int i = 0; i < length; i++) payload[i] ^= mask[i & 3];
        return payload;
    }

    private static String accept(String key) {
        try {
            var sum = MessageDigest.getInstance("SHA-1")
                    .digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(sum);
        } catch (NoSuchAlgorithmException never) {
            throw new AssertionError(never);
        }
    }
}
