package owlboard.services.websocket;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import owlboard.harness.Patience;

/** A client that can do what a WebSocket client must not. */
final class RawPeer implements AutoCloseable {
    /** A frame of the server. */
    record Heard(int opcode, byte[] payload) {
        String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }

        int code() {
            return payload.length < 2 ? 0 : ByteBuffer.wrap(payload).getShort() & 0xFFFF;
        }
    }

    final Socket socket;
    final DataInputStream in;
    final String response;

    RawPeer(int port, String... headers) throws IOException {
        this(port, 0, headers);
    }

    RawPeer(int port, int receiveBuffer, String... headers) throws IOException {
        socket = new Socket();
        if (receiveBuffer > 0) socket.setReceiveBufferSize(receiveBuffer);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        socket.setSoTimeout(Patience.MILLIS);
        in = new DataInputStream(socket.getInputStream());
        send(("GET /echo HTTP/1.1\r\nHost: x\r\n" + String.join("\r\n", headers) + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) head.append((char) in.readUnsignedByte());
        response = head.toString();
    }

    static RawPeer open(int port) throws IOException {
        return new RawPeer(port, UPGRADE);
    }

    static final String[] UPGRADE = {"Upgrade: websocket", "Connection: keep-alive, Upgrade", "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="};

    void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /** A masked frame; {@code first} is the first byte as it is on the wire. */
    void frame(int first, byte[] payload) throws IOException {
        send(frameBytes(first, payload));
    }

    static byte[] frameBytes(int first, byte[] payload) {
        var frame = ByteBuffer.allocate(14 + payload.length).put((byte) first);
        if (payload.length < 126) frame.put((byte) (0x80 | payload.length));
        else if (payload.length < 65536) frame.put((byte) 0xFE).putShort((short) payload.length);
        else frame.put((byte) 0xFF).putLong(payload.length);
        byte[] mask = {1, 2, 3, 4};
        frame.put(mask);
        for (int i = 0; i < payload.length; i++) frame.put((byte) (payload[i] ^ mask[i & 3]));
        return Arrays.copyOf(frame.array(), frame.position());
    }

    void text(String text) throws IOException {
        frame(0x81, text.getBytes(StandardCharsets.UTF_8));
    }

    Heard hears() throws IOException {
        int first = in.readUnsignedByte();
        int second = in.readUnsignedByte();
        if ((second & 0x80) != 0) throw new AssertionError("a server must not mask");
        long length = switch (second) {
            case 126 -> in.readUnsignedShort();
            case 127 -> in.readLong();
            default -> second;
        };
        return new Heard(first & 0x0F, in.readNBytes((int) length));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
