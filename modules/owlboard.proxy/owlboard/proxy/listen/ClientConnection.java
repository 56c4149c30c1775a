package owlboard.proxy.listen;

import java.io.EOFException;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLException;
import owlboard.config.directive.Ssl.VerifyClient;
import owlboard.proxy.exchange.AnswerHead;
import owlboard.proxy.exchange.Client;
import owlboard.proxy.exchange.Connection;
import owlboard.proxy.exchange.Desk;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Failure;
import owlboard.proxy.exchange.Matching;
import owlboard.proxy.exchange.VirtualServer;
import owlboard.proxy.logfile.ErrorLog.Severity;
import owlboard.proxy.route.ServerNames;
import owlboard.proxy.tls.ClientVerdict;
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
import owlboard.wire.loop.Loop;
import owlboard.wire.loop.Offload;
import owlboard.wire.net.Duplex;
import owlboard.wire.net.Expired;
import owlboard.wire.net.NotTls;
import owlboard.wire.net.PlainWire;
import owlboard.wire.net.ProxyHeader;
import owlboard.wire.net.TlsWire;
import owlboard.wire.net.Waitable;
import owlboard.wire.net.Wire;

/** One connection of a client: one virtual thread that serves its requests in order. */
public final class ClientConnection implements Client, Connection, Runnable {
    private static final AtomicLong NUMBERS = new AtomicLong();
    private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    /** How long a new connection may take to its first request while the engine drains. */
    private static final long NEW_NANOS = 1_000_000_000;
    /** Pipelined bytes that are read while an upstream works; more wait in the socket. */
    private static final int AHEAD_MAX = 2 * Buffers.ARRAY;

    private final Desk desk;
    private final long number = NUMBERS.incrementAndGet();
    private final long openedNanos;
    private final ListenAddress address;
    private final Crowd crowd;
    private Wire wire;
    private Input input;
    private final Head head = new Head();
    private final AnswerHead answer = new AnswerHead();
    private VirtualServer standard;
    private ProxyHeader proxied;
    private String tlsServerName;
    private ClientVerdict verdict = ClientVerdict.NONE;
    private int requests;
    private boolean idle;
    private boolean gone;
    private boolean pipelined;
    private boolean plainOnTls;
    private boolean http2;
    private Http2Session session;

    private Ends ends;

    /** What the first requests need is initialized here: a loop would stand still while another one does it. Not on a loop. */
    public static void initialize() {
        try {
            MethodHandles.lookup().ensureInitialized(Http1Out.class);
        } catch (IllegalAccessException closed) {
            throw new IllegalStateException(closed);
        }
    }

    ClientConnection(PlainWire wire, ListenAddress address, Crowd crowd) {
        this.wire = wire;
        this.address = address;
        this.crowd = crowd;
        desk = crowd.desk;
        openedNanos = wire.loop.now();
    }

    @Override
    public void run() {
        var counters = address.snapshot().counters;
        int weight = address.speaksTls() ? Admission.TLS_WEIGHT : 1;
        counters.accepted.increment();
        counters.weightNow.add(weight);
        address.enter(this);
        crowd.enter(this);
        try {
            if (!address.snapshot().get(Admission.SLOT).admits(counters, crowd)) return;
            open();
            if (isHttp2()) speakHttp2();
            else while (awaitRequest() && serveOne()) desk.loop.resumed(Thread.currentThread());
        } catch (ClosedChannelException ours) { // whoever closed it, for a newcomer or to drain, has said so
        } catch (Expired | SSLException | EOFException ordinary) {
            debug(ordinary);
        } catch (IOException broken) {
            debug(broken);
        } catch (RuntimeException | Error fault) {
            owlboard.wire.loop.Faults.report("connection " + number, fault);
        } finally {
            crowd.leave(this);
            address.leave(this);
            counters.closed.increment();
            counters.weightNow.add(-weight);
            wire.close();
        }
    }

    private void debug(IOException ordinary) {
        address.snapshot().errorLog.log(Severity.INFO, "*" + number + " " + ordinary.getMessage() + ", client: " + remoteAddress());
    }

