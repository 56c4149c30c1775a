package owlboard.proxy.listen;

import java.nio.charset.StandardCharsets;
import owlboard.config.directive.Ssl.VerifyClient;
import owlboard.proxy.log.ErrorLog.Severity;
import owlboard.proxy.route.ServerNames;
import owlboard.proxy.route.UriPath;
import owlboard.proxy.route.VirtualServer;
import owlboard.proxy.tls.ClientVerdict;
import owlboard.wire.http.BadMessage;
import owlboard.wire.http.Body;
import owlboard.wire.http.Framing;
import owlboard.wire.http.Head;
import owlboard.wire.http.Name;

/** What a request's head must satisfy before anything looks for a location: method, framing, host, server (RFC 9112 §3, §6). */
final class Prologue {
    private static final byte[] CONTINUE = "100-continue".getBytes(StandardCharsets.US_ASCII);
    /** Headers that nginx refuses twice. */
    private static final int[] SINGLE = {Name.HOST, Name.CONTENT_TYPE, Name.RANGE, Name.EXPECT, Name.UPGRADE, Name.IF_MODIFIED_SINCE, Name.IF_UNMODIFIED_SINCE, Name.IF_MATCH, Name.IF_NONE_MATCH, Name.IF_RANGE};

    private Prologue() {}

    static void examine(Exchange exchange, ServerNames servers, VirtualServer standard) throws Failure, BadMessage {
        var head = exchange.head;
        exchange.method = Methods.of(head);
        singles(head);
        host(exchange, servers, standard);
        if (head.droppedLength > 0) exchange.rules.errorLog.log(Severity.INFO, "client sent invalid header line: \"" + head.latin1(head.droppedAt, head.droppedLength) + "\" while reading client request headers", exchange);
        exchange.framing = Framing.ofRequest(head);
        if (exchange.framing != Framing.NONE) exchange.body = new Body(exchange.client.input(), exchange.framing);
        int expect = head.find(Name.EXPECT);
        exchange.expectsContinue = expect >= 0 && head.version == 11 && head.valueIs(expect, CONTINUE);
        if (exchange.is(Methods.TRACE)) throw Failure.client(405, "client sent TRACE method");
        if (exchange.is(Methods.CONNECT)) throw Failure.client(405, "client sent CONNECT method");
        if (exchange.rules.realIp != null) exchange.rules.realIp.apply(exchange);
        UriPath.set(exchange, exchange.server.mergeSlashes);
        clientCertificate(exchange, standard);
    }

    private static void singles(Head head) throws BadMessage {
        for (int id : SINGLE) {
            if (!head.has(id)) continue;
            int first = head.find(id);
            if (head.find(id, first + 1) >= 0) throw new BadMessage(400, "client sent duplicate header line: \"" + head.name(first) + ": " + head.value(first) + "\"");
        }
    }

    private static void host(Exchange exchange, ServerNames servers, VirtualServer standard) throws BadMessage {
        var head = exchange.head;
        int line = head.find(Name.HOST);
        String name = null;
        if (line >= 0) name = valid(head.array, head.valueAt(line), head.valueLength(line));
        else if (head.version == 11) throw new BadMessage(400, "client sent HTTP/1.1 request without \"Host\" header");
        if (head.authorityLength > 0) name = valid(head.array, head.authorityAt, head.authorityLength); // RFC 9112 §3.2.2: it overrides Host
        exchange.host = name == null ? "" : name;
        exchange.server = name == null || name.isEmpty() ? standardOf(servers, standard, exchange) : found(servers, name, exchange);
        exchange.rules = exchange.server.rules;
    }

    private static VirtualServer standardOf(ServerNames servers, VirtualServer standard, Exchange exchange) {
        if (exchange.client.isTls() && exchange.client.tlsServerName() != null) return standard;
        return servers.find("", exchange);
    }

    private static VirtualServer found(ServerNames servers, String name, Exchange exchange) {
        return servers.find(name, exchange);
    }

    /** The name without its port and trailing dot, lower case; 400 for anything that is none (ngx_http_validate_host). */
    private static String valid(byte[] from, int at, int length) throws BadMessage {
        int end = at + length;
        int nameEnd = end;
        int i = at;
        boolean lower = true;
        if (length > 0 && from[at] == '[') {
            while (i < end && from[i] != ']') i++;
            if (i == end) throw invalid();
            nameEnd = ++i;
            if (i < end && from[i] != ':') throw invalid();
            for (int k = at + 1; k < nameEnd - 1; k++) if (Character.digit(from[k], 16) < 0 && from[k] != ':' && from[k] != '.') throw invalid();
        } else {
            byte before = 0;
            for (; i < end && from[i] != ':'; i++) {
                byte b = from[i];
                if (b <= ' ' || b == 0x7f || b == '/' || b == '\\' || b == '?' || b == '#' || b == '@' || b == '%' && i + 2 >= end || b == '.' && before == '.') throw invalid();
                if (b >= 'A' && b <= 'Z') lower = false;
                before = b;
            }
            nameEnd = i;
        }
        for (int k = i + 1; k < end; k++) if (from[k] < '0' || from[k] > '9') throw invalid();
        if (nameEnd > at && from[nameEnd - 1] == '.') nameEnd--;
        if (nameEnd == at) throw invalid();
        var name = new String(from, at, nameEnd - at, StandardCharsets.ISO_8859_1);
        return lower ? name : name.toLowerCase(java.util.Locale.ROOT);
    }

    private static BadMessage invalid() {
        return new BadMessage(400, "client sent invalid host header");
    }

    /** {@code ssl_verify_client on} without a certificate is 496; a Host of a server with other rules for certificates than the handshake's is 421. */
    private static void clientCertificate(Exchange exchange, VirtualServer standard) throws Failure {
        if (!exchange.client.isTls() || exchange.server.tls == null) return;
        boolean differs = standard != exchange.server && exchange.server.tls.verify != VerifyClient.OFF;
        if (differs) throw Failure.client(421, "client attempted to request the server name different from the one that was negotiated");
        var verify = exchange.server.tls.verify;
        var verdict = exchange.client.clientVerdict();
        if (verify == VerifyClient.ON && verdict == ClientVerdict.NONE) throw Failure.client(496, "client sent no required SSL certificate");
        if (verdict.refuses(verify)) throw Failure.client(495, "client SSL certificate verify error: (" + verdict.reason() + ")");
    }
}
