package owlboard.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Arrays;

/** A client on a socket of its own, which waits for no answer longer than a minute. */
final class NearEnd implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 60_000;
    private static final byte[] PING = "are you there?".getBytes(ISO_8859_1);

    private final Socket socket = new Socket();

    NearEnd(int port) throws IOException {
        this(port, "127.0.0.1");
    }

    /** @param own any address of 127.0.0.0/8: each has ports of its own */
    NearEnd(int port, String own) throws IOException {
        try {
            socket.bind(new InetSocketAddress(InetAddress.getByName(own), 0));
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLIS);
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.setTcpNoDelay(true);
        } catch (IOException refused) {
            socket.close();
            throw refused;
        }
    }

    InputStream in() throws IOException {
        return socket.getInputStream();
    }

    /** The answer's head. */
    String asks(String line, String... headers) throws IOException {
        var text = new StringBuilder(line + " HTTP/1.1\r\nHost: shop\r\n");
        for (var header : headers) text.append(header).append("\r\n");
        socket.getOutputStream().write(text.append("\r\n").toString().getBytes(ISO_8859_1));
        return answered();
    }

    private String answered() throws IOException {
        var head = FarEnd.head(socket.getInputStream());
        if (head == null) throw new IOException("closed in place of an answer");
        return head;
    }

    /** What is wrong with the answer to a GET whose body has this checksum; empty for nothing. */
    String gets(String path, String sum) throws IOException {
        return judged(asks("GET " + path), sum, false);
    }

    /** Sends so many bytes and wants their checksum told. */
    String posts(String path, long length, String sum) throws IOException {
        var out = socket.getOutputStream();
        out.write(("POST " + path + " HTTP/1.1\r\nHost: shop\r\nContent-Length: " + length + "\r\n\r\n").getBytes(ISO_8859_1));
        for (long at = 0; at < length; at += 1 << 16) out.write(FarEnd.piece(at, (int) Math.min(1 << 16, length - at)));
        return judged(answered(), sum, true);
    }

    private String judged(String head, String sum, boolean isTold) throws IOException {
        long length = FarEnd.length(head);
        var came = isTold ? new String(socket.getInputStream().readNBytes((int) length), ISO_8859_1) : FarEnd.sum(in(), length);
        if (!head.startsWith("HTTP/1.1 200 ")) return head.substring(0, head.indexOf('\r'));
        return came.equals(sum) ? "" : "another body";
    }

    NearEnd upgrades(String path) throws IOException {
        var head = asks("GET " + path, "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==");
        if (!head.startsWith("HTTP/1.1 101 ")) throw new IOException(head.substring(0, head.indexOf('\r')));
        return this;
    }

    /** Whether what is sent comes back. */
    boolean echoes() throws IOException {
        socket.getOutputStream().write(PING);
        return Arrays.equals(socket.getInputStream().readNBytes(PING.length), PING);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