    /** PROXY protocol, then TLS, as the address wants it. */
    private void open() throws IOException {
        var servers = address.servers();
        standard = servers.standard();
        wire.deadlineIn(standard.headerTimeoutMillis);
        if (address.hasProxyHeader()) proxied = ProxyHeader.read((PlainWire) wire);
        if (address.speaksTls()) {
            try {
                wire = TlsWire.accept((PlainWire) wire, name -> {
                    tlsServerName = name;
                    var server = named(servers, name);
                    if (server == null || server.tls == null) return null;
                    standard = server;
                    return server.tls.engine(server.http2 || servers.http2());
                });
                if (standard.tls.verify != VerifyClient.OFF) {
                    verdict = Offload.<ClientVerdict, RuntimeException>call(() -> standard.tls.judge(tls().session()));
                }
            } catch (NotTls plain) {
                input = new Input(wire);
                input.unread(plain.firstBytes());
                plainOnTls = true;
                return;
            }
        }
        input = new Input(wire);
    }

    /** By what the handshake agreed on, or by the preface of RFC 9113 §3.4 on an address in the clear that allows it. */
    private boolean isHttp2() throws IOException {
        if (isTls()) return tls().applicationProtocol().equals("h2");
        if (plainOnTls || !standard.http2 && !address.servers().http2()) return false;
        var preface = Http2Connection.PREFACE;
        if (!awaitRequest()) return false;
        while (input.fill(Buffers.ARRAY)) {
            int have = Math.min(input.available(), preface.length);
            if (Arrays.mismatch(input.array(), input.from(), input.from() + have, preface, 0, have) >= 0) return false;
            if (have == preface.length) return true;
        }
        return false;
    }

    private void speakHttp2() throws IOException {
        http2 = true;
        ends(); // a stream may be logged when the connection has closed
        session = new Http2Session(this, address, standard);
        session.run(wire, input);
    }

    /** Null: it cannot be told. */
    private static VirtualServer named(ServerNames servers, String name) {
        try {
            return servers.find(name, null);
        } catch (Matching.Exceeded over) {
            servers.standard().settings.core.errorLog.log(Severity.ERROR, over.getMessage() + " while SSL handshaking");
            return null;
        }
    }

    /** Parks until the next request begins: false when the client is gone, or idle for too long. */
    private boolean awaitRequest() throws IOException {
        input.unpin();
        pipelined = requests > 0 && input.available() > 0;
        if (input.available() > 0) return true;
        input.release();
        if (requests > 0 && address.isDraining()) return false;
        idle = true;
        try {
            wire.awaitReadable();
        } finally {
            idle = false;
        }
        return true;
    }

    /**
     * Closes a connection that waits for a request: the engine drains. A new one has a second to send its first. From a virtual thread of
     * its loop.
     */
    void closeIfIdle() {
        if (session != null) session.goAway();
        else if (isIdle()) wire.close();
    }

    /** Waits for its next request; a new one, for longer than its first one should take. */
    boolean isIdle() {
        if (session != null) return session.isIdle();
        return idle && wire.isOpen() && (requests > 0 || wire.loop.now() - openedNanos > NEW_NANOS);
    }

    void close() {
        wire.close();
    }

    /** Reads and serves one request; false when the connection must end. */
    private boolean serveOne() throws IOException {
        var exchange = new Exchange(this, this, address.snapshot(), head);
        exchange.out = new Http1Out(this, exchange);
        exchange.server = standard;
        exchange.settings = standard.settings;
        wire.deadlineIn(standard.headerTimeoutMillis);
        gone = false;
        var counters = address.snapshot().counters;
        counters.readingNow.increment();
        boolean any;
        try {
            any = read(exchange);
        } finally {
            counters.readingNow.decrement();
        }
        if (!any) return false;
        Serving.serveCounted(exchange);
        finish(exchange);
        if (!exchange.keepAlive || exchange.aborted) {
            if (!exchange.aborted) Lingering.beforeClose(exchange, wire, input);
            return false;
        }
        if (exchange.regexExceeded) Thread.yield(); // what is pipelined behind it may compute as long: the others of this loop come between
        wire.deadlineIn(exchange.settings.core.keepaliveTimeoutMillis);
        return true;
    }

