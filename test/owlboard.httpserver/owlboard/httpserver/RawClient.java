package owlboard.httpserver;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import owlboard.harness.Patience;

/** A client that writes and reads bytes as they are. Everything is Latin-1. */
final class RawClient implements AutoCloseable {

    final Socket socket;
    private final InputStream in;

    RawClient(int port) throws IOException {
        this(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    RawClient(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(Patience.MILLIS);
        socket.setTcpNoDelay(true);
        in = socket.getInputStream();
    }

    RawClient sends(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
        return this;
    }

    /** A head, up to and with its empty line. */
    String head() throws IOException {
        var head = new StringBuilder();
        while (head.length() < 4 || !head.substring(head.length() - 4).equals("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) throw new IOException("the connection ended in a head: " + head);
            head.append((char) next);
        }
        return head.toString();
    }

    String bytes(int count) throws IOException {
        var bytes = in.readNBytes(count);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** A response with a Content-Length or none: its head and body. */
    String response() throws IOException {
        String head = head();
        var length = Arrays.stream(head.split("\r\n")).filter(line -> line.regionMatches(true, 0, "content-length:", 0, 15)).findFirst();
        return length.isEmpty() ? head : head + bytes(Integer.parseInt(length.get().substring(15).strip()));
    }

    /** Everything until the server closes. */
    String rest() throws IOException {
        var all = new ByteArrayOutputStream();
        in.transferTo(all);
        return all.toString(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
