package owlboard.proxy.respond;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import owlboard.config.Level;
import owlboard.config.directive.Headers;
import owlboard.proxy.exchange.AnswerHead;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Feature;
import owlboard.proxy.exchange.Making;
import owlboard.proxy.exchange.Slot;
import owlboard.proxy.exchange.Value;
import owlboard.proxy.logfile.ErrorLog.Severity;
import owlboard.wire.http.Bytes;
import owlboard.wire.http.HttpDate;
import owlboard.wire.http.Name;

/** {@code add_header}, {@code add_trailer} and {@code expires} of one level, for answers that a client gets: a subrequest's have none. */
public final class AddedHeaders {
    public static final Slot<AddedHeaders> SLOT = new Slot<>((scope, making) -> AddedHeaders.of(scope.level(), making));
    public static final Feature FEATURE = Feature.of(SLOT);

    private static final byte[] EXPIRES = "Expires".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CACHE_CONTROL = "Cache-Control".getBytes(StandardCharsets.US_ASCII);

    /** {@code malformed}: its name, or its value as the file has it, is none of HTTP/2 (RFC 9113 §8.2.1). */
    private record Added(byte[] name, int id, Value value, boolean always, boolean malformed) {}

    private final Added[] headers;
    private final Added[] trailers;
    private final Headers.Expires expires;
    private final Value expiresVariable;
    private final boolean hasContentType;
    /** It has a line that may say how long an answer may be kept. */
    public final boolean maySetLifetime;

    private AddedHeaders(Level level, Making making) {
        headers = added(level.get(Headers.ADD_HEADER), making);
        trailers = added(level.get(Headers.ADD_TRAILER), making);
        expires = level.get(Headers.EXPIRES);
        expiresVariable = expires == null || expires.variable() == null ? null : making.value(expires.variable());
        boolean contentType = false;
        boolean lifetime = false;
        for (var header : headers) {
            contentType |= header.id == Name.CONTENT_TYPE;
            lifetime |= header.id == Name.EXPIRES || header.id == Name.CACHE_CONTROL;
        }
        hasContentType = contentType;
        maySetLifetime = lifetime || expires != null;
    }

    public static AddedHeaders of(Level level, Making making) {
        return new AddedHeaders(level, making);
    }

    private static Added[] added(List<Headers.AddHeader> declared, Making making) {
        return declared.stream()
                .map(line -> new Added(line.name().getBytes(StandardCharsets.ISO_8859_1), Name.of(line.name()),
                        making.value(line.value()), line.always(), !isName(line.name()) || breaksLine(line.value().source())))
                .toArray(Added[]::new);
    }

    private static boolean isName(String name) {
        return !name.isEmpty() && name.chars().allMatch(c -> c > ' ' && c < 0x7f && c != ':');
    }

    /** What variables put in is cleaned, see {@link #clean}. */
    private static boolean breaksLine(String text) {
        return text.chars().anyMatch(c -> c == '\r' || c == '\n' || c == 0);
    }

    private static boolean isUsual(int status) {
        return switch (status) {
            case 200, 201, 204, 206, 301, 302, 303, 304, 307, 308 -> true;
            default -> false;
        };
    }

    /** Whether a {@code Content-Type} of its own replaces the usual one (nginx would send both). */
    public boolean replacesContentType(Exchange exchange, int status) {
        if (!hasContentType || exchange.parent != null) return false;
        for (var header : headers) if (header.id == Name.CONTENT_TYPE && (header.always || isUsual(status))) return true;
        return false;
    }

    /** The tag, or the date, that an answer of 200 or 206 is sent with, where it has {@code own}; null: none. */
    public String replaced(Exchange exchange, int id, String own) {
        var shown = own;
        for (var header : headers) if (header.id == id) shown = header.value.text(exchange);
        return shown == null || shown.isEmpty() ? null : shown;
    }

    /** {@code hasLength}: the answer has a Content-Length of its own, or a body; an added one would lie. */
    void addTo(AnswerHead head, Exchange exchange, boolean hasLength) {
        if (exchange.parent != null) return;
        boolean usual = isUsual(head.status);
        if (expires != null && usual) addExpires(head, exchange);
        for (var header : headers) {
            if (!header.always && !usual) continue;
            if (hasLength && header.id == Name.CONTENT_LENGTH || header.id == Name.TRANSFER_ENCODING || header.id == Name.CONNECTION) {
                continue;
            }
            if (header.id == Name.ETAG || header.id == Name.LAST_MODIFIED) head.drop(header.id); // ngx_http_set_response_header
            add(head, header, exchange);
        }
        boolean adds = false;
        for (var trailer : trailers) adds |= trailer.always || usual;
        if (adds) addTrailers(head, exchange, usual);
    }

    /** Behind those of the upstream. */
    private void addTrailers(AnswerHead head, Exchange exchange, boolean usual) {
        var first = head.trailers;
        head.trailers = lines -> {
            if (first != null) first.addTo(lines);
            addOwnTrailers(lines, exchange, usual);
        };
    }

    /** Lines that frame a message, or say who asks, have no place behind it (RFC 9110 §6.5.1). */
    private void addOwnTrailers(AnswerHead lines, Exchange exchange, boolean usual) {
        for (var trailer : trailers) {
            if (!trailer.always && !usual) continue;
            if (trailer.id == Name.CONTENT_LENGTH || trailer.id == Name.TRANSFER_ENCODING || trailer.id == Name.CONNECTION) continue;
            add(lines, trailer, exchange);
        }
    }

