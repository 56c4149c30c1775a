package owlboard.proxy.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import owlboard.config.directive.Ssl.VerifyClient;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Failure;
import owlboard.proxy.exchange.Matching;
import owlboard.proxy.exchange.Methods;
import owlboard.proxy.exchange.Phase;
import owlboard.proxy.exchange.UriPath;
import owlboard.proxy.exchange.VirtualServer;
import owlboard.proxy.logfile.ErrorLog.Severity;
import owlboard.proxy.route.ServerNames;
import owlboard.proxy.tls.ClientVerdict;
import owlboard.wire.http.BadMessage;
import owlboard.wire.http.Framing;
import owlboard.wire.http.Head;
import owlboard.wire.http.Name;

/** What a request's head must satisfy before anything looks for a location: method, framing, host, server (RFC 9112 §3, §6). */
final class Prologue {
    private static final byte[] CONTINUE = "100-continue".getBytes(StandardCharsets.US_ASCII);
    /**
     * Headers that may come once: nginx's list (ngx_http_headers_in, "unique"), and those that two hops would read differently;
     * {@link Framing} sees to the lengths.
     */
    private static final int[] SINGLE = {Name.HOST, Name.AUTHORIZATION, Name.PROXY_AUTHORIZATION, Name.CONTENT_TYPE, Name.CONTENT_RANGE,
            Name.EXPECT, Name.UPGRADE,
        Name.IF_MODIFIED_SINCE, Name.IF_UNMODIFIED_SINCE, Name.IF_MATCH, Name.IF_NONE_MATCH, Name.IF_RANGE, Name.REFERER, Name.USER_AGENT};
    private static final int PORT_MAX = 65_535;

    private Prologue() {}

    static void examine(Exchange exchange, ServerNames servers, VirtualServer standard) throws Failure, IOException {
        var head = exchange.head;
        exchange.method = Methods.of(head);
        singles(head);
        host(exchange, servers, standard);
        if (head.odd) head.dropOdd(head.find(Name.HOST), standard.headLimits, exchange.server.headLimits);
        if (head.droppedLength > 0) {
            exchange.log(Severity.INFO, "client sent invalid header line: \""
                    + head.latin1(head.droppedAt, head.droppedLength) + "\" while reading client request headers");
        }
        exchange.framing = exchange.client.framing(head);
        if (exchange.framing != Framing.NONE) exchange.body = exchange.client.body(exchange.framing);
        int expect = head.find(Name.EXPECT);
        exchange.expectsContinue = expect >= 0 && head.version >= 11 && head.valueIs(expect, CONTINUE);
        if (hasPath(exchange)) UriPath.set(exchange, standard.mergeSlashes); // nginx reads the URI before Host
        boolean never = exchange.is(Methods.TRACE) || exchange.is(Methods.CONNECT);
        exchange.endsConnection |= never;
        if (never) throw Failure.client(405, "client sent " + (exchange.is(Methods.TRACE) ? "TRACE" : "CONNECT")
                + " method while reading client request headers");
        exchange.settings.run(Phase.POST_READ, exchange);
        if (exchange.connection.speaksPlainOnTls()) throw Failure.client(497, "client sent plain HTTP request to HTTPS port");
        clientCertificate(exchange, standard);
    }

    /** Whether its target is no authority (RFC 9112 §3.2.3). */
    private static boolean hasPath(Exchange exchange) {
        var head = exchange.head;
        return !exchange.is(Methods.CONNECT) || head.targetLength > 0 && head.array[head.targetAt] == '/';
    }

    /** A head that was refused, or stopped coming: what there is of it says which server answers and logs it, and of which URI. */
    static void settle(Exchange exchange, ServerNames servers, VirtualServer standard) {
        var head = exchange.head;
        if (head.methodLength > 0) exchange.method = Methods.of(head);
        int line = head.find(Name.HOST);
        try {
            if (head.authorityLength > 0) serve(exchange, servers, standard, valid(head.array, head.authorityAt, head.authorityLength));
            else if (line >= 0) serve(exchange, servers, standard, valid(head.array, head.valueAt(line), head.valueLength(line)));
        } catch (BadMessage | Matching.Exceeded noName) { // then it is the default server's
        }
        tellUri(exchange, standard);
    }

    /** A line that was good has a URI, whatever is wrong behind it: conditions and log lines go by that. */
    private static void tellUri(Exchange exchange, VirtualServer standard) {
        var head = exchange.head;
        boolean hasTarget = head.targetLength > 0 || head.version < 20 && head.authorityLength > 0;
        if (head.version <= 9 || !hasTarget || !hasPath(exchange)) return;
        try {
            UriPath.set(exchange, standard.mergeSlashes);
        } catch (Failure bad) {
            exchange.uri = "";
        }
    }

    private static void singles(Head head) throws BadMessage {
        for (int id : SINGLE) {
            if (!head.has(id)) continue;
            int first = head.find(id);
            int second = head.find(id, first + 1);
            if (second >= 0) {
                var what = id == Name.HOST ? "host header" : "header line";
                throw new BadMessage(400, "client sent duplicate " + what + ": \"" + line(head, second) + "\", previous value: \""
                        + line(head, first) + "\"");
            }
        }
    }

