package owlboard.acceptance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/** A client on a raw socket, at an address of its own where the edge is to take it for another one. */
final class Raw implements AutoCloseable {
    private final Socket socket = new Socket();
    private final InputStream in;

    Raw(int port) throws IOException {
        this(port, "127.0.0.1");
    }

    /** @param own any of 127.0.0.0/8 */
    Raw(int port, String own) throws IOException {
        this(port, own, 0);
    }

    /** @param receiveBuffer bytes, small for a client that reads slowly; 0: the system's choice */
    Raw(int port, String own, int receiveBuffer) throws IOException {
        try {
            if (receiveBuffer > 0) socket.setReceiveBufferSize(receiveBuffer);
            socket.bind(new InetSocketAddress(InetAddress.getByName(own), 0));
            socket.connect(new InetSocketAddress("127.0.0.1", port), (int) Await.PATIENCE.toMillis());
            socket.setTcpNoDelay(true);
            socket.setSoTimeout((int) Await.PATIENCE.toMillis());
            in = receiveBuffer > 0 ? socket.getInputStream() : new BufferedInputStream(socket.getInputStream());
        } catch (IOException failed) {
            socket.close();
            throw failed;
        }
    }

    Raw sends(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(ISO_8859_1));
        return this;
    }

    Raw gets(String path, String... headers) throws IOException {
        return sends("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + lines(headers) + "\r\n");
    }

    Raw posts(String path, String body, String... headers) throws IOException {
        return sends("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + body.length() + "\r\n" + lines(headers) + "\r\n"
                + body);
    }

    private static String lines(String... headers) {
        return headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
    }

    /** The next answer with its body. */
    Message answer() throws IOException {
        var answer = Message.read(in);
        if (answer == null) throw new IOException("the connection was closed in place of an answer");
        return answer;
    }

    /** True when nothing more comes but the end. */
    boolean isAtEnd() throws IOException {
        return in.read() < 0;
    }

    InputStream in() {
        return in;
    }

    /** Ends the connection by a reset. */
    void resets() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override public void close() throws IOException {
        socket.close();
    }
}
