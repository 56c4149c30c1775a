package owlboard.proxy.http;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import owlboard.proxy.exchange.AnswerHead;
import owlboard.proxy.exchange.Client;
import owlboard.proxy.exchange.Connection;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Failure;
import owlboard.proxy.exchange.Matching;
import owlboard.proxy.logfile.Errno;
import owlboard.wire.http.BadMessage;
import owlboard.wire.http.Body;
import owlboard.wire.http.Framing;
import owlboard.wire.http.Head;
import owlboard.wire.http.Incoming;
import owlboard.wire.http.Input;
import owlboard.wire.http.KeepAlive;
import owlboard.wire.http.RequestHead;
import owlboard.wire.http2.Http2Connection;
import owlboard.wire.loop.Buffers;
import owlboard.wire.net.Duplex;
import owlboard.wire.net.Expired;
import owlboard.wire.net.Waitable;
import owlboard.wire.net.Wire;

/** HTTP/1 on a connection: its requests, in order. */
final class Http1Session implements Client, Session {
    private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    /** How long a new connection may take to its first request while the engine drains. */
    private static final long NEW_NANOS = 1_000_000_000;
    /** Pipelined bytes that are read while an upstream works; more wait in the socket. */
    private static final int AHEAD_MAX = 2 * Buffers.ARRAY;

    private final Opened connection;
    private final HttpPort port;
    private final Wire wire;
    private final Input input;
    private final Head head = new Head();
    private final AnswerHead answer = new AnswerHead();
    private boolean idle;
    /** Until when it may stay so, whoever wants its place. */
    private long idleUntilNanos;
    /** The request that is in progress. */
    private long beganNanos;
    private boolean gone;
    private boolean leaves;
    /** What has become another protocol; null: nothing has. */
    private Exchange upgraded;

    /** {@code input}: what has been read already. */
    Http1Session(Opened connection, HttpPort port, Input input) {
        this.connection = connection;
        this.port = port;
        this.input = input;
        wire = connection.wire();
    }

    @Override
    public void run() throws IOException {
        while (awaitRequest() && serveOne()) wire.loop.resumed(Thread.currentThread());
    }

    @Override
    public boolean isIdle() {
        long since = connection.requests() > 0 ? wire.loop.now() - idleUntilNanos : wire.loop.now() - connection.openedNanos() - NEW_NANOS;
        return idle && wire.isOpen() && since >= 0;
    }

    @Override
    public long beganNanos() {
        if (idle) return Long.MAX_VALUE;
        return beganNanos == 0 ? connection.openedNanos() : beganNanos;
    }

    @Override
    public void endOlderThan(long nanos) {
        if (!idle && beganNanos < nanos) wire.close();
    }

    @Override
    public void goAway() {
        if (!isIdle()) return;
        leaves = true;
        wire.wake();
    }

    /** Whether the first request is the preface of RFC 9113 §3.4; reads on until that can be told. */
    boolean beginsHttp2() throws IOException {
        var preface = Http2Connection.PREFACE;
        if (!awaitRequest()) return false;
        while (input.fill(Buffers.ARRAY)) {
            int have = Math.min(input.available(), preface.length);
            if (Arrays.mismatch(input.array(), input.from(), input.from() + have, preface, 0, have) >= 0) return false;
            if (have == preface.length) return true;
        }
        return false;
    }

    /** Parks until the next request begins: false when the client is gone, or idle for too long. */
    boolean awaitRequest() throws IOException {
        input.unpin();
        connection.isPipelined(connection.requests() > 0 && input.available() > 0);
        if (input.available() > 0) return true;
        input.release();
        if (connection.requests() > 0 && connection.isDraining()) return isAsked();
        idle = true;
        try {
            wire.awaitReadable();
        } finally {
            idle = false;
        }
        return !leaves || isAsked();
    }

    /** Before it is closed as idle: a request may have come that no loop has seen yet, and would be lost. */
    private boolean isAsked() throws IOException {
        return input.fillNow(Buffers.ARRAY) > 0;
    }

    /** Reads and serves one request; false when the connection must end. */
    private boolean serveOne() throws IOException {
        var exchange = new Exchange(connection, this, port.snapshot(), head);
        beganNanos = exchange.startNanos;
        exchange.out = new Http1Out(this, exchange);
        var standard = connection.standard();
        exchange.server = standard;
        exchange.settings = standard.settings;
        wire.deadlineIn(standard.headerTimeoutMillis);
        gone = false;
        var counters = port.snapshot().counters.on(wire.loop);
        counters.readingNow++;
        boolean any;
        try {
            any = read(exchange);
        } finally {
            counters.readingNow--;
        }
        if (!any) return false;
        Serving.serveCounted(exchange);
        if (exchange.upgraded != null) {
            upgraded = exchange;
            return false;
        }
        return finish(exchange);
    }

    @Override
    public boolean isUpgraded() {
        return upgraded != null;
    }

    @Override
    public void tunnel() throws IOException {
        Serving.tunnel(upgraded);
        finish(upgraded);
    }

    /** False when the connection must end. */
    private boolean finish(Exchange exchange) throws IOException {
        Serving.end(exchange);
        if (exchange.keepAlive && !exchange.aborted && exchange.body != null && !exchange.body.ended()) discard(exchange);
        if (!exchange.keepAlive || exchange.aborted) {
            if (!exchange.aborted) Lingering.beforeClose(exchange, wire, input);
            return false;
        }
        if (exchange.regexExceeded) Thread.yield(); // what is pipelined behind it may compute as long: the others of this loop come between
        idleUntilNanos = wire.loop.now() + exchange.settings.core.keepaliveMinMillis * 1_000_000;
        wire.deadlineIn(exchange.settings.core.keepaliveTimeoutMillis);
        return true;
    }

