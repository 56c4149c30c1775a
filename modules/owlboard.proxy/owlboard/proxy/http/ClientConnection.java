package owlboard.proxy.http;

import java.io.EOFException;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import owlboard.config.directive.Ssl.VerifyClient;
import owlboard.proxy.count.Counters;
import owlboard.proxy.count.Handshakes;
import owlboard.proxy.count.Zone;
import owlboard.proxy.exchange.Desk;
import owlboard.proxy.exchange.Ends;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Matching;
import owlboard.proxy.exchange.Snapshot;
import owlboard.proxy.exchange.VirtualServer;
import owlboard.proxy.listen.Conversation;
import owlboard.proxy.listen.ListenAddress;
import owlboard.proxy.logfile.ErrorLog.Severity;
import owlboard.proxy.route.ServerNames;
import owlboard.proxy.tls.ClientRules;
import owlboard.proxy.tls.ClientVerdict;
import owlboard.wire.http.Head;
import owlboard.wire.http.Input;
import owlboard.wire.loop.Faults;
import owlboard.wire.loop.Loop;
import owlboard.wire.net.Expired;
import owlboard.wire.net.Greeting;
import owlboard.wire.net.NotTls;
import owlboard.wire.net.PlainWire;
import owlboard.wire.net.ProxyHeader;
import owlboard.wire.net.TcpInfo;
import owlboard.wire.net.TlsWire;
import owlboard.wire.net.Wire;

/** One connection of a client: its handshakes, what is spoken on it, what is known of it. One virtual thread. */
public final class ClientConnection implements Opened, Conversation, Crowd.Member {
    private static final AtomicLong NUMBERS = new AtomicLong();

    private final Desk desk;
    private final long number = NUMBERS.incrementAndGet();
    private final long openedNanos;
    private final HttpPort port;
    private final ListenAddress address;
    private final Crowd crowd;
    private Wire wire;
    private Input input;
    private VirtualServer standard;
    /** Where {@link #standard} is of. */
    private Snapshot known;
    /** The server whose handshake it was, and its rules for clients; null without TLS. */
    private VirtualServer shaken;
    private ClientRules judgedBy;
    private boolean outdated;
    private ProxyHeader proxied;
    private String tlsServerName;
    private ClientVerdict verdict = ClientVerdict.NONE;
    private int requests;
    private boolean pipelined;
    private boolean plainOnTls;
    private boolean http2;
    private boolean shakesHands;
    private boolean goesOn;
    /** Null until the handshakes are done. */
    private Session session;

    private Ends ends;
    private int weight;

    /** What the first requests need is initialized here: a loop would stand still while another one does it. Not on a loop. */
    public static void initialize() {
        try {
            MethodHandles.lookup().ensureInitialized(Http1Out.class);
        } catch (IllegalAccessException closed) {
            throw new IllegalStateException(closed);
        }
    }

    ClientConnection(PlainWire wire, HttpPort port, ListenAddress address, Crowd crowd) {
        this.wire = wire;
        this.port = port;
        this.address = address;
        this.crowd = crowd;
        desk = crowd.desk;
        openedNanos = wire.loop.now();
    }

    @Override
    public void run() {
        var counts = counts();
        weight = port.servers().ssl() ? Admission.TLS_WEIGHT : 1;
        counts.accepted++;
        counts.weightNow += weight;
        crowd.enter(this);
        boolean served = runs(this::serve);
        // a new thread has a small stack: this one's has the room that was needed on the way here, and would keep it
        goesOn = served && session != null && session.isUpgraded();
        if (goesOn) wire.loop.start(this::tunnel);
        else end();
    }

    @Override
    public boolean goesOn() {
        return goesOn;
    }

    private void serve() throws IOException {
        if (!port.snapshot().get(Admission.SLOT).admits(port.snapshot().counters, crowd)) {
            counts().dropped++;
            return;
        }
        open();
        session = session();
        session.run();
    }

    private void tunnel() {
        wire.loop.resumed(Thread.currentThread());
        try {
            runs(session::tunnel);
        } finally {
            end();
            address.ended(this, wire.loop);
        }
    }

    private void end() {
        crowd.leave(this);
        var counts = counts();
        counts.closed++;
        counts.weightNow -= weight;
        wire.close();
    }

    private Counters.OfLoop counts() {
        return port.snapshot().counters.on(wire.loop);
    }

    private interface Part {
        void run() throws IOException;
    }

    /** False when it failed, which has been said. */
    private boolean runs(Part part) {
        try {
            part.run();
            return true;
        } catch (ClosedChannelException ours) { // whoever closed it, for a newcomer or to drain, has said so
        } catch (ProxyHeader.Broken broken) {
            standard.settings.core.errorLog.log(Severity.ERROR,
                    "*" + number + " " + broken.getMessage() + " while reading PROXY protocol, client: " + remoteAddress());
        } catch (Expired | SSLException | EOFException ordinary) {
            debug(ordinary);
        } catch (IOException broken) {
            debug(broken);
        } catch (RuntimeException | Error fault) {
            Faults.report("connection " + number, fault);
        }
        return false;
    }

    private void debug(IOException ordinary) {
        var log = standard == null ? port.snapshot().errorLog : standard.settings.core.errorLog;
        if (!shakesHands) {
            log.log(Severity.INFO, "*" + number + " " + ordinary.getMessage() + ", client: " + remoteAddress());
            return;
        }
        var broken = BrokenHandshake.of(ordinary, wire.received() == 0);
        log.log(broken.severity(), "*" + number + " " + broken.words() + " while SSL handshaking, client: " + remoteAddress()
                + ", server: " + port.listens());
    }

