package owlboard.proxy.forward;

import owlboard.proxy.count.Zone;
import owlboard.proxy.exchange.AnswerHead;
import owlboard.proxy.exchange.Client;
import owlboard.proxy.exchange.Connection;
import owlboard.proxy.exchange.Desk;
import owlboard.proxy.exchange.Ends;
import owlboard.proxy.exchange.VirtualServer;
import owlboard.proxy.tls.ClientVerdict;
import owlboard.wire.loop.Loop;
import owlboard.wire.net.Duplex;
import owlboard.wire.net.ProxyHeader;
import owlboard.wire.net.TcpInfo;
import owlboard.wire.net.TlsWire;

/** The client of what is asked by ourselves, as far as variables ask for one: most of them are empty. */
record NobodyAsks(Desk desk, AnswerHead answerHead) implements Client.Silent, Connection {
    private static final Ends NOWHERE = new Ends("", new byte[0], "", "");

    static NobodyAsks on(Loop loop) {
        return new NobodyAsks(new Desk(loop, null), new AnswerHead());
    }

    @Override
    public Loop loop() {
        return desk.loop;
    }

    @Override
    public long number() {
        return 0;
    }

    @Override
    public long openedNanos() {
        return desk.loop.now();
    }

    @Override
    public boolean isTls() {
        return false;
    }

    @Override
    public TlsWire tls() {
        return null;
    }

    @Override
    public String tlsServerName() {
        return null;
    }

    @Override
    public ClientVerdict clientVerdict() {
        return ClientVerdict.NONE;
    }

    @Override
    public boolean isJudgedFor(VirtualServer server) {
        return true;
    }

    @Override
    public boolean isUnix() {
        return false;
    }

    @Override
    public Ends ends() {
        return NOWHERE;
    }

    @Override
    public long tcpInfo(TcpInfo.Field field) {
        return -1;
    }

    @Override
    public int listenPort() {
        return 0;
    }

    @Override
    public Zone listener() {
        return null;
    }

    @Override
    public boolean isDraining() {
        return false;
    }

    @Override
    public ProxyHeader proxied() {
        return null;
    }

    @Override
    public Duplex duplex() {
        return null;
    }
}
