package owlboard.proxy.forward;

import owlboard.config.HealthCheck;
import owlboard.config.Level;
import owlboard.config.directive.Proxy;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Making;
import owlboard.proxy.exchange.RequestBody;
import owlboard.wire.http.Bytes;

/** {@code proxy_pass} with {@code proxy_http_version 2}: what {@link HttpDialect} would say, but for the upgrade of a connection. */
final class ProxyHttp2Dialect extends Http2Dialect {
    private final HttpDialect http;

    ProxyHttp2Dialect(Level level, boolean fixed, String prefix, Making making) {
        super(level.get(Proxy.PASSING.bufferSize));
        http = new HttpDialect(level, fixed, prefix, making);
    }

    @Override
    public String scheme(boolean secure) {
        return http.scheme(secure);
    }

    @Override
    void addMethod(Bytes out, Exchange exchange) {
        http.addMethod(out, exchange);
    }

    @Override
    void addPath(Bytes out, Exchange exchange, Target target) {
        http.addUri(out, exchange, target);
    }

    @Override
    void addLines(Bytes out, Exchange exchange, RequestBody body) {
        http.addLines(out, exchange, body);
    }

    @Override
    public byte[] probe(HealthCheck check, Target target) {
        var lines = new Bytes(256);
        http.addProbe(lines, target);
        return head("GET", check.uri(), target, lines, true).copy();
    }

    @Override
    public boolean sendsHead(Exchange exchange) {
        return http.sendsHead(exchange);
    }

    @Override
    public String url(Exchange exchange, Target target) {
        return http.url(exchange, target);
    }
}
