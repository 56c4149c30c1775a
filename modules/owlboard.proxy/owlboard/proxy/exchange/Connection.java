package owlboard.proxy.exchange;

import owlboard.proxy.count.Zone;
import owlboard.proxy.logfile.LineWords;
import owlboard.proxy.tls.ClientVerdict;
import owlboard.wire.loop.Loop;
import owlboard.wire.net.ProxyHeader;
import owlboard.wire.net.TcpInfo;
import owlboard.wire.net.TlsWire;

/** What is known of the connection that an exchange came on: for rules and for variables. Also when it has ended. */
public interface Connection {
    Loop loop();

    Desk desk();

    /** {@code $connection}: counted from 1, over all addresses. */
    long number();

    /** When it was accepted, in the units of {@link Loop#now}. */
    long openedNanos();

    /** {@code $connection_requests}. */
    default int requests() {
        return 1;
    }

    /** Whether the request came before the answer to the one in front of it had left. */
    default boolean isPipelined() {
        return false;
    }

    boolean isTls();

    /** What came on a TLS address was no handshake: it is read as a request, to say so. */
    default boolean speaksPlainOnTls() {
        return false;
    }

    /** Where {@link #isTls} holds; null of a request that is only explained: nothing was negotiated. */
    TlsWire tls();

    /** What the client called the server in its handshake; null when it did not. */
    String tlsServerName();

    ClientVerdict clientVerdict();

    /** Whether that is how this server judges certificates, too. */
    boolean isJudgedFor(VirtualServer server);

    /** {@code $http2}: {@code h2}, {@code h2c}; null for HTTP/1. */
    default String http2() {
        return null;
    }

    /** Whether it came over a unix socket. */
    boolean isUnix();

    Ends ends();

    /** Of the other end; {@code unix:} for a unix socket. */
    default String remoteAddress() {
        return ends().remoteAddress();
    }

    default String remotePort() {
        return ends().remotePort();
    }

    /** 4 or 16 bytes, none for a unix socket. */
    default byte[] binaryRemoteAddress() {
        return ends().binaryRemote();
    }

    /** What the system knows of it; -1: nothing, of a unix socket say. */
    long tcpInfo(TcpInfo.Field field);

    default String localAddress() {
        return ends().localAddress();
    }

    /** As the configuration has it, wherever it is published. */
    int listenPort();

    /** What comes on its address is counted here. */
    Zone listener();

    /** Nobody listens there any more, or judges clients as this one was judged: what has no end of its own is to end. */
    boolean isDraining();

    /** What the PROXY protocol told; null where it is not spoken. */
    ProxyHeader proxied();

    /** {@code $proxy_protocol_addr}: the client's address of it; null where there is none. */
    default String proxiedAddress() {
        var told = proxied();
        return told == null || told.sourceAddress().isEmpty() ? null : told.sourceAddress();
    }

    /** What lines of the error log say of its exchange, where that is no request; false: as of a request. */
    default boolean describe(LineWords out, String upstream) {
        return false;
    }
}