    /** PROXY protocol, then TLS, as the address wants it. */
    private void open() throws IOException {
        known = port.snapshot();
        var servers = port.servers();
        standard = servers.standard();
        wire.deadlineIn(standard.headerTimeoutMillis);
        if (servers.proxyProtocol()) proxied = ProxyHeader.read((PlainWire) wire);
        if (servers.ssl()) {
            ends(); // a wire that has failed knows them no more
            shakesHands = true;
            long began = wire.loop.wallMillis();
            try {
                wire = TlsWire.accept((PlainWire) wire, greeting -> {
                    tlsServerName = greeting.serverName();
                    var server = named(servers, tlsServerName);
                    if (server == null || server.tls == null) return null;
                    standard = server;
                    return engine(server, greeting, server.http2 || servers.http2());
                });
                shakesHands = false;
                shaken = standard;
                judgedBy = standard.tls.rules();
                handshakes().done(wire.loop, tls().session(), began);
                tls().recordsOf(standard.tls.recordBytes);
                standard.tls.begun(tls().session());
                if (standard.tls.verify != VerifyClient.OFF) {
                    verdict = standard.tls.judge(tls().session());
                    if (verdict.error() != 0) handshakes().distrusted(wire.loop, verdict.error());
                    else if (verdict == ClientVerdict.NONE && standard.tls.verify == VerifyClient.ON) {
                        handshakes().count(wire.loop, Handshakes.Kind.NO_CERT);
                    }
                }
            } catch (NotTls plain) {
                shakesHands = false;
                input = new Input(wire);
                input.unread(plain.firstBytes());
                plainOnTls = true;
                return;
            } catch (IOException failed) {
                handshakes().failed(wire.loop, failed);
                throw failed;
            }
        }
        input = new Input(wire);
    }

    /** Of the server that the client names, as far as it has. */
    private Handshakes handshakes() {
        return standard.zone.handshakes(port.snapshot().counters.handshakes);
    }

    /** Null: there is no certificate for this handshake. */
    private SSLEngine engine(VirtualServer server, Greeting greeting, boolean mayBeHttp2) {
        try {
            return server.engine(() -> handshake(server), greeting, mayBeHttp2);
        } catch (IOException | Matching.Exceeded unusable) {
            server.settings.core.errorLog.log(Severity.ERROR, "*" + number + " " + unusable.getMessage()
                    + " while SSL handshaking, client: " + remoteAddress() + ", server: " + server.name());
            return null;
        }
    }

    /** For the variables that name a certificate: no request is there yet. */
    private Exchange handshake(VirtualServer server) {
        return new Exchange(this, new Http1Session(this, port, null), port.snapshot(), new Head());
    }

    /** What is spoken: as the handshake agreed, or by the first bytes on an address in the clear that allows both. */
    private Session session() throws IOException {
        if (isTls() && tls().applicationProtocol().equals("h2")) return speakHttp2();
        var first = new Http1Session(this, port, input);
        session = first; // while it waits
        boolean mayBeHttp2 = !isTls() && !plainOnTls && (standard.http2 || port.servers().http2());
        return mayBeHttp2 && first.beginsHttp2() ? speakHttp2() : first;
    }

    private Session speakHttp2() throws IOException {
        http2 = true;
        ends(); // a stream may be logged when the connection has closed
        return new Http2Session(this, port, input);
    }

    /** Null: it cannot be told. A dot may end a name, as in Host. */
    private static VirtualServer named(ServerNames servers, String name) {
        try {
            return servers.find(name != null && name.endsWith(".") ? name.substring(0, name.length() - 1) : name, null);
        } catch (Matching.Exceeded over) {
            servers.standard().settings.core.errorLog.log(Severity.ERROR, over.getMessage() + " while SSL handshaking");
            return null;
        }
    }

    @Override
    public VirtualServer standard() {
        var now = port.snapshot();
        if (now == known) return standard;
        known = now;
        var servers = port.servers();
        var named = named(servers, tlsServerName);
        standard = named == null ? servers.standard() : named;
        outdated = shaken != null && !isJudgedFor(standard);
        return standard;
    }

    @Override
    public boolean isJudgedFor(VirtualServer server) {
        return server == shaken || judgedBy != null && server.tls != null && judgedBy.areAs(server.tls.rules());
    }

    @Override
    public void closeIfOutdated() {
        if (session == null) return;
        standard();
        if (outdated) session.goAway();
    }

    @Override
    public void closeIfIdle() {
        if (session != null) session.goAway();
    }

    @Override
    public void endOlderThan(long nanos) {
        if (session != null) session.endOlderThan(nanos);
        else if (openedNanos < nanos) wire.close(); // its handshake
    }

    @Override
    public boolean isIdle() {
        return session != null && session.isIdle();
    }

    @Override
    public long beganNanos() {
        return session == null ? openedNanos : session.beganNanos();
    }

    @Override
    public void close() {
        if (session == null || !session.saysGoodbye()) wire.close();
    }

    // What variables ask for.

    @Override
    public Wire wire() {
        return wire;
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

    @Override
    public void isPipelined(boolean now) {
        pipelined = now;
    }

    @Override
    public void countRequest() {
        requests++;
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
        return port.number();
    }

    @Override
    public Zone listener() {
        return port.zone;
    }

    @Override
    public boolean isDraining() {
        standard();
        return outdated || address.isDraining();
    }

    @Override
    public long tcpInfo(TcpInfo.Field field) {
        return wire.tcpInfo(field);
    }

    @Override
    public Ends ends() {
        if (ends == null) ends = Ends.of(wire);
        return ends;
    }
}
