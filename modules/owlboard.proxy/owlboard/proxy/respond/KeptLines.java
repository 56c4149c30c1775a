package owlboard.proxy.respond;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import owlboard.proxy.exchange.AnswerHead;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Note;
import owlboard.wire.http.Head;
import owlboard.wire.http.Name;

/**
 * What outlives an upstream's head when something else answers in the end: of an {@code X-Accel-Redirect} the lines that say what the
 * content is and who may keep it, of an intercepted 401 how to log in, of a redirect that an error page answers where it leads
 * (ngx_http_upstream_headers_in, ngx_http_upstream_intercept_errors).
 */
public final class KeptLines {
    private static final byte[] DISPOSITION = "content-disposition".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CHALLENGE = "www-authenticate".getBytes(StandardCharsets.US_ASCII);

    private record Line(byte[] name, int id, String value) {}

    private final List<Line> lines = new ArrayList<>();
    /** Instead of the type that the content would have; null when nothing was said, or an error is answered. */
    private String contentType;
    /** Of whatever has no charset of its own; null when nothing was said. */
    private String charset;

    /** Of an answer with {@code X-Accel-Redirect}; {@code cookies} are changed as they would be on their way. */
    public static void redirected(Exchange exchange, Head head, UnaryOperator<String> cookies) {
        var kept = of(exchange);
        var type = head.value(Name.CONTENT_TYPE, "");
        if (!type.isEmpty()) {
            kept.contentType = type;
            kept.charset = Charset.of(type);
        }
        for (int i = 0; i < head.count(); i++) {
            switch (head.id(i)) {
                case Name.SET_COOKIE -> {
                    kept.add(Name.SET_COOKIE, head.name(i), cookies.apply(head.value(i)));
                }
                case Name.CACHE_CONTROL, Name.EXPIRES, Name.ACCEPT_RANGES -> kept.add(head.id(i), head.name(i), head.value(i));
                default -> {
                    if (Name.is(head.array, head.nameAt(i), head.nameLength(i), DISPOSITION)) {
                        kept.add(head.id(i), head.name(i), head.value(i));
                    }
                }
            }
        }
    }

    /** Of an answer of which a part is wanted that it has not: all but what tells of its body. */
    public static void relayed(Exchange exchange, AnswerHead answer) {
        for (int i = 0; i < answer.count(); i++) {
            switch (answer.id(i)) {
                case Name.LAST_MODIFIED, Name.ETAG, Name.CONTENT_ENCODING, Name.CONTENT_RANGE, Name.ACCEPT_RANGES, Name.DATE,
                        Name.SERVER -> { }
                default -> of(exchange).add(answer.id(i), answer.text().text(answer.nameAt(i), answer.nameLength(i)), answer.value(i));
            }
        }
    }

    /** Of a 401 that an error page answers. */
    public static void challenges(Exchange exchange, Head head) {
        for (int i = head.find(CHALLENGE, 0); i >= 0; i = head.find(CHALLENGE, i + 1)) {
            of(exchange).add(head.id(i), head.name(i), head.value(i));
        }
    }

    /** Of a subrequest's 401. */
    public static void challenges(Exchange exchange, AnswerHead answer) {
        for (int i = 0; i < answer.count(); i++) {
            if (!answer.isDropped(i) && Name.is(answer.text().array(), answer.nameAt(i), answer.nameLength(i), CHALLENGE)) {
                of(exchange).add(answer.id(i), answer.text().text(answer.nameAt(i), answer.nameLength(i)), answer.value(i));
            }
        }
    }

    /** How to log in here. */
    public static void challenge(Exchange exchange, String value) {
        of(exchange).add(Name.OTHER, "WWW-Authenticate", value);
    }

    /** Of a redirect that an error page answers. */
    static void location(Exchange exchange, String location) {
        var kept = of(exchange);
        kept.lines.removeIf(line -> line.id == Name.LOCATION);
        kept.add(Name.LOCATION, "Location", location);
    }

    /** All of them (ngx_http_clean_header). */
    public static void forget(Exchange exchange) {
        if (find(exchange) != null) exchange.note(KEPT, null);
    }

    /** Somebody else has let the request pass. */
    public static void forgetChallenges(Exchange exchange) {
        var kept = find(exchange);
        if (kept != null) kept.lines.removeIf(line -> Name.is(line.name, 0, line.name.length, CHALLENGE));
    }

    private static final Note<KeptLines> KEPT = new Note<>();

    /** Null: there are none. */
    static KeptLines find(Exchange exchange) {
        return exchange.note(KEPT);
    }

    private static KeptLines of(Exchange exchange) {
        if (find(exchange) == null) exchange.note(KEPT, new KeptLines());
        return find(exchange);
    }

    /** An error is answered: its type is its page's. */
    public static void errorAnswers(Exchange exchange) {
        var kept = find(exchange);
        if (kept != null) kept.contentType = null;
    }

    private void add(int id, String name, String value) {
        lines.add(new Line(name.getBytes(StandardCharsets.ISO_8859_1), id, value));
    }

    /** A built-in page answers: it has its own type, and no ranges (ngx_http_send_special_response). */
    static void pageAnswers(Exchange exchange) {
        var kept = find(exchange);
        if (kept == null) return;
        kept.contentType = null;
        kept.lines.removeIf(line -> line.id == Name.ACCEPT_RANGES || line.id == Name.LOCATION);
    }

    /** The type to send: what was said before, or else {@code own}. */
    public static String type(Exchange exchange, String own) {
        var kept = find(exchange);
        if (kept == null) return own;
        if (kept.contentType != null) return kept.contentType;
        return own == null || kept.charset == null || Charset.of(own) != null ? own : own + "; charset=" + kept.charset;
    }

    /** {@code expires} of the location that answers replaces what was said about keeping. */
    void addTo(AnswerHead answer, boolean replacesExpiry) {
        for (var line : lines) {
            if (!replacesExpiry || line.id != Name.EXPIRES && line.id != Name.CACHE_CONTROL) answer.add(line.name, line.id, line.value);
        }
    }
}
