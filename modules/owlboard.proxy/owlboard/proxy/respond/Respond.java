package owlboard.proxy.respond;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import owlboard.proxy.exchange.AnswerHead;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Methods;
import owlboard.proxy.exchange.Verdict;
import owlboard.wire.http.Name;

/** Answers that are made here: heads in nginx's order of lines, fixed bodies, pages. */
public final class Respond {
    private static final byte[] DATE = "Date".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CONTENT_TYPE = "Content-Type".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LAST_MODIFIED = "Last-Modified".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LOCATION = "Location".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CONTENT_RANGE = "Content-Range".getBytes(StandardCharsets.US_ASCII);
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private Respond() {}

    /** Begins the head of an answer that is made here; {@code status} may be one of nginx's own, which only {@code error_page} sees. */
    public static AnswerHead begin(Exchange exchange, int status) {
        exchange.status = Statuses.told(status);
        var head = exchange.answer.begin(Statuses.shown(status));
        head.bodiless = head.status == 204 || head.status == 304 || exchange.is(Methods.HEAD);
        ServerTokens.addTo(head, exchange);
        date(head, exchange);
        return head;
    }

    /**
     * After these failures nginx does not go on with the connection (ngx_http_special_response_handler), whatever answers them; it does
     * after a {@code return} of the same status with a text, which is no failure.
     */
    public static boolean endsConnection(int status) {
        return switch (status) {
            case 400, 408, 413, 414, 494, 495, 496, 497, 500, 501 -> true;
            default -> false;
        };
    }

    public static void date(AnswerHead head, Exchange exchange) {
        head.add(DATE, Name.DATE, exchange.desk().httpDate());
    }

    /** {@code type} may be null; one that {@code add_header} sets replaces it. */
    public static void contentType(AnswerHead head, Exchange exchange, String type) {
        if (type == null || exchange.settings.get(AddedHeaders.SLOT).replacesContentType(exchange, head.status)) return;
        head.add(CONTENT_TYPE, Name.CONTENT_TYPE, type);
    }

    public static void length(AnswerHead head, long length) {
        head.lengthHere();
        head.length = length;
    }

    public static void lastModified(AnswerHead head, String date) {
        head.add(LAST_MODIFIED, Name.LAST_MODIFIED, date);
    }

    public static void location(AnswerHead head, String location) {
        var out = head.open(LOCATION, Name.LOCATION);
        for (int i = 0; i < location.length(); i++) {
            char c = location.charAt(i);
            if (c < ' ' || c == 0x7f) out.add(String.format("%%%02X", (int) c));
            else out.add(c);
        }
        head.close(Name.LOCATION);
    }

    /** Here the lines of the connection go, and behind them, where nginx has them, those of an answer before. */
    public static void connection(AnswerHead head, Exchange exchange) {
        head.connectionHere();
        var kept = KeptLines.find(exchange);
        if (kept != null) kept.addTo(head, exchange.settings.get(AddedHeaders.SLOT).setsExpires(exchange, head.status));
        boolean tellsSize = head.status == 416 && exchange.contentRange != null;
        if (tellsSize) head.add(CONTENT_RANGE, Name.CONTENT_RANGE, exchange.contentRange);
    }

    /** Added headers, which are the last lines; then it goes out. {@code hasLength}: see {@link AddedHeaders#addTo}. */
    public static void finish(AnswerHead head, Exchange exchange, boolean hasLength) throws IOException {
        added(head, exchange, hasLength);
        exchange.begins(head);
    }

    /** Added headers, whose values see the type without its charset, and of a part the whole, as behind nginx's filters. */
    public static void added(AnswerHead head, Exchange exchange, boolean hasLength) {
        int type = head.find(Name.CONTENT_TYPE);
        exchange.settings.get(AddedHeaders.SLOT).addTo(head, exchange, hasLength);
        Charset.name(head, exchange, type);
    }

    /** Sends a whole answer with a body that is at hand. {@code type}, {@code location} may be null. */
    public static void send(Exchange exchange, int status, String type, byte[] body, String location) throws IOException {
        var head = begin(exchange, exchange.imposedStatus != 0 ? exchange.imposedStatus : status);
        boolean hasLength = head.status != 204 && head.status != 304;
        if (hasLength) {
            contentType(head, exchange, KeptLines.type(exchange, type));
            length(head, body.length);
        }
        if (location != null) location(head, location);
        connection(head, exchange);
        finish(head, exchange, hasLength);
        exchange.way().body(head.bodiless ? NOTHING.duplicate() : ByteBuffer.wrap(body), true);
    }

    /** A redirect to a URL, or to a path of this server (made absolute unless {@code absolute_redirect off}). */
    public static void redirect(Exchange exchange, int code, String location) throws IOException {
        KeptLines.pageAnswers(exchange);
        exchange.imposedStatus = 0; // a redirect is what it is, whatever error_page made of the error before
        send(exchange, code, "text/html", Statuses.page(code, false, ServerTokens.signature(exchange)), absolute(exchange, location));
    }

    /** The same, but where an {@code error_page} is for this status: that answers, with the location of this redirect. */
    public static Verdict redirects(Exchange exchange, int code, String location) throws IOException {
        if (ErrorPages.of(exchange, code) == null) {
            redirect(exchange, code, location);
            return Verdict.DONE;
        }
        KeptLines.location(exchange, absolute(exchange, location));
        return Verdict.refused(code, null);
    }

    public static String absolute(Exchange exchange, String location) {
        if (!location.startsWith("/") || !exchange.settings.core.absoluteRedirect) return location;
        boolean tls = exchange.connection.isTls();
        var asked = exchange.host.isEmpty() ? exchange.connection.localAddress() : exchange.host;
        var host = exchange.settings.core.serverNameInRedirect ? exchange.server.name() : asked;
        int port = exchange.connection.listenPort();
        boolean shown = exchange.settings.core.portInRedirect && port != 0 && port != (tls ? 443 : 80);
        return (tls ? "https://" : "http://") + host + (shown ? ":" + port : "") + location;
    }

    /** The built-in page of a status. */
    public static void page(Exchange exchange, int status) throws IOException {
        int shown = exchange.imposedStatus != 0 ? exchange.imposedStatus : status;
        if (!Statuses.hasPage(status)) {
            send(exchange, shown, null, new byte[0], null);
            return;
        }
        KeptLines.pageAnswers(exchange);
        boolean padded = exchange.settings.core.msiePadding && isPadded(exchange);
        send(exchange, status, "text/html", Statuses.page(status, padded, ServerTokens.signature(exchange)), null);
    }

    /** Browsers that show a page of their own for a short error. */
    private static boolean isPadded(Exchange exchange) {
        if (exchange.head.array == null) return false;
        int agent = exchange.head.find(Name.USER_AGENT);
        if (agent < 0) return false;
        var text = exchange.head.value(agent);
        return text.contains("Chrome/") || text.contains("MSIE ") && !text.contains("Opera");
    }
}
