package owlboard.proxy.stream;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLEngine;
import owlboard.config.directive.Ssl.VerifyClient;
import owlboard.proxy.count.Zone;
import owlboard.proxy.exchange.Connection;
import owlboard.proxy.exchange.Desk;
import owlboard.proxy.exchange.Ends;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Failure;
import owlboard.proxy.exchange.Matching;
import owlboard.proxy.exchange.Phase;
import owlboard.proxy.exchange.Verdict;
import owlboard.proxy.exchange.VirtualServer;
import owlboard.proxy.http.BrokenHandshake;
import owlboard.proxy.listen.Conversation;
import owlboard.proxy.listen.ListenAddress;
import owlboard.proxy.logfile.ErrorLog.Severity;
import owlboard.proxy.logfile.LineWords;
import owlboard.proxy.tls.ClientVerdict;
import owlboard.wire.http.Head;
import owlboard.wire.loop.Faults;
import owlboard.wire.loop.Loop;
import owlboard.wire.net.Expired;
import owlboard.wire.net.Greeting;
import owlboard.wire.net.Hello;
import owlboard.wire.net.PlainWire;
import owlboard.wire.net.ProxyHeader;
import owlboard.wire.net.TcpInfo;
import owlboard.wire.net.TlsWire;
import owlboard.wire.net.Wire;

/** One connection of a client to a server of {@code stream}, from its acceptance to its line of the log. One virtual thread. */
final class Session implements Conversation, Connection, Relaying.Around {
    private static final AtomicLong NUMBERS = new AtomicLong();
    private static final String INITIALIZING = "initializing session";

    private final long number = NUMBERS.incrementAndGet();
    private final StreamPort port;
    private final ListenAddress address;
    private final Desk desk;
    private final long openedNanos;
    private final StreamPort.InForce inForce;
    private Wire wire;
    private Ends ends;
    private ProxyHeader proxied;
    private Hello hello;
    private String tlsServerName;
    private ClientVerdict verdict = ClientVerdict.NONE;
    /** What came before is none of its session: its PROXY header, its handshake. Negative: that is not over. */
    private long begunAt = -1;
    private Exchange exchange;
    /** What its server's sessions are counted in; null: it is not yet. */
    private Zone zone;
    private Streaming settings;
    /** What it does before a peer is looked for, in nginx's words. */
    private String action = INITIALIZING;
    /** Null before a peer is looked for. */
    private Relaying relaying;

    Session(PlainWire wire, StreamPort port, ListenAddress address) {
        this.wire = wire;
        this.port = port;
        this.address = address;
        desk = port.desk(wire.loop);
        openedNanos = wire.loop.now();
        inForce = port.inForce();
    }

    @Override
    public void run() {
        var counts = inForce.snapshot().counters.on(wire.loop);
        counts.accepted++;
        counts.weightNow++;
        try {
            if (port.admits(wire.loop)) serve();
            else counts.dropped++;
        } catch (RuntimeException | Error fault) {
            Faults.report("session " + number, fault);
        } finally {
            counts.closed++;
            counts.weightNow--;
            wire.close();
        }
    }

    /** All of it: its status, its line. */
    private void serve() {
        ends();
        exchange = new Exchange(this, new NoRequest(wire.loop), inForce.snapshot(), new Head());
        enter(inForce.servers().standard());
        tell("client " + (isUnix() ? "unix:" : remoteAddress() + ":" + remotePort()) + " connected to " + port.shown());
        try {
            exchange.status = pass();
        } catch (Failure failure) {
            exchange.status = failure.status;
            if (failure.getMessage() != null) exchange.log(Severity.ERROR, failure.getMessage());
        } catch (ClosedChannelException ended) { // from here, and whoever did has said so
            exchange.status = 200;
        } catch (Matching.Exceeded over) {
            exchange.status = 500;
            exchange.log(Severity.ERROR, over.getMessage());
        } catch (IOException over) {
            exchange.status = over instanceof EOFException || over instanceof Expired ? 200 : 400;
            exchange.log(Severity.INFO, over instanceof Expired ? "client timed out (110: Connection timed out)" : over.getMessage());
        } finally {
            end();
        }
    }

    private void end() {
        exchange.bytesSent = wire.sent();
        counted();
        zone.on(wire.loop).ends(exchange.status, received(), exchange.bytesSent);
        exchange.over = true;
        try {
            exchange.settings.run(Phase.LOG, exchange);
        } catch (Failure | IOException untold) {
            exchange.log(Severity.ERROR, "not logged: " + untold.getMessage());
        }
    }