    /** An empty value is no line. A tag and a date of its own replace the file's, also by nothing. */
    private static void add(AnswerHead head, Added line, Exchange exchange) {
        if (line.id == Name.ETAG || line.id == Name.LAST_MODIFIED) head.drop(line.id);
        if (line.malformed && exchange.head.version >= 20) {
            exchange.log(Severity.ERROR, "added header line \"" + new String(line.name, StandardCharsets.ISO_8859_1)
                    + "\" is malformed in HTTP/2, and is not sent");
            return;
        }
        boolean doubles = line.id == Name.ACCESS_CONTROL_ALLOW_ORIGIN && head.has(line.id);
        var out = head.open(line.name, line.id);
        int value = out.length();
        line.value.addTo(out, exchange);
        if (out.length() == value) {
            head.abandon();
            return;
        }
        if (!line.value.isConstant() && clean(out, value)) splits(exchange, line);
        head.close(line.id);
        if (doubles) doubles(exchange);
    }

    private static void splits(Exchange exchange, Added line) {
        exchange.found("http_splitting", exchange.place().toString(), "a request put a line break into the added header line \""
                + new String(line.name, StandardCharsets.ISO_8859_1) + "\", where it became a blank");
    }

    /** Browsers refuse an answer that says twice who may read it (Fetch, CORS check). */
    public static void doubles(Exchange exchange) {
        exchange.found("cors-doubled", exchange.place().toString(), "an answer has more than one Access-Control-Allow-Origin line");
    }

    /** A captured CR or LF must not end the line: it becomes a space. Whether there was one. */
    static boolean clean(Bytes out, int from) {
        boolean found = false;
        for (int i = from; i < out.length(); i++) {
            if (out.at(i) != '\r' && out.at(i) != '\n' && out.at(i) != 0) continue;
            out.set(i, ' ');
            found = true;
        }
        return found;
    }

    /** Whether it replaces what the answer says about keeping so far. */
    public boolean setsExpires(Exchange exchange, int status) {
        return expires != null && exchange.parent == null && isUsual(status) && expires(exchange).from() != Headers.From.OFF;
    }

    /**
     * Whether the client is told here how long it may keep an answer, and counts from now on. {@code shown}: what the answer itself says,
     * where that reaches the client, goes before lines that are added behind it.
     */
    public boolean setsLifetime(Exchange exchange, int status, String shownControl, boolean showsExpires) {
        if (exchange.parent != null) return false;
        if (setsExpires(exchange, status)) return true;
        if (isLifetime(shownControl)) return false;
        for (var header : headers) {
            if (!header.always && !isUsual(status)) continue;
            if (header.id == Name.EXPIRES && !showsExpires || header.id == Name.CACHE_CONTROL && isLifetime(header.value.text(exchange))) {
                return true;
            }
        }
        return false;
    }

    /** {@code max-age} or {@code s-maxage}. */
    private static boolean isLifetime(String control) {
        return control != null && control.toLowerCase(Locale.ROOT).contains("max");
    }

    /** What a variable holds is read as it would be in the file; what cannot be read says nothing. */
    private Headers.Expires expires(Exchange exchange) {
        if (expiresVariable == null) return expires;
        var told = Headers.parseExpires(expires.place(), expiresVariable.text(exchange));
        if (told == null) return Headers.NO_EXPIRES;
        if (expires.from() == Headers.From.VARIABLE) return told;
        return switch (told.from()) {
            case ACCESS -> new Headers.Expires(expires.place(), Headers.From.MODIFIED, told.seconds(), null);
            case DAILY -> Headers.NO_EXPIRES;
            default -> told;
        };
    }

    private void addExpires(AnswerHead head, Exchange exchange) {
        var told = expires(exchange);
        long seconds = told.seconds();
        long now = exchange.loop().wallMillis() / 1000;
        switch (told.from()) {
            case EPOCH -> add(head, "Thu, 01 Jan 1970 00:00:01 GMT", "no-cache");
            case MAX -> add(head, "Thu, 31 Dec 2037 23:55:55 GMT", "max-age=315360000");
            case ACCESS -> relative(head, now + seconds, now);
            case MODIFIED -> relative(head, modified(exchange, now) + seconds, now);
            case DAILY -> relative(head, nextTimeOfDay(now, seconds), now);
            case OFF, VARIABLE, MODIFIED_VARIABLE -> {}
        }
    }

    private static long modified(Exchange exchange, long now) {
        var date = exchange.answer.value(Name.LAST_MODIFIED, null);
        long seconds = date == null ? -1 : HttpDate.seconds(date);
        return seconds < 0 ? now : seconds;
    }

    private static long nextTimeOfDay(long now, long secondOfDay) {
        var zone = ZoneId.systemDefault();
        var today = Instant.ofEpochSecond(now).atZone(zone).toLocalDate();
        long time = today.atStartOfDay(zone).toEpochSecond() + secondOfDay;
        return time > now ? time : time + 86_400;
    }

    private static void relative(AnswerHead head, long when, long now) {
        add(head, HttpDate.of(when), when < now ? "no-cache" : "max-age=" + (when - now));
    }

    private static void add(AnswerHead head, String when, String control) {
        head.add(EXPIRES, Name.EXPIRES, when);
        head.add(CACHE_CONTROL, Name.CACHE_CONTROL, control);
    }
}
