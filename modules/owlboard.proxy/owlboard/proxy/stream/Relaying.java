package owlboard.proxy.stream;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import owlboard.config.language.Units;
import owlboard.proxy.exchange.Attempt;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Failure;
import owlboard.proxy.exchange.Value;
import owlboard.proxy.logfile.Errno;
import owlboard.proxy.logfile.ErrorLog.Severity;
import owlboard.proxy.upstream.Connector;
import owlboard.proxy.upstream.Group;
import owlboard.proxy.upstream.Peer;
import owlboard.proxy.upstream.Step;
import owlboard.proxy.upstream.Tried;
import owlboard.proxy.upstream.UpstreamConnection;
import owlboard.proxy.upstream.Wish;
import owlboard.wire.net.AddressText;
import owlboard.wire.net.Duplex;
import owlboard.wire.net.Expired;
import owlboard.wire.net.ProxyHeader;
import owlboard.wire.net.Tunnel;
import owlboard.wire.net.Wire;

/** A session with a peer: finds one that accepts, then moves bytes until it is over. */
final class Relaying implements Tunnel.Owner {
    private final Exchange exchange;
    private final StreamPass pass;
    private final Around session;
    private final Wire client;
    private final Thread thread = Thread.currentThread();
    private Group group;
    /** Of the peer that is asked. */
    private Attempt attempt;
    private UpstreamConnection upstream;
    private boolean connecting;
    private Duplex ended;

    /** The session that it is a part of. */
    interface Around {
        /** Says it in the error log, by itself. */
        void tell(String message);

        /** Bytes from and to the client. */
        String counts();

        /** Who the client is, for a peer that wants to know. */
        ProxyHeader told() throws IOException;
    }

    Relaying(Exchange exchange, StreamPass pass, Wire client, Around session) {
        this.exchange = exchange;
        this.pass = pass;
        this.client = client;
        this.session = session;
    }

    /** {@code ahead}: what the client has sent already; null for nothing. Gives the status. */
    int run(ByteBuffer ahead) throws Failure, IOException {
        group = pass.group(exchange);
        connecting = true;
        try {
            upstream = connect();
        } finally {
            connecting = false;
        }
        if (upstream == null) return 502;
        try {
            move(ahead);
        } finally {
            upstream.end();
            attempt.status = 200;
            leave();
        }
        return 200;
    }

    /** The session is given up from outside. */
    void abandon() {
        if (connecting) thread.interrupt();
    }

    // A peer that accepts.

    /** Null: nobody does, which has been said. */
    private UpstreamConnection connect() throws Failure, IOException {
        var connector = pass.connector(exchange, group, session.told());
        var wish = group.wish(exchange);
        var tried = new Tried(exchange.desk());
        long began = exchange.loop().now();
        int left = group.triesMax();
        if (pass.nextTries > 0) left = Math.min(left, pass.nextTries);
        while (true) {
            var peer = group.pick(wish, tried, seconds());
            if (peer == null) return nobody();
            tried.add(peer);
            var made = attempt(connector, peer, wish, tried);
            if (made != null) return made;
            left--;
            boolean late = pass.nextTimeoutMillis > 0 && exchange.loop().now() - began >= pass.nextTimeoutMillis * 1_000_000;
            if (!pass.asksNext || left <= 0 || late) return null;
            if (!client.isOpen()) throw new ClosedChannelException();
        }
    }

    private UpstreamConnection nobody() {
        attempt = exchange.beginAttempt(group.name);
        group.refuses();
        leave();
        var missing = group.roster.missing();
        for (var each : missing) exchange.log(Severity.ERROR, each, group.name);
        if (missing.isEmpty()) exchange.log(Severity.ERROR, "no live upstreams while connecting to upstream", group.name);
        return null;
    }

