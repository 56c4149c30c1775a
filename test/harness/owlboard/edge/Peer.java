package owlboard.edge;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A server behind the edge, played by the test. Expectations are about the connection that speaks next: {@link #receives}
 * takes the one with unread bytes and makes it the current one; {@link #sends} and the rest speak on the current one.
 */
public final class Peer implements AutoCloseable {
    /** What is spoken on an accepted socket. */
    interface Speech {
        Speech PLAIN = (name, socket, edge, news) -> new Wire(name, socket, List.of(), edge, news);

        static Speech tls(Certificates.Identity identity, boolean needsClientCertificate) {
            return (name, socket, edge, news) -> {
                socket.setSoTimeout((int) Wait.LIMIT.toMillis());
                var hello = ClientHello.read(socket.getInputStream());
                socket.setSoTimeout(0);
                return new Wire(name, Certificates.serve(socket, hello.record(), identity, needsClientCertificate), hello.serverNames(),
                        edge, news);
            };
        }

        Wire wire(String name, Socket socket, Edge edge, Object news) throws IOException;
    }

    private final String name;
    private final Edge edge;
    private final InetSocketAddress address;
    private final Speech speech;
    private final List<Wire> wires = new ArrayList<>();
    private final AtomicInteger requests = new AtomicInteger();
    private ServerSocket listener;
    private Thread acceptor;
    private Wire current;
    private volatile String answer;

    Peer(String name, Edge edge, InetSocketAddress address, Speech speech) {
        this.name = name;
        this.edge = edge;
        this.address = address;
        this.speech = speech;
        listens();
    }

    /** {@code 127.0.0.1:PORT}. */
    public String address() {
        return address.getAddress().getHostAddress() + ":" + address.getPort();
    }

    /** Accepts (again, after {@link #stops}). */
    public final Peer listens() {
        try {
            listener = new ServerSocket();
            listener.setReuseAddress(true);
            listener.bind(address, 512);
            var accepting = listener;
            acceptor = Thread.ofPlatform().daemon().name("peer " + name).start(() -> accept(accepting));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept(ServerSocket accepting) {
        while (!accepting.isClosed()) {
            try {
                var socket = accepting.accept();
                socket.setTcpNoDelay(true);
                var wire = speech.wire(name + "#" + (connections() + 1), socket, edge, wires);
                boolean serves;
                synchronized (wires) {
                    wires.add(wire);
                    wires.notifyAll();
                    serves = answer != null; // or the one that sets it serves all that are there
                }
                if (serves) serve(wire);
            } catch (IOException e) {
                edge.transcript().add(name, accepting.isClosed() ? "stopped listening" : "accepted in vain: " + e.getMessage());
            }
        }
    }

    /** Connections are refused from now on and open ones are reset, as when the process is killed. */
    public void stops() {
        stopsListening();
        List<Wire> all;
        synchronized (wires) { // which their readers need, too
            all = List.copyOf(wires);
        }
        for (var wire : all) if (!wire.socket().isClosed()) wire.resets();
    }

    /** New connections are refused; open ones stay. */
    public void stopsListening() {
        try {
            listener.close();
            if (!acceptor.join(Wait.LIMIT)) throw new AssertionError(name + " is closed and still accepts"); // it holds the listener open
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    /** How many connections it has accepted so far. */
    public int connections() {
        synchronized (wires) {
            return wires.size();
        }
    }

    /** How many of them are open. */
    public int openConnections() {
        synchronized (wires) {
            return (int) wires.stream().filter(wire -> !wire.ended() && !wire.socket().isClosed()).count();
        }
    }

    // ---- by hand

    /** Waits for a request; its head must be this. */
    public Wire receives(String... lines) {
        return speaking().receives(lines);
    }

    /** The connection that has sent something not yet expected. */
    public Wire speaking() {
        synchronized (wires) {
            long until = System.nanoTime() + Wait.LIMIT.toNanos();
            while (true) {
                for (var wire : wires) {
                    if (wire.unread() > 0) return current = wire;
                }
                long left = (until - System.nanoTime()) / 1_000_000;
                if (left <= 0) throw edge.failure(name + ": no request came within " + Wait.LIMIT.toSeconds() + " s");
                try {
                    wires.wait(left);
                } catch (InterruptedException e) {
                    throw new AssertionError("interrupted", e);
                }
            }
        }
    }

    /** The connection that was accepted last, as soon as there are {@code count}. */
    public Wire accepts(int count) {
        Wait.until(() -> edge.failure(name + ": expected " + count + " connections, got " + connections()), () -> connections() >= count);
        synchronized (wires) {
            return current = wires.getLast();
        }
    }

    /** The connection of the last {@link #receives}. */
    public Wire current() {
        if (current == null) throw edge.failure(name + " has no connection yet");
        return current;
    }

    public Peer sends(String... lines) {
        current().sends(lines);
        return this;
    }

    public Peer sendsRaw(String text) {
        current().sendsRaw(text);
        return this;
    }

    public Peer receivesBody(String body) {
        current().receivesBody(body);
        return this;
    }

    public Peer receivesChunked(String body) {
        current().receivesChunked(body);
        return this;
    }

    public void closes() {
        current().closes();
    }

    public void resets() {
        current().resets();
    }

    // ---- by itself

    /** From now on answers every request with this status and its own name as the body. Requests may have a Content-Length. */
    public Peer serves(int status) {
        return servesHead("HTTP/1.1 " + status + " Status", "Content-Type: text/plain");
    }

    /** From now on answers every request with these lines, a Content-Length and its own name. */
    public Peer servesHead(String... lines) {
        var text = String.join("\r\n", lines) + "\r\nContent-Length: " + name.length() + "\r\n\r\n" + name;
        synchronized (wires) {
            boolean first = answer == null;
            answer = text;
            if (first) wires.forEach(this::serve);
        }
        return this;
    }

    /** From now on it reads requests and answers none, as a process that is stopped. */
    public void isSilent() {
        answer = "";
    }

    /** How many requests it has answered by itself. */
    public int requests() {
        return requests.get();
    }

    private void serve(Wire wire) {
        Thread.ofPlatform().daemon().name("serving " + name).start(() -> {
            try {
                while (wire.awaitsMore()) {
                    var head = wire.head();
                    var length = head.stream().filter(line -> line.regionMatches(true, 0, "Content-Length:", 0, 15)).findFirst();
                    length.ifPresent(line -> wire.bytes(Integer.parseInt(line.substring(15).strip())));
                    requests.incrementAndGet();
                    wire.sendsRaw(answer);
                }
                wire.close();
            } catch (AssertionError e) {
                edge.transcript().add(name, "gave up: " + e.getMessage().lines().findFirst().orElse(""));
                wire.close();
            }
        });
    }

    @Override public void close() {
        stopsListening();
        synchronized (wires) {
            wires.forEach(Wire::close);
        }
    }

    /** A peer whose kernel drops every SYN: its accept queue is full. */
    static final class Hole implements AutoCloseable {
        private final ServerSocket listener = new ServerSocket();
        private final List<Socket> fillers = new ArrayList<>();

        Hole(InetSocketAddress address) throws IOException {
            listener.setReuseAddress(true);
            listener.bind(address, 1);
            while (true) {
                var filler = new Socket();
                fillers.add(filler);
                try {
                    filler.connect(address, 250);
                } catch (SocketTimeoutException full) {
                    return;
                }
            }
        }

        @Override public void close() {
            try {
                for (var filler : fillers) filler.close();
                listener.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
