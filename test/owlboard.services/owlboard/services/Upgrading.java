package owlboard.services;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpContext;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpPrincipal;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One request per connection, and the 101 that JDK 26 documents: after {@code sendResponseHeaders(101, 0)} the body
 * streams are the connection's. JDK 25's own server does not do that.
 */
public final class Upgrading implements AutoCloseable {
    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private final HttpHandler handler;

    public Upgrading(HttpHandler handler) throws IOException {
        this.handler = handler;
        Thread.ofVirtual().start(this::accept);
    }

    public int port() {
        return listener.getLocalPort();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                connections.add(socket);
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            handler.handle(new Exchange(socket));
        } catch (IOException gone) {
            return;  // the test sees its own end of the connection
        } finally {
            connections.remove(socket);
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : connections) socket.close();
    }

    private static final class Exchange extends HttpExchange {
        private final Socket socket;
        private final Headers request = new Headers();
        private final Headers response = new Headers();
        private final String method;
        private final URI uri;
        private InputStream in;
        private OutputStream out;
        private int code = -1;

        Exchange(Socket socket) throws IOException {
            this.socket = socket;
            in = socket.getInputStream();
            out = socket.getOutputStream();
            String[] line = line().split(" ");
            method = line[0];
            uri = URI.create(line[1]);
            for (String header = line(); !header.isEmpty(); header = line()) {
                int colon = header.indexOf(':');
                request.add(header.substring(0, colon), header.substring(colon + 1).strip());
            }
            String length = request.getFirst("Content-Length");
            if (length != null) in = new ByteArrayInputStream(in.readNBytes(Integer.parseInt(length)));
        }

        private String line() throws IOException {
            var line = new StringBuilder();
            for (int c = in.read(); c != '\n'; c = in.read()) {
                if (c < 0) throw new IOException("the request ended early");
                if (c != '\r') line.append((char) c);
            }
            return line.toString();
        }

        @Override
        public void sendResponseHeaders(int status, long length) throws IOException {
            code = status;
            if (status != 101) {
                response.set("Content-Length", Long.toString(Math.max(0, length)));
                response.set("Connection", "close");
            }
            var head = new StringBuilder("HTTP/1.1 " + status + " x\r\n");
            response.forEach((name, values) -> values.forEach(value -> head.append(name).append(": ").append(value).append("\r\n")));
            out.write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
        }

        @Override
        public void close() {
            try {
                socket.close();
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }

        @Override
        public Headers getRequestHeaders() {
            return request;
        }

        @Override
        public Headers getResponseHeaders() {
            return response;
        }

        @Override
        public URI getRequestURI() {
            return uri;
        }

        @Override
        public String getRequestMethod() {
            return method;
        }

        @Override
        public HttpContext getHttpContext() {
            return null;
        }

        @Override
        public InputStream getRequestBody() {
            return in;
        }

        @Override
        public OutputStream getResponseBody() {
            return out;
        }

        @Override
        public InetSocketAddress getRemoteAddress() {
            return (InetSocketAddress) socket.getRemoteSocketAddress();
        }

        @Override
        public InetSocketAddress getLocalAddress() {
            return (InetSocketAddress) socket.getLocalSocketAddress();
        }

        @Override
        public int getResponseCode() {
            return code;
        }

        @Override
        public String getProtocol() {
            return "HTTP/1.1";
        }

        @Override
        public Object getAttribute(String name) {
            return null;
        }

        @Override
        public void setAttribute(String name, Object value) {
            throw new IllegalStateException("no handler of ours sets attributes");
        }

        @Override
        public void setStreams(InputStream i, OutputStream o) {
            in = i;
            out = o;
        }

        @Override
        public HttpPrincipal getPrincipal() {
            return null;
        }
    }
}