    /** Null: it did not accept. */
    private UpstreamConnection attempt(Connector connector, Peer peer, Wish wish, Tried tried) throws Failure {
        attempt = exchange.beginAttempt(peer.shown());
        attempt.occupies(peer);
        tried.tell(attempt);
        try {
            var made = connector.connect(peer);
            attempt.connectNanos = exchange.loop().now() - attempt.start;
            attempt.useWhole(made.wire);
            group.answers(exchange, peer, wish, attempt.connectNanos);
            var ends = AddressText.of(made.wire.local()) + " connected to " + AddressText.of(made.wire.remote());
            session.tell("proxy " + ends);
            return made;
        } catch (IOException gone) { // between two steps
            failed(peer, Connector.failed("connect() failed (" + Errno.of(gone) + ")", connector.step(), gone));
        } catch (Failure failure) {
            if (failure.side == Failure.Side.OURS) {
                leave();
                throw failure;
            }
            failed(peer, failure);
        }
        return null;
    }

    private void failed(Peer peer, Failure failure) {
        attempt.status = 502;
        exchange.log(Severity.ERROR, failure.getMessage(), where(peer));
        if (group.failed(peer, failure.getMessage(), true, attempt.start, seconds())) {
            exchange.log(Severity.WARN, "upstream server temporarily disabled while " + Step.CONNECTING, where(peer));
        }
        leave();
    }

    /** As the error log has a peer: where it is, not what it is called. */
    private static String where(Peer peer) {
        return peer.address() == null ? peer.name : AddressText.of(peer.address());
    }

    private void leave() {
        attempt.leavePeer();
        attempt.leaveWire();
        if (attempt.responseNanos < 0) attempt.responseNanos = exchange.loop().now() - attempt.start;
    }

    private long seconds() {
        return Peer.seconds(exchange.loop().now());
    }

    // Bytes.

    private void move(ByteBuffer ahead) {
        try {
            Tunnel.run(new Tunnel.End(client, ahead, pass.timeoutMillis, pass.timeoutMillis),
                    new Tunnel.End(upstream.wire, null, pass.timeoutMillis, pass.timeoutMillis), this);
            session.tell((ended == upstream.wire ? "upstream" : "client") + " disconnected, bytes from/to client:" + session.counts()
                    + ", bytes from/to upstream:" + counts());
        } catch (Expired late) {
            log(Severity.INFO, "connection timed out (110: Connection timed out) while proxying connection");
        } catch (ClosedChannelException ended) { // from here: nobody else closes it
            log(Severity.INFO, "shutdown timeout while proxying connection");
        } catch (IOException over) {
            log(Severity.INFO, "send() failed (" + Errno.of(over) + ") while proxying connection");
        }
    }

    private void log(Severity severity, String message) {
        exchange.log(severity, message, where(upstream.peer));
    }

    @Override
    public void came(Duplex from) {
        if (from == upstream.wire && attempt.headerNanos < 0) attempt.headerNanos = exchange.loop().now() - attempt.start;
    }

    /** As nginx: a reset is an end, and what was read before is delivered. */
    @Override
    public boolean endsWith(Duplex from, IOException broken) {
        if (!client.isOpen() || !upstream.wire.isOpen()) return false;
        boolean peers = from == upstream.wire;
        log(peers ? Severity.ERROR : Severity.INFO, "recv() failed (" + Errno.of(broken) + ") while proxying and reading from "
                + (peers ? "upstream" : "client"));
        return true;
    }

    @Override
    public void ends(Duplex from) {
        ended = from;
    }

    @Override
    public boolean isHalfClosing() {
        return pass.halfCloses;
    }

    @Override
    public void passEnd(Duplex to) throws IOException {
        ((Wire) to).shutdownOutput();
    }

    @Override
    public Tunnel.Pace pace(Duplex from) {
        return pace(from == client ? pass.uploadRate : pass.downloadRate);
    }

    private Tunnel.Pace pace(Value rate) {
        if (rate == Value.EMPTY) return null;
        long bytes = Units.size(rate.text(exchange)).orElse(0);
        return bytes == 0 ? null : new Tunnel.Pace(bytes, exchange.loop().now());
    }

    /** Bytes from and to the peer. */
    String counts() {
        return attempt == null ? "0/0" : attempt.bytesReceived() + "/" + attempt.bytesSent();
    }
}