    /** By the server that is called in a handshake, where there is one. */
    private void counted() {
        if (zone != null) return;
        zone = exchange.server.zone;
        zone.on(wire.loop).begins();
    }

    private void enter(VirtualServer server) {
        exchange.server = server;
        exchange.settings = server.settings;
        settings = server.settings.get(Streaming.SLOT);
    }

    /** Through nginx's phases. Gives the status. */
    private int pass() throws IOException, Failure {
        if (inForce.servers().proxyProtocol()) readHeader();
        check(Phase.POST_READ);
        settings.assign(exchange);
        check(Phase.PREACCESS);
        check(Phase.ACCESS);
        if (inForce.servers().ssl()) shakeHands();
        begunAt = wire.received();
        var ahead = settings.prereadsTls ? preread() : null;
        if (ahead != null && !hello.serverName().isEmpty()) {
            var server = called(hello.serverName());
            if (server != inForce.servers().standard()) enter(server);
        }
        counted();
        if (settings.answers) return answer();
        if (settings.pass == null) throw Failure.ours(500, "no handler for server");
        relaying = new Relaying(exchange, settings.pass, wire, this);
        return relaying.run(ahead);
    }

    /** None, and one that is not whole, are broken. */
    private void readHeader() throws IOException, Failure {
        action = "reading PROXY protocol";
        wire.deadlineIn(settings.proxyProtocolTimeoutMillis);
        try {
            proxied = ProxyHeader.read((PlainWire) wire);
        } catch (ProxyHeader.Broken broken) {
            throw Failure.client(400, broken.getMessage());
        } catch (EOFException end) {
            throw Failure.client(400, "broken header: it ends after " + wire.received() + " bytes");
        } catch (Expired late) {
            if (wire.received() == 0) throw late;
            throw Failure.client(400, "broken header: " + wire.received() + " bytes, and no more in time");
        }
        action = INITIALIZING;
    }

    /** The default server where nobody is. */
    private VirtualServer called(String name) {
        var host = name == null ? null : name.toLowerCase(Locale.ROOT);
        return inForce.servers().find(host != null && host.endsWith(".") ? host.substring(0, host.length() - 1) : host, exchange);
    }

    private void shakeHands() throws Failure {
        action = "SSL handshaking";
        wire.deadlineIn(settings.handshakeTimeoutMillis);
        long began = wire.loop.wallMillis();
        long before = wire.received();
        var handshakes = exchange.server.zone.handshakes(inForce.snapshot().counters.handshakes);
        try {
            var shaken = TlsWire.accept((PlainWire) wire, this::engine);
            wire = shaken;
            exchange.server.tls.begun(shaken.session());
            handshakes.done(wire.loop, shaken.session(), began);
            shaken.recordsOf(exchange.server.tls.recordBytes);
        } catch (IOException failed) {
            handshakes.failed(wire.loop, failed);
            var broken = BrokenHandshake.of(failed, wire.received() == before);
            exchange.log(broken.severity(), broken.words());
            throw new Failure(500, Failure.Side.CLIENT, Failure.Kind.NONE, null, failed);
        }
        verify();
        action = INITIALIZING;
    }

    /** Null: nobody is called so, or has a certificate. The server that is called so goes on with the session. */
    private SSLEngine engine(Greeting greeting) {
        tlsServerName = greeting.serverName();
        try {
            var server = called(tlsServerName);
            if (server.tls == null) return null;
            enter(server);
            var engine = server.engine(() -> exchange, greeting, false);
            if (engine == null) return null;
            var parameters = engine.getSSLParameters();
            parameters.setApplicationProtocols(settings.protocols);
            engine.setSSLParameters(parameters);
            return engine;
        } catch (IOException | Matching.Exceeded unusable) {
            exchange.log(Severity.ERROR, unusable.getMessage());
            return null;
        }
    }

    private void verify() throws Failure {
        var rules = exchange.server.tls;
        if (rules.verify == VerifyClient.OFF) return;
        verdict = rules.judge(tls().session());
        String why = null;
        if (verdict.refuses(rules.verify)) why = "client SSL certificate verify error: (" + verdict.reason() + ")";
        else if (rules.verify == VerifyClient.ON && verdict == ClientVerdict.NONE) why = "client sent no required SSL certificate";
        if (why == null) return;
        exchange.log(Severity.INFO, why);
        throw new Failure(500, Failure.Side.CLIENT, Failure.Kind.NONE, null, null);
    }

