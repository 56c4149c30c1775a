package owlboard.proxy.upstream;

import java.io.EOFException;
import java.io.IOException;
import java.net.BindException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.UnsupportedAddressTypeException;
import javax.net.ssl.SSLException;
import owlboard.proxy.count.Handshakes;
import owlboard.proxy.exchange.Failure;
import owlboard.proxy.logfile.Errno;
import owlboard.wire.loop.Loop;
import owlboard.wire.net.AddressText;
import owlboard.wire.net.Dialling;
import owlboard.wire.net.Expired;
import owlboard.wire.net.PlainWire;
import owlboard.wire.net.TlsWire;
import owlboard.wire.net.Wire;

/**
 * Connections to the peers of a group, under one set of terms: an idle one, or a new one with its handshakes. Knows nothing of what will be
 * asked on them. On the loop that it is made for.
 */
public final class Connector {
    /**
     * How to connect.
     *
     * @param timeoutMillis for the connection, and again for the TLS handshake; 0: no end but the system's
     * @param keepAlive     {@code SO_KEEPALIVE}
     * @param from          the own address; null: the system's choice
     * @param carrier       what messages will be carried by
     */
    public record Terms(long timeoutMillis, boolean keepAlive, SocketAddress from, Carrier carrier) {
        public Terms from(SocketAddress other) {
            return new Terms(timeoutMillis, keepAlive, other, carrier);
        }
    }

    /** What makes connections alike: their TLS with the name that was verified, where they come from, and what they carry. */
    private record Identity(UpstreamTls.Side tls, SocketAddress from, Carrier carrier) {}

    private final Loop loop;
    private final Group group;
    private final Terms terms;
    private final UpstreamTls.Side tls;
    private Step step = Step.CONNECTING;
    /** What is said first on a new connection, before TLS. */
    private byte[] preface = {};

    /** {@code tls} is null for connections in the clear. */
    public Connector(Loop loop, Group group, Terms terms, UpstreamTls.Side tls) {
        this.loop = loop;
        this.group = group;
        this.terms = terms;
        this.tls = tls;
    }

    /** These bytes are sent first on each new connection, before TLS. */
    public void sendsFirst(byte[] bytes) {
        preface = bytes;
    }

    /** What {@link #connect} did last. */
    public Step step() {
        return step;
    }

    /**
     * The most recent idle connection; null when there is none. {@code surely}: nor one that may be closed at this moment, and its socket
     * is asked whether it lives.
     */
    public UpstreamConnection idle(Peer peer, boolean surely) {
        var pool = group.idle[loop.index];
        while (true) {
            var connection = pool.take(peer, identity(), surely);
            if (connection == null || !surely || !connection.isDead()) return connection;
            connection.close();
        }
    }

    private Object identity() {
        return terms.from == null && terms.carrier == Carrier.BYTES ? tls : new Identity(tls, terms.from, terms.carrier);
    }

    /** A new connection. The failure's message names the step. */
    public UpstreamConnection connect(Peer peer) throws Failure {
        return connect(peer, 0, 0, null);
    }

    /**
     * To another port than the peer's own; 0 for its own. A connection that is not there after {@code hurryMillis} is not waited for alone:
     * that of another peer is made beside it, and the first that is there is taken. Where nobody is asked for another peer it is given up,
     * which is nobody's failure. 0 for the time of the terms, and the usual failure.
     */
    public UpstreamConnection connect(Peer peer, int port, long hurryMillis, Other other) throws Failure {
        boolean hurries = hurryMillis > 0 && (terms.timeoutMillis == 0 || hurryMillis < terms.timeoutMillis);
        boolean gives = hurries && other == null;
        long millis = gives ? hurryMillis : terms.timeoutMillis;
        step = Step.CONNECTING;
        var identity = identity();
        Wire wire = null;
        try {
            var called = call(peer, port);
            var there = hurries && !gives ? race(called, hurryMillis, other) : called.await(millis);
            var plain = there.wire();
            wire = plain;
            if (terms.keepAlive) plain.socketKeepAlive();
            if (preface.length > 0) {
                plain.deadlineIn(millis);
                plain.write(ByteBuffer.wrap(preface));
                plain.deadlineIn(0);
            }
            if (tls != null) {
                step = Step.SHAKING_HANDS;
                wire = shakeHands(plain, there.peer, millis);
            }
            wire = terms.carrier.over(wire);
            group.connected(there.peer);
            return new UpstreamConnection(wire, there.peer, group.idle[loop.index], there.address, identity);
        } catch (Expired late) {
            if (wire != null) wire.close();
            group.roster.connectFailed();
            if (!gives) throw timedOut(step, late);
            throw Failure.upstream(504, Failure.Kind.LATE, "upstream did not accept the connection within " + hurryMillis + " ms while "
                    + step, late);
        } catch (SSLException untrusted) {
            if (wire != null) wire.close();
            throw failed(UpstreamTls.words(untrusted), step, untrusted);
        } catch (BindException refused) {
            if (terms.from != null) throw Failure.ours(500, "bind(" + from() + ") failed (" + Errno.of(refused) + ") while " + step);
            group.roster.connectFailed(); // the JDK's word also for a unix socket that is not for this user, and for no port that is free
            throw failed(connectFailed(refused), step, refused);
        } catch (UnsupportedAddressTypeException otherFamily) {
            boolean isLonger = terms.from instanceof InetSocketAddress inet && inet.getAddress() instanceof Inet6Address;
            var why = isLonger ? "97: Address family not supported by protocol" : "22: Invalid argument";
            throw Failure.ours(500, "bind(" + from() + ") failed (" + why + ") while " + step);
        } catch (IOException failure) {
            boolean dialling = wire == null;
            if (!dialling) wire.close();
            group.roster.connectFailed();
            throw failed(dialling ? connectFailed(failure) : handshakeFailed(failure), step, failure);
        }
    }

