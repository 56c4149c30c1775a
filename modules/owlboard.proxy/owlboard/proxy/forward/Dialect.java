package owlboard.proxy.forward;

import java.io.IOException;
import owlboard.config.HealthCheck;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Failure;
import owlboard.proxy.exchange.Methods;
import owlboard.proxy.exchange.RequestBody;
import owlboard.proxy.upstream.Carrier;
import owlboard.proxy.upstream.Peer;
import owlboard.proxy.upstream.UpstreamConnection;
import owlboard.wire.http.Body;
import owlboard.wire.http.Bytes;
import owlboard.wire.http.Framing;
import owlboard.wire.http.Head;
import owlboard.wire.http.Name;
import owlboard.wire.net.AddressText;
import owlboard.wire.net.Waitable;

/**
 * How one protocol puts a request, and how its answers begin and end: all that is not the same for every upstream. An answer's head
 * becomes one of HTTP here; its body reads like one that has a length, or ends with its connection.
 */
interface Dialect {
    int HEAD_MOST = 1 << 24;
    String LENGTH = "Content-Length: ";
    /** Of a body in chunks that is read whole before it is sent, in a request that is only explained. */
    String OPEN_LENGTH = LENGTH + "(that of the body)";

    /** In front of an address, for those who read it. */
    String scheme(boolean secure);

    /**
     * What {@link #compose} says, as lines: a head of HTTP, or a parameter a line. {@code framing}: the line that the body would have, null
     * without a body, empty where none frames it; the body itself is not there.
     */
    default String shown(Exchange exchange, Target target, String framing) throws Failure {
        var out = exchange.desk().takeBytes();
        compose(out, exchange, target, RequestBody.NONE);
        var head = out.toString();
        exchange.desk().give(out);
        var none = LENGTH + "0\r\n";
        if (framing == null || head.contains(none)) return framing == null ? head : head.replace(none, framing + "\r\n");
        return head.endsWith("\r\n\r\n") ? head.substring(0, head.length() - 2) + framing + "\r\n\r\n" : head;
    }

    /** What carries it. */
    default Carrier carrier() {
        return Carrier.BYTES;
    }

    /** Whether a body may be on its way before its length is known. */
    boolean takesAnyLength();

    /**
     * Composes all that comes before the body; returns the protocols of the upgrade that it asks for, or null. A failure is ours: the
     * request cannot be put in this protocol.
     */
    String compose(Bytes out, Exchange exchange, Target target, RequestBody body) throws Failure;

    /** How the body that follows is framed. */
    default BodyFrames frames(Exchange exchange, RequestBody body) {
        return BodyFrames.PLAIN;
    }

    /** How large the head of an answer may be where what comes of it has room in so many bytes. */
    default int headMax(long bufferBytes) {
        return (int) Math.min(HEAD_MOST, bufferBytes);
    }

    /** The request of a {@code health_check}, whole, with the lines that depend on no request; null: nobody is asked so. */
    default byte[] probe(HealthCheck check, Target target) {
        return null;
    }

    /** A request is about to be sent; without an exchange it is a {@link #probe}. */
    default void begin(UpstreamConnection connection, Exchange exchange) {}

    /**
     * Reads a head into the connection's own; false when the peer closed before its first byte. What breaks the protocol is a
     * {@link owlboard.wire.http.BadMessage} or a {@link owlboard.wire.net.BadRecord}.
     */
    boolean readHead(UpstreamConnection connection, Exchange exchange, int max) throws IOException;

    /** Whether the answer to the request that is sent has no body. */
    default boolean sendsHead(Exchange exchange) {
        return exchange.is(Methods.HEAD) && (exchange.caching == null || !exchange.caching.asksWithGet());
    }

    /** What has to be heard of a connection while nothing is read of its answer, readable when there is no more of it; null: nothing. */
    default Waitable news(UpstreamConnection connection) {
        return null;
    }

    /** How the body behind a head that was read is framed. */
    default Framing framing(UpstreamConnection connection, boolean toHead) throws IOException {
        return Framing.ofResponse(connection.head, toHead);
    }

    /** Whether a body that ends with its stream has ended, and all of it was read. */
    default boolean isWhole(UpstreamConnection connection) {
        return false;
    }

    /** The lines behind a body that was read; null: there are none. */
    default byte[] trailers(UpstreamConnection connection, Body body) {
        return body.trailers();
    }

    /** Whether lines may follow the body of an answer with this head. */
    default boolean mayHaveTrailers(Head head) {
        return head.has(Name.TRANSFER_ENCODING);
    }

    /** Whether the connection can serve another request, now that the body has been read whole. */
    boolean mayRest(UpstreamConnection connection, Framing framing) throws IOException;

    /** What names a request's answer where no key of a cache is set. */
    default String url(Exchange exchange, Target target) {
        return target.scheme() + target.authority();
    }

    /** In a URL: its address, or its name as long as that has none; behind a path there is a colon, as in nginx's lines. */
    static String whom(Peer peer) {
        if (peer.name.startsWith("unix:")) return peer.name + ':';
        var address = peer.address();
        return address == null ? peer.name : AddressText.of(address);
    }
}
