package owlboard.acceptance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import owlboard.harness.Reserved;

/** A server that a test plays in a service's or a gateway's place. */
final class Backend implements AutoCloseable {
    /** Answers one request; a script that returns false ends the connection. */
    interface Script {
        boolean answer(Message request, OutputStream out) throws Exception;

        /** 200 with this body. */
        static Script says(String body) {
            return (request, out) -> {
                out.write(ok(body).getBytes(ISO_8859_1));
                return true;
            };
        }

        static String ok(String body) {
            return "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
        }
    }

    private final Reserved reserved = new Reserved(); // nobody else gets the port while this one is stopped
    private final int port = reserved.port();
    private final List<Message> requests = new ArrayList<>();
    private final List<Socket> connections = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();
    private volatile Script script;
    private ServerSocket listener;
    private int accepted;

    Backend(Script script) throws IOException {
        this.script = script;
        listener = listener(port);
        accept(listener);
    }

    private static ServerSocket listener(int port) throws IOException {
        var socket = new ServerSocket();
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 512);
        return socket;
    }

    private void accept(ServerSocket listening) {
        Thread.ofPlatform().daemon().name("backend " + port).start(() -> {
            try {
                while (true) serve(listening.accept());
            } catch (IOException closed) {
                if (!listening.isClosed()) throw new IllegalStateException(closed);
            }
        });
    }

    private void serve(Socket socket) {
        synchronized (this) {
            connections.add(socket);
            accepted++;
        }
        Thread.ofPlatform().daemon().name("backend " + port + " connection").start(() -> {
            try (socket) {
                socket.setTcpNoDelay(true);
                var in = new BufferedInputStream(socket.getInputStream());
                boolean more = true;
                while (more) {
                    var request = Message.read(in);
                    if (request == null) return;
                    synchronized (this) {
                        requests.add(request);
                    }
                    more = script.answer(request, socket.getOutputStream());
                }
            } catch (Exception gone) {
                synchronized (this) {
                    failures.add(gone.toString());
                }
            }
        });
    }

    /** From the next request on. */
    void script(Script next) {
        script = next;
    }

    int port() {
        return port;
    }

    /** {@code name:port 127.0.0.1:here}, a line of the endpoint directory. */
    String endpoint(String name) {
        return name + " 127.0.0.1:" + port + "\n";
    }

    synchronized List<Message> requests() {
        return List.copyOf(requests);
    }

    synchronized int accepted() {
        return accepted;
    }

    /** Why connections ended that neither side ended in good order. */
    synchronized List<String> failures() {
        return List.copyOf(failures);
    }

    Message last() {
        return requests().getLast();
    }

    /** As a killed process: nobody listens, open connections are gone. */
    synchronized void stops() throws IOException {
        listener.close();
        closesConnections();
    }

    synchronized void closesConnections() throws IOException {
        for (var connection : connections) connection.close();
        connections.clear();
    }

    synchronized void listensAgain() throws IOException {
        listener = listener(port);
        accept(listener);
    }

    @Override public void close() throws IOException {
        stops();
        reserved.close();
    }
}
