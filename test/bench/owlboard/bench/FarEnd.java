package owlboard.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.zip.CRC32;

/**
 * What stands behind the proxies: it says the checksum of what it is sent, sends {@link #BIG} bytes of {@link #octet} for {@code /big}, and
 * returns what comes through an upgraded connection.
 */
final class FarEnd {
    static final long BIG = 100 << 20;
    private static final String SALT = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"; // RFC 6455 §1.3
    private final ServerSocket listener = new ServerSocket(0, 4096, InetAddress.getLoopbackAddress());

    FarEnd() throws IOException {
        Thread.ofPlatform().daemon().name("far end").start(() -> {
            try {
                while (true) {
                    var socket = listener.accept();
                    Thread.startVirtualThread(() -> serve(socket));
                }
            } catch (IOException closed) {
                return;
            }
        });
    }

    int port() {
        return listener.getLocalPort();
    }

    /** No two neighbours of a body are alike, and a piece in another's place shows. */
    static byte octet(long at) {
        return (byte) (at * 31 + (at >> 12));
    }

    static byte[] piece(long at, int length) {
        var piece = new byte[length];
        for (int i = 0; i < length; i++) piece[i] = octet(at + i);
        return piece;
    }

    private static void serve(Socket socket) {
        try (socket) {
            var in = socket.getInputStream();
            var out = socket.getOutputStream();
            for (String head; (head = head(in)) != null; ) {
                if (head.toLowerCase().contains("\r\nupgrade: websocket")) {
                    echo(head, in, out);
                    return;
                }
                if (head.startsWith("GET /big ")) big(out);
                else answer(out, sum(in, length(head)));
            }
        } catch (IOException | NoSuchAlgorithmException gone) {
            return; // whoever asked sees it
        }
    }

    /** Up to the empty line, byte by byte: nothing behind it is read. Null at the end. */
    static String head(InputStream in) throws IOException {
        var head = new ByteArrayOutputStream(256);
        for (int matched = 0; matched < 4; ) {
            int octet = in.read();
            if (octet < 0) return null;
            head.write(octet);
            if (octet == "\r\n\r\n".charAt(matched)) matched++;
            else matched = octet == '\r' ? 1 : 0;
        }
        return head.toString(ISO_8859_1);
    }

    static long length(String head) {
        return line(head, "content-length").isEmpty() ? 0 : Long.parseLong(line(head, "content-length"));
    }

    private static String line(String head, String name) {
        int at = head.toLowerCase().indexOf("\r\n" + name + ":");
        return at < 0 ? "" : head.substring(at + name.length() + 3, head.indexOf("\r\n", at + 2)).strip();
    }

    /** The checksum of so many bytes. */
    static String sum(InputStream in, long length) throws IOException {
        var sum = new CRC32();
        var piece = new byte[1 << 14];
        for (long left = length; left > 0; ) {
            int count = in.read(piece, 0, (int) Math.min(piece.length, left));
            if (count < 0) throw new IOException("the end, " + left + " bytes early");
            sum.update(piece, 0, count);
            left -= count;
        }
        return Long.toHexString(sum.getValue());
    }

    private static void answer(OutputStream out, String text) throws IOException {
        out.write(("HTTP/1.1 200 OK\r\nContent-Length: " + text.length() + "\r\n\r\n" + text).getBytes(ISO_8859_1));
    }

    private static void big(OutputStream out) throws IOException {
        out.write(("HTTP/1.1 200 OK\r\nContent-Length: " + BIG + "\r\n\r\n").getBytes(ISO_8859_1));
        for (long at = 0; at < BIG; at += 1 << 16) out.write(piece(at, 1 << 16));
    }

    private static void echo(String head, InputStream in, OutputStream out) throws IOException, NoSuchAlgorithmException {
        var digest = MessageDigest.getInstance("SHA-1").digest((line(head, "sec-websocket-key") + SALT).getBytes(ISO_8859_1));
        out.write(("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: "
                + Base64.getEncoder().encodeToString(digest) + "\r\n\r\n").getBytes(ISO_8859_1));
        var piece = new byte[64];
        for (int count; (count = in.read(piece)) >= 0; ) out.write(piece, 0, count);
    }
}
