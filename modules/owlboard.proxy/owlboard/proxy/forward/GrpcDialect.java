package owlboard.proxy.forward;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import owlboard.config.Level;
import owlboard.config.Template;
import owlboard.config.directive.Grpc;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Making;
import owlboard.proxy.exchange.Methods;
import owlboard.proxy.exchange.RequestBody;
import owlboard.proxy.upstream.UpstreamConnection;
import owlboard.wire.http.Body;
import owlboard.wire.http.Bytes;
import owlboard.wire.http.Framing;
import owlboard.wire.http.Head;
import owlboard.wire.http.Name;
import owlboard.wire.http.ResponseHead;
import owlboard.wire.http2.HpackEncoder;
import owlboard.wire.http2.Http2Wire;
import owlboard.wire.http2.RequestFrames;
import owlboard.wire.net.Waitable;

/** {@code grpc_pass}: HTTP/2 (RFC 9113), a request at a time on each connection, both ways at once. */
final class GrpcDialect implements Dialect {
    private static final byte[] METHOD = bytes(":method");
    private static final byte[] SCHEME = bytes(":scheme");
    private static final byte[] PATH = bytes(":path");
    private static final byte[] AUTHORITY = bytes(":authority");
    private static final byte[] TE = bytes("te: trailers\r\n");
    private static final byte[] TRAILERS = bytes("trailers");

    private static final Pattern LINE_NAME = Pattern.compile("(?m)^[^:]+");

    private final SetHeaders headers;
    private final boolean setsTe;
    private final boolean setsLength;
    private final int headMax;

    GrpcDialect(Level level, Making making) {
        var declared = level.get(Grpc.GRPC_SET_HEADER);
        headers = new SetHeaders(level, declared, making, new Template("$proxy_host", List.of(new Template.BuiltIn("proxy_host"))));
        setsTe = declared.stream().anyMatch(header -> header.name().equalsIgnoreCase("TE"));
        setsLength = declared.stream().anyMatch(header -> header.name().equalsIgnoreCase("Content-Length"));
        headMax = ProxyPass.headMax(level, Grpc.PASSING);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public String scheme(boolean secure) {
        return secure ? "grpcs://" : "grpc://";
    }

    @Override
    public boolean takesAnyLength() {
        return true;
    }

    @Override
    public String compose(Bytes out, Exchange exchange, Target target, RequestBody body) {
        var lines = exchange.desk().takeBytes();
        var block = new HpackEncoder();
        pseudo(lines, exchange, target, block);
        lines.clear();
        lines(lines, exchange, body);
        fields(lines, block);
        RequestFrames.head(out, block.out, !body.isLive() && body.length() == 0);
        exchange.desk().give(lines);
        return null;
    }

    private static void pseudo(Bytes text, Exchange exchange, Target target, HpackEncoder block) {
        field(block, METHOD, text.add(exchange.method));
        field(block, SCHEME, text.add(target.secure() ? "https" : "http"));
        HttpDialect.addClientsUri(text, exchange);
        field(block, PATH, text);
    }

    private static void field(HpackEncoder block, byte[] name, Bytes value) {
        block.field(name, 0, name.length, value.array(), 0, value.length());
        value.clear();
    }

    /** As HTTP/1 would have them, the host first. */
    private void lines(Bytes out, Exchange exchange, RequestBody body) {
        headers.addTo(out, exchange, 11);
        if (!setsLength && exchange.head.has(Name.CONTENT_LENGTH)) out.add(LENGTH).addDecimal(length(exchange, body)).addCrlf();
        if (!setsTe && exchange.head.lists(Name.TE, TRAILERS)) out.add(TE);
        headers.addClients(out, exchange, false);
    }

    private static long length(Exchange exchange, RequestBody body) {
        return body.isLive() ? exchange.framing.length() : body.length();
    }

    private static void fields(Bytes lines, HpackEncoder block) {
        var text = lines.array();
        for (int at = 0; at < lines.length(); ) {
            int colon = at;
            while (text[colon] != ':') colon++;
            int value = colon + 2;
            int end = value;
            while (text[end] != '\r') end++;
            int id = Name.of(text, at, colon - at);
            if (id == Name.HOST) block.field(AUTHORITY, 0, AUTHORITY.length, text, value, end - value);
            else if (id != Name.CONNECTION) block.field(text, at, colon - at, text, value, end - value);
            at = end + 2;
        }
    }

    @Override
    public String shown(Exchange exchange, Target target, String framing) {
        var out = exchange.desk().takeBytes();
        HttpDialect.addClientsUri(out, exchange);
        var path = out.toString();
        out.clear();
        lines(out, exchange, RequestBody.NONE);
        var lines = LINE_NAME.matcher(out.toString()).replaceAll(name -> name.group().toLowerCase(Locale.ROOT));
        exchange.desk().give(out);
        var method = new String(exchange.method, StandardCharsets.ISO_8859_1);
        return ":method: " + method + "\r\n:scheme: " + (target.secure() ? "https" : "http") + "\r\n:path: " + path + "\r\n"
                + lines.replaceFirst("(?m)^host: ", ":authority: ");
    }

    @Override
    public BodyFrames frames(Exchange exchange, RequestBody body) {
        return BodyFrames.DATA;
    }

    @Override
    public void begin(UpstreamConnection connection, Exchange exchange) {
        wire(connection).begin(headMax, exchange.is(Methods.HEAD));
    }

    private static Http2Wire wire(UpstreamConnection connection) {
        return (Http2Wire) connection.wire;
    }

    @Override
    public boolean readHead(UpstreamConnection connection, Exchange exchange, int max) throws IOException {
        return ResponseHead.read(connection.input, connection.head, max);
    }

    /** The server wants its PING answered, however slow the client is. */
    @Override
    public Waitable news(UpstreamConnection connection) {
        return wire(connection).news();
    }

    /** The end of the stream is that of the body, whose length may be told all the same. */
    @Override
    public Framing framing(UpstreamConnection connection, boolean toHead) throws IOException {
        Framing.ofResponse(connection.head, toHead); // what it tells must be a length
        boolean whole = connection.input.available() == 0 && wire(connection).isRead() && wire(connection).trailers() == null;
        return whole ? Framing.NONE : new Framing(Framing.Kind.UNTIL_CLOSE, wire(connection).declaredLength());
    }

    @Override
    public byte[] trailers(UpstreamConnection connection, Body body) {
        return wire(connection).trailers();
    }

    @Override
    public boolean mayHaveTrailers(Head head) {
        return true;
    }

    @Override
    public boolean mayRest(UpstreamConnection connection, Framing framing) {
        return connection.input.available() == 0 && wire(connection).mayRest();
    }
}
