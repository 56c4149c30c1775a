package owlboard.httpserver;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import owlboard.wire.http.BadMessage;
import owlboard.wire.http.Body;
import owlboard.wire.http.Bytes;
import owlboard.wire.http.Head;
import owlboard.wire.http.Input;
import owlboard.wire.http.Reasons;
import owlboard.wire.http.RequestHead;
import owlboard.wire.loop.Loop;
import owlboard.wire.net.Expired;
import owlboard.wire.net.NotTls;
import owlboard.wire.net.PlainWire;
import owlboard.wire.net.Wire;

/** One client connection: a virtual thread of its loop that serves one request after the other, in their order. */
final class Connection {
    /** How long a client that never stops sending is read from before its connection closes, as nginx's {@code lingering_time}. */
    private static final long LINGER_MILLIS = 30_000;
    /** What is left of a request body is read away up to this; behind more the connection closes. */
    static final int DRAIN_BYTES = 64 << 10;
    private static final RequestHead.Limits LIMITS = new RequestHead.Limits(16 << 10, 64 << 10, true, true, 1000);

    final Server server;
    final Deadlines deadlines;
    final InetSocketAddress remote;
    final InetSocketAddress local;
    private final PlainWire plain;
    private Wire wire;
    private Input input;
    private final Head head = new Head();
    /** Whether no request has begun. Touched on the loop only. */
    private boolean idle = true;

    Connection(Server server, PlainWire plain) {
        this.server = server;
        deadlines = server.deadlines;
        this.plain = plain;
        wire = plain;
        try {
            remote = (InetSocketAddress) plain.remote();
            local = (InetSocketAddress) plain.local();
        } catch (IOException failure) {
            plain.close();
            throw new UncheckedIOException(failure);
        }
    }

    Wire wire() {
        return wire;
    }

    Input input() {
        return input;
    }

    void run() {
        try {
            if (server.isStopping()) return;
            if (server.https() != null) {
                plain.deadlineIn(deadlines.handshake());
                wire = Handshake.with(plain, server.https(), remote);
            }
            input = new Input(wire);
            wire.deadlineIn(deadlines.head());
            while (awaitRequest() && serveOne()) wire.deadlineIn(deadlines.idle());
        } catch (Expired | EOFException | ClosedChannelException | NotTls end) {
            Server.LOG.log(Level.TRACE, "{0} closed: {1}", remote, end);
        } catch (IOException failure) {
            Server.LOG.log(Level.DEBUG, "{0} closed: {1}", remote, failure);
        } catch (RuntimeException bug) {
            Log.failure("connection of " + remote, bug);
        } finally {
            wire.close();
        }
    }

    private boolean awaitRequest() throws IOException {
        if (input.available() == 0) {
            input.release();
            idle = true;
            if (server.isStopping()) return false;
            if (!wire.isReadable()) wire.awaitReadable();
        }
        idle = false;
        wire.deadlineIn(deadlines.head());
        return !server.isStopping();
    }

    /** False: the connection ends. */
    private boolean serveOne() throws IOException {
        Request request;
        try {
            if (!RequestHead.read(input, head, LIMITS)) return false;
            request = Request.of(head);
        } catch (BadMessage bad) {
            refuse(bad);
            return false;
        }
        input.unpin();
        var exchange = new Exchange(this, server.contexts.find(request.path()), request);
        server.exchanges.begin();
        boolean keep;
        try {
            keep = exchange.serve();
        } finally {
            server.exchanges.end();
        }
        if (!wire.isOpen()) return false;
        if (keep && drain(exchange.unread())) return true;
        boolean stillSends = exchange.unread() != null || input.available() > 0 || wire.isReadable();
        if (stillSends && !exchange.isUpgraded()) wire.linger(deadlines.linger(), LINGER_MILLIS);
        return false;
    }

    private void refuse(BadMessage bad) throws IOException {
        int status = bad.status() == 494 ? 431 : bad.status();
        var text = "<h1>" + status + " " + Reasons.of(status) + "</h1>" + Text.html(bad.getMessage());
        var out = new Bytes(512).add("HTTP/1.1 ").addDecimal(status).add(' ').add(Reasons.of(status))
                .add("\r\nContent-Type: text/html\r\nConnection: close\r\nContent-Length: ").addDecimal(text.length()).add("\r\n\r\n")
                .add(text);
        Server.LOG.log(Level.DEBUG, "{0} refused with {1}: {2}", remote, status, bad.getMessage());
        wire.deadlineIn(deadlines.body());
        wire.write(out.array(), 0, out.length());
        wire.linger(deadlines.linger(), LINGER_MILLIS);
    }

    /** Reads away the rest of a request body (null: there is none). False when there is too much of it, or it is broken. */
    private boolean drain(Body rest) throws IOException {
        if (rest == null) return true;
        wire.deadlineIn(deadlines.linger());
        var sink = wire.loop.buffers.takeDirect();
        try {
            for (long drained = 0; drained <= DRAIN_BYTES; ) {
                int count = rest.read(sink.clear());
                if (count < 0) return true;
                drained += count;
            }
            return false;
        } catch (BadMessage | Expired broken) {
            return false;
        } finally {
            wire.loop.buffers.give(sink);
        }
    }

    /** From any thread. */
    void closeIfIdle() {
        plain.loop.start(() -> {
            if (idle) wire.close();
        });
    }

    /** From any thread: whoever waits in a stream of this connection wakes up and fails. */
    void abort(boolean reset) {
        if (Loop.current() == plain.loop) end(reset);
        else plain.loop.start(() -> end(reset));
    }

    private void end(boolean reset) {
        if (reset && wire.isOpen()) wire.reset();
        else wire.close();
    }
}
