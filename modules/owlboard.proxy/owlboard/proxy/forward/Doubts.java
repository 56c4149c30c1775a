package owlboard.proxy.forward;

import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Methods;
import owlboard.proxy.respond.AddedHeaders;
import owlboard.proxy.upstream.Peer;
import owlboard.proxy.upstream.UpstreamConnection;
import owlboard.wire.http.Framing;
import owlboard.wire.http.Head;
import owlboard.wire.http.Name;

/** Faults of answers that {@code owlboard lint} knows, told under its ids. Asked only where something is odd already. */
final class Doubts {
    private static final String LENGTH = "content-length-mismatch";

    private Doubts() {}

    private static String called(Peer peer) {
        return "upstream peer " + peer.name;
    }

    /** {@code Access-Control-Allow-Origin} of a peer: there may be one. */
    static void ofOrigins(Exchange exchange, AnswerHeaders answers, Head head) {
        int first = head.find(Name.ACCESS_CONTROL_ALLOW_ORIGIN);
        if (head.find(Name.ACCESS_CONTROL_ALLOW_ORIGIN, first + 1) >= 0 && !answers.hides(head, first)) AddedHeaders.doubles(exchange);
    }

    /** More follows an answer than its length says: nobody has asked for it. */
    static void ofMore(Exchange exchange, UpstreamConnection connection, Framing framing) {
        boolean counted = framing.kind() == Framing.Kind.LENGTH || framing == Framing.NONE && !exchange.is(Methods.HEAD);
        if (!counted || !connection.head.has(Name.CONTENT_LENGTH)) return;
        var who = called(connection.peer);
        exchange.found(LENGTH, who, who + " sent more than its Content-Length of " + connection.head.value(Name.CONTENT_LENGTH, ""));
    }

    /** One that dies in the middle of an answer does so, too: only who breaks off a connection that was made since has counted wrongly. */
    static void ofFewer(Exchange exchange, UpstreamConnection connection) {
        var who = called(connection.peer);
        boolean again = exchange.snapshot.counters.findings.isSeenAgain(LENGTH, who, connection.openedNanos(), exchange.loop().now());
        if (again) exchange.found(LENGTH, who, who + " ended answers before their Content-Length, more than once");
    }

    /** A 204 with a length (RFC 9110 §8.6), or a 413 to a body that this hop took. */
    static void ofStatus(Exchange exchange, Peer peer, Head head) {
        var who = called(peer);
        if (head.status == 204) {
            if (head.has(Name.CONTENT_LENGTH)) {
                exchange.found("body-headers-on-204", who, who + " says how long the body of a 204 is, which has none");
            }
        } else if (exchange.framing != Framing.NONE) {
            long length = exchange.framing.length();
            exchange.found("body-limit-mismatch", who, who + " answered 413 to a body" + (length < 0 ? "" : " of " + length + " bytes")
                    + " that this hop took");
        }
    }

    static void ofHeadSize(Exchange exchange, Peer peer, int most) {
        var who = called(peer);
        exchange.found("small-header-buffer", who, who + " sent a head of more than the " + most + " bytes of the buffer for it");
    }

    /** A redirect to the client's own host by another port than the client came by. */
    static void ofRedirect(Exchange exchange, String location) {
        int from = location.indexOf("://") + 3;
        boolean absolute = from == "http://".length() || from == "https://".length();
        if (!absolute || exchange.host.isEmpty()) return;
        int end = from;
        while (end < location.length() && "/?#".indexOf(location.charAt(end)) < 0) end++;
        var there = location.substring(from, end);
        var came = exchange.head.value(Name.HOST, "");
        if (!there.equalsIgnoreCase(exchange.host) || there.equalsIgnoreCase(came) || came.endsWith(":80") || came.endsWith(":443")) return;
        exchange.found("redirect-lost", exchange.place().toString(), "a service redirects to \"" + there + "\" where the client came by \""
                + came + "\"");
    }
}
