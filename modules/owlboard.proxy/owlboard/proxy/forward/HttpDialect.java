package owlboard.proxy.forward;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import owlboard.config.HealthCheck;
import owlboard.config.Level;
import owlboard.config.Template;
import owlboard.config.directive.Proxy;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Making;
import owlboard.proxy.exchange.Methods;
import owlboard.proxy.exchange.RequestBody;
import owlboard.proxy.exchange.UriPath;
import owlboard.proxy.exchange.Value;
import owlboard.proxy.upstream.UpstreamConnection;
import owlboard.wire.http.Bytes;
import owlboard.wire.http.Framing;
import owlboard.wire.http.KeepAlive;
import owlboard.wire.http.Name;
import owlboard.wire.http.ResponseHead;

/** {@code proxy_pass}: HTTP/1 (RFC 9112), in the clear or under TLS; and what of it {@link ProxyHttp2Dialect} says, too. */
final class HttpDialect implements Dialect {
    private static final byte[] HTTP_11 = " HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HTTP_10 = " HTTP/1.0\r\n".getBytes(StandardCharsets.US_ASCII);

    /** The URL has no variables. */
    private final boolean fixed;
    private final String prefix;
    private final int version;
    private final SetHeaders headers;
    private final Value method;
    private final boolean setsBody;
    private final boolean passesHeaders;
    private final boolean passesBody;

    HttpDialect(Level level, boolean fixed, String prefix, Making making) {
        this.fixed = fixed;
        this.prefix = prefix;
        version = switch (level.get(Proxy.PROXY_HTTP_VERSION)) {
            case "1.0" -> 10;
            case "2" -> 20;
            default -> 11;
        };
        headers = new SetHeaders(level, level.get(Proxy.PROXY_SET_HEADER), making,
                new Template("$proxy_host", List.of(new Template.BuiltIn("proxy_host"))));
        method = level.get(Proxy.PROXY_METHOD) == null ? null : making.value(level.get(Proxy.PROXY_METHOD));
        setsBody = level.get(Proxy.PROXY_SET_BODY) != null;
        passesHeaders = level.get(Proxy.PASSING.passRequestHeaders);
        passesBody = level.get(Proxy.PASSING.passRequestBody);
    }

    @Override
    public String scheme(boolean secure) {
        return secure ? "https://" : "http://";
    }

    @Override
    public boolean takesAnyLength() {
        return version != 10;
    }

    @Override
    public String compose(Bytes out, Exchange exchange, Target target, RequestBody body) {
        addMethod(out, exchange);
        out.add(' ');
        addUri(out, exchange, target);
        out.add(version == 11 ? HTTP_11 : HTTP_10);
        var protocols = addLines(out, exchange, body);
        out.addCrlf();
        return protocols;
    }

    void addMethod(Bytes out, Exchange exchange) {
        if (method != null) out.add(method.text(exchange));
        else if (exchange.caching != null && exchange.caching.asksWithGet()) out.add(Methods.GET);
        else out.add(exchange.method);
    }

    /** All lines; returns the protocols of an upgrade, or null. */
    String addLines(Bytes out, Exchange exchange, RequestBody body) {
        var protocols = headers.addTo(out, exchange, version);
        var caching = exchange.caching;
        boolean forAll = caching != null && caching.asksForAll();
        if (passesHeaders) headers.addClients(out, exchange, forAll);
        if (forAll && !headers.setsConditions()) caching.addConditions(out);
        addFraming(out, exchange, body);
        return protocols;
    }

    @Override
    public byte[] probe(HealthCheck check, Target target) {
        var request = new Bytes(256).add("GET ").add(check.uri()).add(HTTP_11);
        addProbe(request, target);
        if (check.keepaliveMillis() == 0) request.add("Connection: close\r\n");
        return request.add("\r\n").copy();
    }

    /** The lines of a probe. */
    void addProbe(Bytes out, Target target) {
        headers.addConstant(out, target.host());
    }

    private void addFraming(Bytes out, Exchange exchange, RequestBody body) {
        if (frames(exchange, body) == BodyFrames.CHUNKED) {
            if (version == 11) out.add("Transfer-Encoding: chunked\r\n");
        } else if (body.isLive()) {
            out.add("Content-Length: ").addDecimal(exchange.framing.length()).addCrlf();
        } else if (tellsLength(exchange, body)) {
            out.add("Content-Length: ").addDecimal(body.length()).addCrlf();
        }
    }

    private boolean tellsLength(Exchange exchange, RequestBody body) {
        return body.length() > 0 || hadEmptyBody(exchange) || headers.setsNoLength(exchange);
    }

    private boolean hadEmptyBody(Exchange exchange) {
        if (setsBody) return true;
        if (!passesBody || exchange.requestBody != null && exchange.requestBody.isGone()) return false;
        return exchange.head.has(Name.CONTENT_LENGTH) || exchange.framing.kind() == Framing.Kind.CHUNKED;
    }

    @Override
    public BodyFrames frames(Exchange exchange, RequestBody body) {
        return body.isLive() && exchange.framing.kind() == Framing.Kind.CHUNKED ? BodyFrames.CHUNKED : BodyFrames.PLAIN;
    }

    @Override
    public boolean readHead(UpstreamConnection connection, Exchange exchange, int max) throws IOException {
        return ResponseHead.read(connection.input, connection.head, max);
    }

    @Override
    public boolean sendsHead(Exchange exchange) {
        return method != null ? method.text(exchange).equals("HEAD") : Dialect.super.sendsHead(exchange);
    }

    @Override
    public boolean mayRest(UpstreamConnection connection, Framing framing) {
        boolean faulty = connection.head.version == 10 && connection.head.has(Name.TRANSFER_ENCODING); // RFC 9112 §6.1
        return framing.kind() != Framing.Kind.UNTIL_CLOSE && !faulty && KeepAlive.isMeantBy(connection.head);
    }

    @Override
    public String url(Exchange exchange, Target target) {
        var out = exchange.desk().takeBytes();
        out.add(target.scheme()).add(target.authority());
        addUri(out, exchange, target);
        var text = out.toString();
        exchange.desk().give(out);
        return text;
    }

    void addUri(Bytes out, Exchange exchange, Target target) {
        if (!fixed && target.uri() != null) {
            UriPath.addSafely(out, target.uri(), 0);
            return;
        }
        if (target.uri() == null) {
            addClientsUri(out, exchange);
            return;
        }
        int skip = 0;
        if (exchange.locationPrefixHolds) {
            out.add(target.uri());
            skip = prefix == null ? 0 : Math.min(prefix.length(), exchange.uri.length());
        }
        addUri(out, exchange, skip);
    }

    /** That of the request, as it came or as it was changed. */
    static void addClientsUri(Bytes out, Exchange exchange) {
        var head = exchange.head;
        if (!exchange.uriUntouched) {
            addUri(out, exchange, 0);
            return;
        }
        if (head.targetLength == 0 || head.array[head.targetAt] != '/') out.add('/');
        out.add(head.array, head.targetAt, head.targetLength);
    }

    private static void addUri(Bytes out, Exchange exchange, int skip) {
        if (exchange.uriWasEncoded || exchange.internal) UriPath.addEscaped(out, exchange.uri, skip);
        else UriPath.addSafely(out, exchange.uri, skip);
        if (!exchange.args.isEmpty()) out.add('?').add(exchange.args);
    }
}
