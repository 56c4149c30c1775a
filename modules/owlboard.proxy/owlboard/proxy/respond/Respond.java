package owlboard.proxy.respond;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import owlboard.proxy.content.Return;
import owlboard.proxy.listen.Exchange;
import owlboard.proxy.listen.Failure;
import owlboard.proxy.listen.Methods;
import owlboard.proxy.route.UriPath;
import owlboard.wire.http.Bytes;
import owlboard.wire.http.Name;

/** Answers that are made here: heads in nginx's order of lines, fixed bodies, pages. */
public final class Respond {
    static final byte[] SERVER = "Server: owlboard\r\nDate: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CONTENT_TYPE = "Content-Type: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CONTENT_LENGTH = "Content-Length: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LAST_MODIFIED = "Last-Modified: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LOCATION = "Location: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] KEEP_ALIVE = "Connection: keep-alive\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CLOSE = "Connection: close\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CHUNKED = "Transfer-Encoding: chunked\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TIMEOUT = "Keep-Alive: timeout=".getBytes(StandardCharsets.US_ASCII);

    private Respond() {}

    /** Status line, {@code Server}, {@code Date}. */
    static void begin(Bytes out, Exchange exchange, int status) {
        exchange.status = status;
        out.add(Statuses.line(status)).add(SERVER).add(exchange.desk().httpDate()).addCrlf();
    }

    /** {@code type} may be null; one that {@code add_header} sets replaces it. */
    static void contentType(Bytes out, Exchange exchange, String type) {
        exchange.sentContentType = type;
        if (type == null || exchange.rules.headers.replacesContentType(exchange.status)) return;
        out.add(CONTENT_TYPE).add(type).addCrlf();
    }

    static void contentLength(Bytes out, Exchange exchange, long length) {
        exchange.sentContentLength = length;
        out.add(CONTENT_LENGTH).addDecimal(length).addCrlf();
    }

    static void chunked(Bytes out, Exchange exchange) {
        exchange.sentChunked = true;
        out.add(CHUNKED);
    }

    static void lastModified(Bytes out, Exchange exchange, String date) {
        exchange.sentLastModified = date;
        out.add(LAST_MODIFIED).add(date).addCrlf();
    }

    static void location(Bytes out, Exchange exchange, String location) {
        exchange.sentLocation = location;
        out.add(LOCATION);
        int from = out.length();
        out.add(location);
        for (int i = from; i < out.length(); i++) {
            byte b = out.at(i);
            if (b >= 0 && b < ' ' || b == 0x7f) {
                out.truncate(from);
                escapeControls(out, location);
                break;
            }
        }
        out.addCrlf();
    }

    private static void escapeControls(Bytes out, String location) {
        for (char c : location.toCharArray()) {
            if (c < ' ' || c == 0x7f) out.add(String.format("%%%02X", (int) c));
            else out.add(c);
        }
    }

    /** {@code Connection}, and {@code Keep-Alive} where it is configured. */
    static void connection(Bytes out, Exchange exchange) {
        if (!exchange.keepAlive) {
            out.add(CLOSE);
            return;
        }
        out.add(KEEP_ALIVE);
        if (exchange.rules.keepaliveHeader > 0) out.add(TIMEOUT).addDecimal(exchange.rules.keepaliveHeader).addCrlf();
    }

    /** Added headers and the empty line. */
    static void end(Bytes out, Exchange exchange, boolean hasLength) {
        exchange.rules.headers.addTo(out, exchange, exchange.status, hasLength);
        out.addCrlf();
    }

    /** Sends a whole answer with a body that is at hand. {@code type}, {@code location} may be null. */
    public static void send(Exchange exchange, int status, String type, byte[] body, String location) throws IOException {
        if (exchange.imposedStatus != 0) status = exchange.imposedStatus;
        int shown = Statuses.shown(status);
        exchange.client.decideKeepAlive(exchange, status);
        var out = exchange.desk().takeBytes();
        begin(out, exchange, shown);
        exchange.status = status;
        boolean bodiless = shown == 204 || shown == 304;
        if (!bodiless) {
            contentType(out, exchange, type);
            contentLength(out, exchange, body.length);
        }
        if (location != null) location(out, exchange, location);
        connection(out, exchange);
        if (exchange.contentRange != null) out.add("Content-Range: ").add(exchange.contentRange).addCrlf();
        end(out, exchange, !bodiless);
        if (exchange.head.version == 9) out.clear();
        exchange.headLength = out.length();
        boolean withBody = !bodiless && exchange.method != Methods.HEAD;
        if (withBody) out.add(body);
        exchange.headSent = true;
        exchange.client.write(exchange, out.array(), 0, out.length());
        exchange.complete = true;
        exchange.desk().give(out);
    }

    /** {@code return}. */
    public static void send(Exchange exchange, Return answer) throws IOException, Failure {
        int code = answer.code();
        if (code == 444) throw new Failure(444, Failure.Side.OURS, Failure.Kind.NONE, null, null);
        if (answer.isRedirect()) {
            redirect(exchange, code, answer.text().text(exchange));
        } else if (answer.text() != null || code == 204 || code < 300) {
            var text = answer.text() == null ? new byte[0] : answer.text().text(exchange).getBytes(StandardCharsets.ISO_8859_1);
            send(exchange, code, exchange.rules.mediaType.of(exchange.uri), text, null);
        } else {
            throw new Failure(code, Failure.Side.OURS, Failure.Kind.NONE, null, null);
        }
    }

    /** A redirect to a URL, or to a path of this server (made absolute unless {@code absolute_redirect off}). */
    public static void redirect(Exchange exchange, int code, String location) throws IOException {
        send(exchange, code, "text/html", Statuses.page(code, false), absolute(exchange, location));
    }

    static String absolute(Exchange exchange, String location) {
        if (!location.startsWith("/") || !exchange.rules.absoluteRedirect) return location;
        boolean tls = exchange.client.isTls();
        var host = exchange.rules.serverNameInRedirect ? exchange.server.name() : exchange.host.isEmpty() ? exchange.server.name().isEmpty() ? exchange.client.localAddress() : exchange.server.name() : exchange.host;
        int port = exchange.client.listenPort();
        boolean shown = exchange.rules.portInRedirect && port != 0 && port != (tls ? 443 : 80);
        return (tls ? "https://" : "http://") + host + (shown ? ":" + port : "") + location;
    }

    /** The built-in page of a status. */
    public static void page(Exchange exchange, int status) throws IOException {
        int shown = exchange.imposedStatus != 0 ? exchange.imposedStatus : status;
        if (!Statuses.hasPage(status)) {
            send(exchange, shown, null, new byte[0], null);
            return;
        }
        send(exchange, status, "text/html", Statuses.page(status, exchange.rules.msiePadding && isPadded(exchange)), null);
    }

    /** Browsers that show a page of their own for a short error. */
    private static boolean isPadded(Exchange exchange) {
        if (exchange.head.array == null) return false;
        int agent = exchange.head.find(Name.USER_AGENT);
        if (agent < 0) return false;
        var text = exchange.head.value(agent);
        return text.contains("Chrome/") || text.contains("MSIE ") && !text.contains("Opera");
    }

    /** The escaped form of the URI in force, with its arguments. */
    public static String uriWithArgs(Exchange exchange) {
        var out = exchange.desk().takeBytes();
        UriPath.addEscaped(out, exchange.uri);
        if (!exchange.args.isEmpty()) out.add('?').add(exchange.args);
        var text = out.toString();
        exchange.desk().give(out);
        return text;
    }
}