    /** False: no byte of a request came. A refused head has been answered when {@code exchange.status} is set. */
    private boolean read(Exchange exchange) throws IOException {
        try {
            if (!RequestHead.read(input, head, standard.headLimits)) return false;
            requests++;
            wire.deadlineIn(0);
            Prologue.examine(exchange, address.servers(), standard);
        } catch (Expired late) {
            if (input.available() == 0) throw late;
            requests++;
            Prologue.settle(exchange, address.servers(), standard);
            Serving.fail(exchange,
                    Failure.client(408, "client timed out (110: Connection timed out) while reading client request headers"));
        } catch (BadMessage bad) {
            requests++;
            Prologue.settle(exchange, address.servers(), standard);
            Serving.fail(exchange, Failure.client(bad.status(),
                    bad.getMessage() + " while reading client request " + (head.version != 0 && bad.status() != 414 ? "headers" : "line")));
        } catch (EOFException early) {
            requests++;
            Prologue.settle(exchange, address.servers(), standard);
            Serving.fail(exchange, new Failure(499, Failure.Side.CLIENT, Failure.Kind.NONE,
                    "client prematurely closed connection while reading client request headers", null));
            exchange.status = 400;
        } catch (Failure refused) {
            Serving.fail(exchange, refused);
        } catch (Matching.Exceeded over) {
            Serving.fail(exchange, over);
        }
        return true;
    }

    private void finish(Exchange exchange) {
        Serving.end(exchange);
        if (exchange.keepAlive && !exchange.aborted && exchange.body != null && !exchange.body.ended()) discard(exchange);
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
        boolean may = !exchange.endsConnection && core.keepaliveTimeoutMillis > 0 && requests < core.keepaliveRequests
                && wire.loop.now() - openedNanos < core.keepaliveTimeMillis * 1_000_000 && !address.isDraining() && !exchange.aborted;
        may = may && KeepAlive.isMeantBy(exchange.head);
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
        return input.takeAll();
    }

    /** {@code Expect: 100-continue} is answered when the body is first wanted. */
    @Override
    public void sendContinue(Exchange exchange) throws IOException {
        if (!exchange.expectsContinue || exchange.body.ended() || input.available() > 0) return;
        exchange.expectsContinue = false;
        new Delivery(exchange, wire).write(ByteBuffer.wrap(CONTINUE));
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

    // What variables ask for.

    Wire wire() {
        return wire;
    }

    Input input() {
        return input;
    }

    @Override
    public Desk desk() {
        return desk;
    }

    @Override
    public long number() {
        return number;
    }

    @Override
    public long openedNanos() {
        return openedNanos;
    }

    @Override
    public Loop loop() {
        return wire.loop;
    }

    /** One more has come, which this is the number of. */
    int countRequest() {
        return ++requests;
    }

    @Override
    public int requests() {
        return requests;
    }

    @Override
    public boolean isPipelined() {
        return pipelined;
    }

    @Override
    public boolean speaksPlainOnTls() {
        return plainOnTls;
    }

    /** {@code $http2}: {@code h2}, {@code h2c}, or null. */
    @Override
    public String http2() {
        if (!http2) return null;
        return isTls() ? "h2" : "h2c";
    }

    @Override
    public boolean isTls() {
        return wire instanceof TlsWire;
    }

    @Override
    public TlsWire tls() {
        return (TlsWire) wire;
    }

    /** The name of the handshake; null when there was none. */
    @Override
    public String tlsServerName() {
        return tlsServerName;
    }

    /** Of the handshake; NONE where no certificate was asked for. */
    @Override
    public ClientVerdict clientVerdict() {
        return verdict;
    }

    /** {@code $proxy_protocol_addr}; null when there is no PROXY header. */
    @Override
    public String proxiedAddress() {
        return proxied == null || proxied.sourceAddress().isEmpty() ? null : proxied.sourceAddress();
    }

    /** The PROXY header; null when there is none. */
    @Override
    public ProxyHeader proxied() {
        return proxied;
    }

    @Override
    public boolean isUnix() {
        return address.isUnix();
    }

    /** {@code $server_port}: as in {@code listen}, wherever that is published. */
    @Override
    public int listenPort() {
        return address.listenPort();
    }

    @Override
    public String remoteAddress() {
        return ends().remoteAddress();
    }

    @Override
    public String remotePort() {
        return ends().remotePort();
    }

    @Override
    public byte[] binaryRemoteAddress() {
        return ends().binaryRemote();
    }

    @Override
    public String localAddress() {
        return ends().localAddress();
    }

    private Ends ends() {
        if (ends == null) ends = Ends.of(wire);
        return ends;
    }
}
