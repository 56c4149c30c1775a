package owlboard.proxy.forward;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.RequestBody;
import owlboard.proxy.upstream.Carrier;
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

/**
 * HTTP/2 with an upstream (RFC 9113), a request at a time on each connection. A request is composed as HTTP/1 would have it, and becomes
 * fields here; {@code Host} is {@code :authority}, and lines about a connection are left out.
 */
abstract class Http2Dialect implements Dialect {
    private static final byte[] METHOD = bytes(":method");
    private static final byte[] SCHEME = bytes(":scheme");
    private static final byte[] PATH = bytes(":path");
    private static final byte[] AUTHORITY = bytes(":authority");
    private static final byte[] TRAILERS = bytes("trailers");
    private static final String NO_BODY = "content-length: 0\r\n";

    private static final Pattern LINE_NAME = Pattern.compile("(?m)^[^:]+");

    /** How much larger a head is than what came of it, at most. */
    private static final int UNCOMPRESSED = 4;

    private final int headMax;

    Http2Dialect(long bufferBytes) {
        headMax = headMax(bufferBytes);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    // What is asked.

    abstract void addMethod(Bytes out, Exchange exchange);

    abstract void addPath(Bytes out, Exchange exchange, Target target);

    /** All others, as lines of HTTP/1, {@code Host} among them. */
    abstract void addLines(Bytes out, Exchange exchange, RequestBody body);

    @Override
    public Carrier carrier() {
        return Carrier.HTTP2;
    }

    @Override
    public boolean takesAnyLength() {
        return true;
    }

    @Override
    public String compose(Bytes out, Exchange exchange, Target target, RequestBody body) {
        var text = exchange.desk().takeBytes();
        var block = new HpackEncoder();
        addMethod(text, exchange);
        field(block, METHOD, text);
        pseudo(block, target, text);
        addPath(text, exchange, target);
        field(block, PATH, text);
        addLines(text, exchange, body);
        fields(text, block);
        RequestFrames.head(out, block.out, !body.isLive() && body.length() == 0);
        exchange.desk().give(text);
        return null;
    }

    /** A request with these lines that is asked without an exchange; {@code end}: it has no body. */
    static Bytes head(String method, String uri, Target target, Bytes lines, boolean end) {
        var text = new Bytes(256);
        var block = new HpackEncoder();
        field(block, METHOD, text.add(method));
        pseudo(block, target, text);
        field(block, PATH, text.add(uri));
        fields(lines, block);
        var out = new Bytes(256);
        RequestFrames.head(out, block.out, end);
        return out;
    }

    private static void pseudo(HpackEncoder block, Target target, Bytes text) {
        field(block, SCHEME, text.add(scheme(target)));
    }

    private static String scheme(Target target) {
        return target.secure() ? "https" : "http";
    }

    private static void field(HpackEncoder block, byte[] name, Bytes value) {
        block.field(name, 0, name.length, value.array(), 0, value.length());
        value.clear();
    }

    /** {@code :authority} comes before all that is no pseudo-header (RFC 9113 §8.3), wherever {@code Host} was set. */
    private static void fields(Bytes lines, HpackEncoder block) {
        fields(lines, block, true);
        fields(lines, block, false);
    }

    private static void fields(Bytes lines, HpackEncoder block, boolean host) {
        var text = lines.array();
        for (int at = 0; at < lines.length(); ) {
            int colon = at;
            while (text[colon] != ':') colon++;
            int end = colon;
            while (text[end] != '\r') end++;
            int id = Name.of(text, at, colon - at);
            if (host == (id == Name.HOST)) field(block, text, at, colon, end, id);
            at = end + 2;
        }
    }

    /** Without the space around its value (RFC 9113 §8.2.1); of {@code TE} the one value that is allowed (§8.2.2). */
    private static void field(HpackEncoder block, byte[] text, int at, int colon, int end, int id) {
        int from = colon + 1;
        int to = end;
        while (from < to && isSpace(text[from])) from++;
        while (to > from && isSpace(text[to - 1])) to--;
        if (id == Name.HOST) {
            block.field(AUTHORITY, 0, AUTHORITY.length, text, from, to - from);
        } else if (id == Name.TE) {
            boolean wanted = UpgradeList.lists(new String(text, from, to - from, StandardCharsets.ISO_8859_1), "trailers");
            if (wanted) block.field(text, at, colon - at, TRAILERS, 0, TRAILERS.length);
        } else if (!Name.isOfAConnection(id)) {
            block.field(text, at, colon - at, text, from, to - from);
        }
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\t';
    }

    @Override
    public String shown(Exchange exchange, Target target, String framing) {
        var out = exchange.desk().takeBytes();
        addMethod(out, exchange);
        var method = taken(out);
        addPath(out, exchange, target);
        var path = taken(out);
        addLines(out, exchange, RequestBody.NONE);
        var lines = LINE_NAME.matcher(taken(out)).replaceAll(name -> name.group().toLowerCase(Locale.ROOT));
        exchange.desk().give(out);
        if (framing != null) lines = lines.replace(NO_BODY, framing.isEmpty() ? "" : framing.toLowerCase(Locale.ROOT) + "\r\n");
        return ":method: " + method + "\r\n:scheme: " + scheme(target) + "\r\n:path: " + path + "\r\n" + hostFirst(lines);
    }

    private static String taken(Bytes text) {
        var taken = text.toString();
        text.clear();
        return taken;
    }

    private static String hostFirst(String lines) {
        var authority = new StringBuilder();
        var rest = new StringBuilder();
        lines.lines().forEach(line -> {
            if (line.startsWith("host: ")) authority.append(":authority").append(line, 4, line.length()).append("\r\n");
            else rest.append(line).append("\r\n");
        });
        return authority.append(rest).toString();
    }

    @Override
    public BodyFrames frames(Exchange exchange, RequestBody body) {
        return BodyFrames.DATA;
    }

    // What is answered.

    @Override
    public final int headMax(long bufferBytes) {
        return (int) Math.min(HEAD_MOST, UNCOMPRESSED * bufferBytes);
    }

    private static Http2Wire wire(UpstreamConnection connection) {
        return (Http2Wire) connection.wire;
    }

    @Override
    public void begin(UpstreamConnection connection, Exchange exchange) {
        wire(connection).begin(headMax, exchange != null && sendsHead(exchange));
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
        boolean whole = isWhole(connection) && wire(connection).trailers() == null;
        return whole ? Framing.NONE : new Framing(Framing.Kind.UNTIL_CLOSE, wire(connection).declaredLength());
    }

    @Override
    public boolean isWhole(UpstreamConnection connection) {
        return connection.input.available() == 0 && wire(connection).isRead();
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
