package owlboard.proxy.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import owlboard.proxy.count.Zone;
import owlboard.proxy.exchange.Addresses;
import owlboard.proxy.exchange.AnswerHead;
import owlboard.proxy.exchange.Client;
import owlboard.proxy.exchange.Connection;
import owlboard.proxy.exchange.Desk;
import owlboard.proxy.exchange.Ends;
import owlboard.proxy.exchange.Nowhere;
import owlboard.proxy.exchange.VirtualServer;
import owlboard.proxy.tls.ClientVerdict;
import owlboard.wire.http.BadMessage;
import owlboard.wire.http.Framing;
import owlboard.wire.http.Head;
import owlboard.wire.http.Incoming;
import owlboard.wire.http.Name;
import owlboard.wire.loop.Loop;
import owlboard.wire.net.AddressText;
import owlboard.wire.net.Duplex;
import owlboard.wire.net.ProxyHeader;
import owlboard.wire.net.TcpInfo;
import owlboard.wire.net.TlsWire;

/** A client that is nobody, on a connection that is none: what is answered to it is kept here. */
final class Dry implements Client.Silent, Connection, Nowhere {
    private static final int SHOWN_MAX = 400;

    private final Desk desk;
    private final Ends ends;
    private final int port;
    private final boolean tls;
    private final boolean plainOnTls;
    private final AnswerHead answer = new AnswerHead();
    private final StringBuilder body = new StringBuilder();
    private boolean answered;
    private String serverName;

    /** {@code plain}: it speaks in the clear, though TLS may be spoken there; {@code desk}: with who serves what is asked on the way. */
    Dry(String from, int port, boolean tls, boolean plain, Desk desk) {
        this.desk = desk;
        var address = Addresses.parse(from);
        ends = new Ends(address.length > 0 ? AddressText.of(address) : from, address, "40000", "127.0.0.1");
        this.port = port;
        this.tls = tls && !plain;
        plainOnTls = tls && plain;
    }

    /** Whom it asks, it has called in its handshake; an address is no name there (RFC 6066, §3). */
    void calls(String host) {
        serverName = host.isEmpty() || host.startsWith("[") || Addresses.parse(host).length > 0 ? null : host;
    }

    boolean isAnswered() {
        return answered;
    }

    /** The start of the body, Latin-1. */
    String body() {
        return body.toString();
    }

    // The connection.

    @Override
    public Loop loop() {
        return desk.loop;
    }

    @Override
    public Desk desk() {
        return desk;
    }

    @Override
    public long number() {
        return 1;
    }

    @Override
    public long openedNanos() {
        return desk.loop.now();
    }

    /** Is counted nowhere. */
    @Override
    public Zone listener() {
        return null;
    }

    @Override
    public boolean isDraining() {
        return false;
    }

    @Override
    public boolean isJudgedFor(VirtualServer server) {
        return true;
    }

    @Override
    public boolean isTls() {
        return tls;
    }

    @Override
    public boolean speaksPlainOnTls() {
        return plainOnTls;
    }

    @Override
    public TlsWire tls() {
        return null;
    }

    @Override
    public String tlsServerName() {
        return serverName;
    }

    @Override
    public ClientVerdict clientVerdict() {
        return ClientVerdict.NONE;
    }

    @Override
    public boolean isUnix() {
        return false;
    }

    @Override
    public long tcpInfo(TcpInfo.Field field) {
        return -1;
    }

    @Override
    public Ends ends() {
        return ends;
    }

    @Override
    public int listenPort() {
        return port;
    }

    @Override
    public ProxyHeader proxied() {
        return null;
    }

    // The client.

    @Override
    public Duplex duplex() {
        return null;
    }

    @Override
    public AnswerHead answerHead() {
        return answer;
    }

    @Override
    public Framing framing(Head head) throws BadMessage {
        return Framing.ofRequest(head);
    }

    /** Never comes. */
    @Override
    public Incoming body(Framing framing) {
        return null;
    }

    @Override
    public boolean mayUpgrade(Head head) {
        return head.has(Name.UPGRADE);
    }

    // The way out.

    @Override
    public void head(AnswerHead head) {
        answered = true;
    }

    @Override
    public void body(ByteBuffer bytes, boolean last) {
        int shown = Math.min(bytes.remaining(), SHOWN_MAX - body.length());
        var start = new byte[Math.max(0, shown)];
        bytes.get(bytes.position(), start);
        body.append(new String(start, StandardCharsets.ISO_8859_1));
        Nowhere.super.body(bytes, last);
    }
}