    private static String connectFailed(IOException failure) {
        return "connect() failed (" + Errno.of(failure) + ")";
    }

    /** Whom else to connect to where somebody is slow to accept. */
    public interface Other {
        /** Asked once, when that is known; null: nobody. */
        Peer peer();

        /** One of both is not waited for any more, the other one is; {@code failure} null: it was too slow. */
        void leaves(Peer peer, Failure failure);
    }

    /** A connection that is being made. */
    private record Call(Peer peer, SocketAddress address, Dialling dialling) {
        /** Closed when it comes to nothing. */
        Call await(long millis) throws IOException {
            try {
                dialling.await(millis);
                return this;
            } catch (IOException | RuntimeException failure) {
                dialling.close();
                throw failure;
            }
        }

        /** Once it is there. */
        PlainWire wire() throws IOException {
            return dialling.await(0);
        }
    }

    private Call call(Peer peer, int port) throws IOException {
        var address = at(peer, port);
        return new Call(peer, address, Dialling.to(loop, address, address instanceof InetSocketAddress ? terms.from : null));
    }

    /** The first of two that is there (RFC 8305 §5), the second begun when the first is late. */
    private Call race(Call first, long hurryMillis, Other other) throws IOException {
        try {
            first.dialling.await(hurryMillis);
            return first;
        } catch (Expired late) {
            // both go on
        } catch (IOException | RuntimeException failure) {
            first.dialling.close();
            throw failure;
        }
        long left = terms.timeoutMillis == 0 ? 0 : terms.timeoutMillis - hurryMillis;
        var peer = other.peer();
        if (peer == null) return first.await(left);
        Call second;
        try {
            second = call(peer, 0);
        } catch (IOException failure) {
            other.leaves(peer, failed(connectFailed(failure), step, failure));
            return first.await(left);
        } catch (RuntimeException failure) {
            first.dialling.close();
            throw failure;
        }
        try {
            first.dialling.awaitEither(second.dialling, left);
        } catch (Expired late) {
            first.dialling.close();
            other.leaves(first.peer, timedOut(step, late));
            return second.await(terms.timeoutMillis);
        } catch (IOException | RuntimeException failure) {
            first.dialling.close();
            second.dialling.close();
            throw failure;
        }
        return first.dialling.isDecided() ? settle(first, second, other) : settle(second, first, other);
    }

    /** One is decided: it is taken, or the other one is gone on with. */
    private Call settle(Call decided, Call rest, Other other) throws IOException {
        try {
            decided.await(0);
        } catch (IOException failure) {
            other.leaves(decided.peer, failed(connectFailed(failure), step, failure));
            return rest.await(terms.timeoutMillis);
        }
        rest.dialling.close();
        other.leaves(rest.peer, null);
        return decided;
    }

    private static SocketAddress at(Peer peer, int port) {
        var address = peer.address();
        return port != 0 && address instanceof InetSocketAddress inet ? new InetSocketAddress(inet.getAddress(), port) : address;
    }

    private String from() {
        return terms.from instanceof InetSocketAddress inet && inet.getPort() == 0 ? AddressText.of(inet.getAddress())
                : AddressText.of(terms.from);
    }

    private static String handshakeFailed(IOException failure) {
        return "peer closed connection in SSL handshake" + (failure instanceof EOFException ? "" : " (" + Errno.of(failure) + ")");
    }

    private Wire shakeHands(PlainWire plain, Peer peer, long millis) throws IOException {
        plain.deadlineIn(millis);
        long began = loop.wallMillis();
        TlsWire wire;
        try {
            wire = TlsWire.connect(plain, tls.engine(peer.name));
        } catch (IOException failed) {
            peer.handshakes.failed(loop, failed);
            throw failed;
        }
        peer.handshakes.done(loop, wire.session(), began);
        wire.deadlineIn(0);
        try {
            tls.rules().checkName(wire.session(), tls.serverName());
            if (tls.isIgnored(wire.session())) {
                group.found("client-certificate-ignored", peer, "did not ask for the client certificate");
            }
            var ends = UpstreamTls.ends(wire.session());
            if (ends == null) group.settled("certificate-ends", peer);
            else group.found("certificate-ends", peer, "has a certificate that " + ends);
        } catch (SSLException wrong) {
            peer.handshakes.count(loop, Handshakes.Kind.HOSTNAME_MISMATCH);
            wire.close();
            throw wrong;
        }
        return wire;
    }

    /** The peer's failure, 504. */
    public static Failure timedOut(Step step, IOException cause) {
        return Failure.upstream(504, Failure.Kind.TIMEOUT, "upstream timed out (110: Connection timed out) while " + step, cause);
    }

    /** The peer's failure, 502. */
    public static Failure failed(String detail, Step step, IOException cause) {
        return Failure.upstream(502, Failure.Kind.ERROR, detail + " while " + step, cause);
    }

    /** An idle connection had ended before the request reached the peer: nobody's failure. */
    public static Failure wasDead(IOException cause) {
        return Failure.upstream(502, Failure.Kind.REUSED, "the idle connection was closed", cause);
    }
}
