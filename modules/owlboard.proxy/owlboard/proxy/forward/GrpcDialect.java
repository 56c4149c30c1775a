package owlboard.proxy.forward;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import owlboard.config.HealthCheck;
import owlboard.config.Level;
import owlboard.config.Template;
import owlboard.config.directive.Grpc;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Making;
import owlboard.proxy.exchange.RequestBody;
import owlboard.wire.http.Bytes;
import owlboard.wire.http.Name;
import owlboard.wire.http2.RequestFrames;

/** {@code grpc_pass}: HTTP/2 both ways at once. */
final class GrpcDialect extends Http2Dialect {
    private static final byte[] TE = "te: trailers\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TRAILERS = "trailers".getBytes(StandardCharsets.US_ASCII);

    private final SetHeaders headers;
    private final boolean setsTe;
    private final boolean setsLength;

    GrpcDialect(Level level, Making making) {
        super(level.get(Grpc.PASSING.bufferSize));
        var declared = level.get(Grpc.GRPC_SET_HEADER);
        headers = new SetHeaders(level, declared, making, new Template("$proxy_host", List.of(new Template.BuiltIn("proxy_host"))));
        setsTe = declared.stream().anyMatch(header -> header.name().equalsIgnoreCase("TE"));
        setsLength = declared.stream().anyMatch(header -> header.name().equalsIgnoreCase("Content-Length"));
    }

    @Override
    public byte[] probe(HealthCheck check, Target target) {
        var lines = new Bytes(256);
        headers.addConstant(lines, target.host());
        lines.add(TE).add(GrpcHealth.TYPE);
        var request = head("POST", GrpcHealth.PATH, target, lines, false);
        var message = GrpcHealth.request(check.grpc().service());
        var data = ByteBuffer.allocate(RequestFrames.HEADER + message.length).position(RequestFrames.HEADER).put(message);
        RequestFrames.data(data, 0, true);
        return request.add(data.array()).copy();
    }

    @Override
    public String scheme(boolean secure) {
        return secure ? "grpcs://" : "grpc://";
    }

    @Override
    void addMethod(Bytes out, Exchange exchange) {
        out.add(exchange.method);
    }

    @Override
    void addPath(Bytes out, Exchange exchange, Target target) {
        HttpDialect.addClientsUri(out, exchange);
    }

    @Override
    void addLines(Bytes out, Exchange exchange, RequestBody body) {
        headers.addTo(out, exchange, 20);
        if (!setsLength && exchange.head.has(Name.CONTENT_LENGTH)) out.add(LENGTH).addDecimal(length(exchange, body)).addCrlf();
        if (!setsTe && exchange.head.lists(Name.TE, TRAILERS)) out.add(TE);
        headers.addClients(out, exchange, false);
    }

    private static long length(Exchange exchange, RequestBody body) {
        return body.isLive() ? exchange.framing.length() : body.length();
    }
}
