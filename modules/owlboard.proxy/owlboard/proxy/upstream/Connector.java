package owlboard.proxy.upstream;

import java.io.EOFException;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.UnsupportedAddressTypeException;
import javax.net.ssl.SSLException;
import owlboard.config.Protocol;
import owlboard.proxy.exchange.Failure;
import owlboard.proxy.logfile.Errno;
import owlboard.wire.loop.Loop;
import owlboard.wire.net.AddressText;
import owlboard.wire.net.Dial;
import owlboard.wire.net.Expired;
import owlboard.wire.net.FastcgiWire;
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
     * @param protocol      what will be spoken
     */
    public record Terms(long timeoutMillis, boolean keepAlive, SocketAddress from, Protocol protocol) {
        public Terms from(SocketAddress other) {
            return new Terms(timeoutMillis, keepAlive, other, protocol);
        }
    }

    /** What makes connections alike: their TLS, where they come from, and what is spoken. */
    private record Identity(Object tls, SocketAddress from, Protocol protocol) {}

    private final Loop loop;
    private final Group group;
    private final Terms terms;
    private final UpstreamTls tls;
    private final String serverName;
    private Step step = Step.CONNECTING;

    /** {@code tls} is null for connections in the clear; {@code serverName} then means nothing. */
    public Connector(Loop loop, Group group, Terms terms, UpstreamTls tls, String serverName) {
        this.loop = loop;
        this.group = group;
        this.terms = terms;
        this.tls = tls;
        this.serverName = serverName;
    }

    /** What {@link #connect} did last. */
    public Step step() {
        return step;
    }

    /** The most recent idle connection; null when there is none. {@code surely}: its socket is asked whether it lives. */
    public UpstreamConnection idle(Peer peer, boolean surely) {
        var pool = group.idle[loop.index];
        while (true) {
            var connection = pool.take(peer, identity());
            if (connection == null || !surely || !connection.mayBeClosing() && !connection.isDead()) return connection;
            connection.close();
        }
    }

    private Object identity() {
        var secured = tls == null ? null : tls.identity();
        return terms.from == null && terms.protocol == Protocol.HTTP ? secured : new Identity(secured, terms.from, terms.protocol);
    }

    /** A new connection. The failure's message names the step. */
    public UpstreamConnection connect(Peer peer) throws Failure {
        return connect(peer, 0, 0);
    }

    /**
     * To another port than the peer's own; 0 for its own. A connection that is not there after {@code hurryMillis} is given up, which is
     * nobody's failure: 0 for the time of the terms, and the usual failure.
     */
    public UpstreamConnection connect(Peer peer, int port, long hurryMillis) throws Failure {
        boolean hurries = hurryMillis > 0 && (terms.timeoutMillis == 0 || hurryMillis < terms.timeoutMillis);
        step = Step.CONNECTING;
        var address = at(peer, port);
        var identity = identity();
        Wire wire = null;
        try {
            var plain = Dial.connect(loop, address, address instanceof InetSocketAddress ? terms.from : null,
                    hurries ? hurryMillis : terms.timeoutMillis);
            wire = plain;
            if (terms.keepAlive) plain.socketKeepAlive();
            if (tls != null) {
                step = Step.SHAKING_HANDS;
                wire = shakeHands(plain, peer);
            }
            if (terms.protocol == Protocol.FASTCGI) wire = new FastcgiWire(plain);
            group.connected(peer);
            return new UpstreamConnection(wire, peer, group.idle[loop.index], address, identity);
        } catch (Expired late) {
            if (wire != null) wire.close();
            group.connectFailed();
            if (hurries && step == Step.CONNECTING) {
                throw Failure.upstream(504, Failure.Kind.LATE, "upstream did not accept the connection within " + hurryMillis
                        + " ms, another one is asked while " + step, late);
            }
            throw timedOut(step, late);
        } catch (SSLException untrusted) {
            if (wire != null) wire.close();
            throw failed(UpstreamTls.words(untrusted), step, untrusted);
        } catch (BindException | UnsupportedAddressTypeException notOurs) {
            throw Failure.ours(500, "bind(" + from() + ") failed (" + notOurs.getMessage() + ") while " + step);
        } catch (IOException failure) {
            boolean dialling = wire == null;
            if (!dialling) wire.close();
            group.connectFailed();
            throw failed(dialling ? "connect() failed (" + Errno.of(failure) + ")" : handshakeFailed(failure), step, failure);
        }
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

    private Wire shakeHands(PlainWire plain, Peer peer) throws IOException {
        plain.deadlineIn(terms.timeoutMillis);
        var wire = TlsWire.connect(plain, tls.engine(serverName, peer.name));
        wire.deadlineIn(0);
        try {
            tls.checkName(wire.session(), serverName);
        } catch (SSLException wrong) {
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