    private static String line(Head head, int i) {
        return head.name(i) + ": " + head.value(i);
    }

    private static void host(Exchange exchange, ServerNames servers, VirtualServer standard) throws BadMessage {
        var head = exchange.head;
        int line = head.find(Name.HOST);
        if (line < 0 && head.version >= 11) {
            throw new BadMessage(400, head.version == 11 ? "client sent HTTP/1.1 request without \"Host\" header"
                    : "client sent neither \":authority\" nor \"Host\" header");
        }
        var name = line < 0 ? "" : valid(head.array, head.valueAt(line), head.valueLength(line));
        // RFC 9112 §3.2.2: it overrides Host
        if (head.authorityLength > 0) name = valid(head.array, head.authorityAt, head.authorityLength);
        serve(exchange, servers, standard, name);
    }

    /** Without a name it is the handshake's server, or the default one. */
    private static void serve(Exchange exchange, ServerNames servers, VirtualServer standard, String name) {
        boolean byHandshake = name.isEmpty() && exchange.connection.isTls() && exchange.connection.tlsServerName() != null;
        exchange.host = name;
        exchange.server = byHandshake ? standard : servers.find(name, exchange);
        exchange.settings = exchange.server.settings;
    }

    /** The name without its port and trailing dot, lower case; 400 for anything that is none (RFC 3986 §3.2, ngx_http_validate_host). */
    private static String valid(byte[] from, int at, int length) throws BadMessage {
        int end = at + length;
        boolean literal = length > 0 && from[at] == '[';
        int nameEnd = literal ? literalEnd(from, at, end) : nameEnd(from, at, end);
        port(from, nameEnd, end);
        if (nameEnd > at && from[nameEnd - 1] == '.') nameEnd--;
        if (nameEnd == at) throw invalid();
        var name = new String(from, at, nameEnd - at, StandardCharsets.ISO_8859_1);
        for (int i = at; i < nameEnd; i++) if (from[i] >= 'A' && from[i] <= 'Z') return name.toLowerCase(Locale.ROOT);
        return name;
    }

    private static int nameEnd(byte[] from, int at, int end) throws BadMessage {
        int i = at;
        for (; i < end && from[i] != ':'; i++) {
            byte b = from[i];
            if (b >= 0 && !NAMES[b] || b == '%' && i + 2 >= end || b == '.' && i > at && from[i - 1] == '.') throw invalid();
        }
        return i;
    }

    /** Of an address in brackets. */
    private static int literalEnd(byte[] from, int at, int end) throws BadMessage {
        int i = at + 1;
        for (; i < end && from[i] != ']'; i++) if (Character.digit(from[i], 16) < 0 && from[i] != ':' && from[i] != '.') throw invalid();
        if (i >= end) throw invalid();
        return i + 1;
    }

    /** What follows the name: nothing, or a colon and a port, which may be empty. */
    private static void port(byte[] from, int at, int end) throws BadMessage {
        if (at < end && from[at] != ':') throw invalid();
        int port = 0;
        for (int i = at + 1; i < end; i++) {
            if (from[i] < '0' || from[i] > '9') throw invalid();
            port = port * 10 + from[i] - '0';
            if (port > PORT_MAX) throw invalid();
        }
    }

    /** What an ASCII character must be to stand in a name: no control, and no delimiter of RFC 3986 or of what names are printed into. */
    private static final boolean[] NAMES = new boolean[128];

    static {
        for (int b = '!'; b < 0x7f; b++) NAMES[b] = "/\\?#@<>\"`{}|[]^".indexOf(b) < 0;
    }

    private static BadMessage invalid() {
        return new BadMessage(400, "client sent invalid host header");
    }

    /**
     * {@code ssl_verify_client on} without a certificate is 496; a Host of a server with other rules for certificates than the handshake's
     * is 421, but for a client that has named no server there, and shown no certificate. So is one whose rules have changed since.
     */
    private static void clientCertificate(Exchange exchange, VirtualServer standard) throws Failure {
        if (!exchange.connection.isTls() || exchange.server.tls == null) return;
        var verify = exchange.server.tls.verify;
        if (verify == VerifyClient.OFF) return;
        var verdict = exchange.connection.clientVerdict();
        boolean judged = exchange.connection.isJudgedFor(exchange.server);
        boolean nameless = exchange.connection.tlsServerName() == null;
        boolean fits = standard == exchange.server ? judged : nameless && (judged || verdict == ClientVerdict.NONE);
        if (!fits) {
            throw Failure.client(421, "client attempted to request the server name different from the one that was negotiated");
        }
        if (verify == VerifyClient.ON && verdict == ClientVerdict.NONE) {
            throw Failure.client(496, "client sent no required SSL certificate");
        }
        if (verdict.refuses(verify)) throw Failure.client(495, "client SSL certificate verify error: (" + verdict.reason() + ")");
    }
}