    /** False: no byte of a request came. A refused head has been answered when {@code exchange.status} is set. */
    private boolean read(Exchange exchange) throws IOException {
        int before = connection.requests();
        try {
            if (!RequestHead.read(input, head, port.servers().headLimits(connection.standard()))) return false;
            connection.countRequest();
            wire.deadlineIn(0);
            Prologue.examine(exchange, port.servers(), connection.standard());
        } catch (Expired late) {
            if (input.available() == 0) throw late;
            connection.countRequest();
            Prologue.settle(exchange, port.servers(), connection.standard());
            Serving.fail(exchange,
                    Failure.client(408, "client timed out (110: Connection timed out) while reading client request headers"));
        } catch (BadMessage bad) {
            if (connection.requests() == before) connection.countRequest();
            Prologue.settle(exchange, port.servers(), connection.standard());
            Serving.fail(exchange, Failure.client(bad.status(),
                    bad.getMessage() + " while reading client request " + (head.version > 9 && bad.status() != 414 ? "headers" : "line")));
        } catch (EOFException early) {
            leaves(exchange, "client prematurely closed connection");
        } catch (IOException broken) {
            if (!Errno.isReset(broken) || input.available() == 0) throw broken;
            leaves(exchange, "recv() failed (" + Errno.of(broken) + ")");
        } catch (Failure refused) {
            Serving.fail(exchange, refused);
        } catch (Matching.Exceeded over) {
            Serving.fail(exchange, over);
        }
        return true;
    }

    /** A client that goes within its head is logged with 400, and answered nothing. */
    private void leaves(Exchange exchange, String how) {
        connection.countRequest();
        Prologue.settle(exchange, port.servers(), connection.standard());
        Serving.fail(exchange, new Failure(499, Failure.Side.CLIENT, Failure.Kind.NONE, how + " while reading client request headers",
                null));
        exchange.status = 400;
    }

    /** The body that nobody wanted is read and dropped, so that the next request begins where it ends. */
    private void discard(Exchange exchange) {
        try {
            exchange.keepAlive = Lingering.drain(exchange, wire);
        } catch (IOException broken) {
            exchange.keepAlive = false;
            exchange.aborted = true;
        }
    }

    // What serving uses.

    /** Sets {@code exchange.keepAlive}, before the head is written (RFC 9112 §9.3, nginx's limits). */
    void decideKeepAlive(Exchange exchange) {
        var core = exchange.settings.core;
        boolean may = !exchange.endsConnection && core.keepaliveTimeoutMillis > 0 && connection.requests() < core.keepaliveRequests
                && wire.loop.now() - connection.openedNanos() < core.keepaliveTimeMillis * 1_000_000 && !connection.isDraining()
                && !exchange.aborted;
        may = may && KeepAlive.isMeantBy(exchange.head) && !OldBrowser.loses(exchange);
        // nobody knows whether the body will come
        if (may && exchange.expectsContinue && exchange.body != null && exchange.body.delivered() == 0 && input.available() == 0) {
            may = false;
        }
        exchange.keepAlive = may;
    }

    @Override
    public Duplex duplex() {
        return wire;
    }

    @Override
    public Waitable departure() {
        return !gone && input.available() < AHEAD_MAX ? wire : null;
    }

    @Override
    public AnswerHead answerHead() {
        return answer;
    }

    @Override
    public Framing framing(Head request) throws BadMessage {
        return Framing.ofRequest(request);
    }

    @Override
    public Incoming body(Framing framing) {
        return new Body(input, framing);
    }

    @Override
    public boolean mayUpgrade(Head request) {
        return request.version == 11;
    }

    @Override
    public int readAhead() {
        return input.available();
    }

    @Override
    public ByteBuffer takeReadAhead() {
        var ahead = input.takeAll();
        head.settle();
        input.leave();
        return ahead;
    }

    /** {@code Expect: 100-continue} is answered when the body is first wanted. */
    @Override
    public void sendContinue(Exchange exchange) throws IOException {
        if (!exchange.expectsContinue || exchange.body.ended() || input.available() > 0) return;
        exchange.expectsContinue = false;
        new Delivery(exchange, wire).write(ByteBuffer.wrap(CONTINUE));
    }

    @Override
    public void sendInterim(Exchange exchange, AnswerHead head) throws IOException {
        if (exchange.head.version < 11) return;
        var text = exchange.desk().takeBytes();
        try {
            Http1Out.interim(head, text);
            new Delivery(exchange, wire).write(ByteBuffer.wrap(text.array(), 0, text.length()));
        } finally {
            exchange.desk().give(text);
        }
    }

    /** Looks at a client that became readable: true when it went away. Pipelined bytes are kept. */
    @Override
    public boolean isGone() {
        if (!wire.isReadable() || departure() == null) return gone;
        try {
            gone = input.fillNow(AHEAD_MAX) < 0;
        } catch (IOException reset) {
            gone = true;
        }
        return gone;
    }

    /** Waits this long before the request is served, unless its client goes away first: 499. */
    @Override
    public void delay(long millis) throws Failure {
        long until = System.nanoTime() + millis * 1_000_000;
        try {
            for (long left; (left = until - System.nanoTime()) > 0; ) {
                wire.pause(left, departure() != null);
                if (isGone()) throw Failure.client(499, "client prematurely closed connection while delaying request");
            }
        } catch (IOException closed) {
            throw Failure.client(499, "connection closed while delaying request");
        }
    }
}