    /**
     * What the client has sent when its first message is there, or cannot be one of TLS: in a lent buffer. While more is to come it lies in
     * an array of its size.
     */
    private ByteBuffer preread() throws IOException, Failure {
        var part = new byte[0];
        wire.deadlineIn(settings.prereadTimeoutMillis);
        while (true) {
            if (!wire.isReadable()) wire.awaitReadable();
            var buffer = wire.loop.buffers.takeDirect();
            int most = (int) Math.min(buffer.capacity(), settings.prereadBytes);
            boolean whole = false;
            try {
                buffer.put(part).limit(most);
                if (wire.readNow(buffer) < 0) throw new EOFException("client closed connection");
                hello = Hello.of(buffer);
                whole = hello != null;
                if (whole) return buffer.flip();
                if (buffer.position() == most) throw Failure.client(400, "preread buffer full");
                part = new byte[buffer.position()];
                buffer.flip().get(part);
            } finally {
                if (!whole) wire.loop.buffers.give(buffer);
            }
        }
    }

    /** What {@code ssl_preread} has found; null: it is off. */
    Hello hello() {
        return hello;
    }

    @Override
    public ProxyHeader told() throws IOException {
        if (!(wire.local() instanceof InetSocketAddress local) || exchange.hasUnixClient()) return new ProxyHeader("", "", "", "", "");
        var source = exchange.realRemote != null ? exchange.realRemote : remoteAddress();
        var sourcePort = exchange.realRemote != null ? exchange.realRemotePort : remotePort();
        return new ProxyHeader(source, sourcePort, localAddress(), Integer.toString(local.getPort()), "");
    }

    /** A line of what has happened to its connection, by itself. */
    @Override
    public void tell(String message) {
        exchange.settings.core.errorLog.log(Severity.INFO, "*" + number + " " + message);
    }

    private void check(Phase phase) throws Failure, IOException {
        if (exchange.settings.run(phase, exchange) instanceof Verdict.Refused refused) {
            throw Failure.client(refused.status(), refused.detail());
        }
    }

    /** {@code return}. */
    private int answer() throws IOException {
        var bytes = settings.answer.text(exchange).getBytes(StandardCharsets.ISO_8859_1);
        wire.deadlineIn(settings.prereadTimeoutMillis);
        wire.write(ByteBuffer.wrap(bytes));
        return 200;
    }

    // Its address.

    /** It goes on to its end: {@code worker_shutdown_timeout} says how long that may take. */
    @Override
    public void closeIfIdle() {}

    @Override
    public void endOlderThan(long nanos) {
        if (openedNanos < nanos) close();
    }

    @Override
    public void close() {
        wire.close();
        if (relaying != null) relaying.abandon();
    }

    // What lines of the error log say.

    @Override
    public boolean describe(LineWords out, String upstream) {
        if (relaying == null) out.doing(action);
        out.add("client", exchange.realRemote != null ? exchange.realRemote : remoteAddress());
        out.add("server", port.shown());
        if (relaying == null) return true;
        if (upstream != null) out.quote("upstream", upstream);
        out.pair("bytes from/to client", counts());
        out.pair("bytes from/to upstream", relaying.counts());
        return true;
    }

    /** {@code $bytes_received}. */
    long received() {
        return begunAt < 0 ? 0 : wire.received() - begunAt;
    }

    @Override
    public String counts() {
        return received() + "/" + wire.sent();
    }

    // What variables ask for.

    @Override
    public Loop loop() {
        return wire.loop;
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
    public boolean isTls() {
        return wire instanceof TlsWire;
    }

    @Override
    public TlsWire tls() {
        return (TlsWire) wire;
    }

    @Override
    public String tlsServerName() {
        return tlsServerName;
    }

    @Override
    public ClientVerdict clientVerdict() {
        return verdict;
    }

    @Override
    public boolean isJudgedFor(VirtualServer server) {
        return true;
    }

    @Override
    public boolean isUnix() {
        return address.isUnix();
    }

    @Override
    public Ends ends() {
        if (ends == null) ends = Ends.of(wire);
        return ends;
    }

    @Override
    public long tcpInfo(TcpInfo.Field field) {
        return wire.tcpInfo(field);
    }

    @Override
    public int listenPort() {
        return port.number();
    }

    @Override
    public Zone listener() {
        return exchange.server.zone;
    }

    @Override
    public boolean isDraining() {
        return address.isDraining();
    }

    @Override
    public ProxyHeader proxied() {
        return proxied;
    }
}
