package owlboard.proxy.forward;

import java.io.IOException;
import java.nio.ByteBuffer;
import owlboard.proxy.exchange.ClientGone;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Failure;
import owlboard.proxy.exchange.Methods;
import owlboard.proxy.exchange.RequestBody;
import owlboard.proxy.upstream.Broken;
import owlboard.proxy.upstream.Connector;
import owlboard.proxy.upstream.Step;
import owlboard.proxy.upstream.UpstreamConnection;
import owlboard.wire.http.Bytes;
import owlboard.wire.http.ResponseHead;
import owlboard.wire.net.Expired;
import owlboard.wire.net.Waitable;
import owlboard.wire.net.Wire;

/**
 * A request on its way to a peer, which may answer before it has read it all: the head, what of the body was kept, then what the client
 * still sends.
 */
final class Sending implements AutoCloseable {
    private final Exchange exchange;
    private final ProxyPass pass;
    private final UpstreamConnection connection;
    private final Wire wire;
    private final RequestBody body;
    private final BodyFrames frames;
    /** Bytes of what was kept that are on their way. */
    private long kept;
    /** What the peer has not taken yet; null when there is nothing. */
    private ByteBuffer part;
    /** The end of the request is in {@link #part}, or behind it. */
    private boolean ended;
    private boolean cut;

    Sending(Exchange exchange, ProxyPass pass, UpstreamConnection connection, RequestBody body, BodyFrames frames) {
        this.exchange = exchange;
        this.pass = pass;
        this.connection = connection;
        wire = connection.wire;
        this.body = body;
        this.frames = frames;
    }

    /** Sends head and body, until the peer has it all or begins to answer. */
    void run(Bytes head) throws Failure, IOException {
        wire.deadlineIn(pass.sendTimeoutMillis);
        try {
            begin(head);
            move();
            if (isDone()) return;
            if (body.isLive()) exchange.client.sendContinue(exchange);
            goOn();
        } catch (IOException failure) {
            failed(failure);
        }
    }

    /** Goes on behind an interim answer. */
    void runOn() throws Failure, IOException {
        connection.input.unpin();
        try {
            goOn();
        } catch (IOException failure) {
            failed(failure);
        }
    }

    private void goOn() throws Failure, IOException {
        while (true) {
            move();
            if (isDone() || ResponseHead.isWhole(connection.input, pass.headMax)) return;
            if (wire.isReadable()) {
                int count = connection.input.fillNow(pass.headMax);
                if (count < 0) return;
                if (count > 0) continue;
            }
            awaitEither();
        }
    }

    private void failed(IOException failure) throws Failure, IOException {
        if (failure instanceof ClientGone) throw failure;
        if (failure instanceof Expired) throw Connector.timedOut(Step.SENDING, failure);
        cut();
        if (wire.isReadable() || connection.input.available() > 0 || hasAnswered()) return; // before it closed
        boolean wasDead = connection.wasIdle() && connection.input.available() == 0 && Methods.isIdempotent(exchange.method);
        if (wasDead) throw Connector.wasDead(failure);
        throw Connector.failed(Broken.writing(failure), Step.SENDING, failure);
    }

    /** The loop may not have told yet of what came before the failure. */
    private boolean hasAnswered() {
        wire.wake();
        try {
            return connection.input.fillNow(pass.headMax) > 0;
        } catch (IOException gone) {
            return false; // the failure before is told of
        }
    }

    /** Waits until the peer takes more, or answers, or the client sends more of its body. */
    private void awaitEither() throws Failure, IOException {
        if (!wantsClient()) {
            wire.deadlineIn(pass.sendTimeoutMillis);
            Waitable.awaitAny(wire, true, true, wire, false, false);
            return;
        }
        var client = exchange.client.duplex();
        client.deadlineIn(exchange.settings.core.bodyTimeoutMillis);
        wire.deadlineIn(0);
        try {
            Waitable.awaitAny(client, true, false, wire, true, false);
        } catch (Expired late) {
            throw RequestBody.failed(late);
        } finally {
            client.deadlineIn(0);
        }
    }

    /** Lays the head before the body, so that a small request is one write. Waits for the peer only when a head is larger than a buffer. */
    private void begin(Bytes head) throws IOException, Failure {
        part = wire.loop.buffers.takeDirect();
        if (head.length() + frames.room + frames.tail >= part.capacity()) {
            wire.write(head.array(), 0, head.length());
            part.flip();
            return;
        }
        part.put(head.array(), 0, head.length());
        fill();
        part.flip();
    }

    /** Adds what there is of the body behind what is in {@link #part}. */
    private void fill() throws Failure {
        int start = part.position();
        part.limit(part.capacity() - frames.tail).position(start + frames.room);
        if (kept < body.length()) kept += body.copy(kept, part);
        if (kept == body.length() && body.isLive() && part.hasRemaining()) body.readOn(part);
        ended = kept == body.length() && !body.isLive();
        part.limit(part.capacity());
        frames.frame(part, start, ended);
    }

    /**
     * Sends what can be sent now, without waiting for either side; true when anything went. An IOException is the peer's, a {@link Failure}
     * the client's or ours.
     */
    boolean move() throws IOException, Failure {
        boolean moved = false;
        while (true) {
            if (wire.hasUnsent()) wire.flushNow();
            if (part != null && part.hasRemaining()) moved |= wire.writeNow(part) > 0;
            if (isStuck()) return moved;
            if (ended || !hasMore()) {
                close();
                return moved;
            }
            if (part == null) part = wire.loop.buffers.takeDirect();
            part.clear();
            fill();
            part.flip();
        }
    }

    /** The end of the request is more, too: over HTTP/2 it may come behind the last byte. */
    private boolean hasMore() {
        return kept < body.length() || !body.isLive() || exchange.body.isReadable();
    }

    /** The peer has it all. */
    boolean isDone() {
        return ended && !isStuck();
    }

    /** There is nothing more to do: the peer has it all, or takes no more of it. */
    boolean isOver() {
        return cut || isDone();
    }

    /** Bytes wait until the peer takes them. */
    boolean isStuck() {
        return part != null && part.hasRemaining() || wire.hasUnsent();
    }

    /** All that is here has been sent, and the client has still to send more. */
    boolean wantsClient() {
        return !ended && !isStuck();
    }

    /** The peer takes no more: it may answer all the same. */
    void cut() {
        cut = true;
        close();
    }

    @Override
    public void close() {
        if (part != null) wire.loop.buffers.give(part);
        part = null;
    }
}
