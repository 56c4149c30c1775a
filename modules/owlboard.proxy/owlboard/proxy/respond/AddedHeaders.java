package owlboard.proxy.respond;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import owlboard.config.Level;
import owlboard.config.directive.Headers;
import owlboard.config.language.Units;
import owlboard.proxy.listen.Exchange;
import owlboard.proxy.route.Building;
import owlboard.proxy.route.Value;
import owlboard.wire.http.Bytes;
import owlboard.wire.http.HttpDate;
import owlboard.wire.http.Name;

/** {@code add_header} and {@code expires} of one level. */
public final class AddedHeaders {

    private record Added(byte[] name, String lowerCase, int id, Value value, boolean always) {}

    private final Added[] headers;
    private final Headers.Expires expires;
    private final Value expiresVariable;
    private final boolean hasContentType;

    private AddedHeaders(Level level, Building building) {
        headers = level.get(Headers.ADD_HEADER).stream()
                .map(header -> new Added(header.name().getBytes(StandardCharsets.ISO_8859_1), header.name().toLowerCase(Locale.ROOT), Name.of(header.name()), building.value(header.value()), header.always()))
                .toArray(Added[]::new);
        expires = level.get(Headers.EXPIRES);
        expiresVariable = expires == null || expires.variable() == null ? null : building.value(expires.variable());
        boolean contentType = false;
        for (var header : headers) contentType |= header.id == Name.CONTENT_TYPE;
        hasContentType = contentType;
    }

    public static AddedHeaders of(Level level, Building building) {
        return new AddedHeaders(level, building);
    }

    private static boolean isUsual(int status) {
        return switch (status) {
            case 200, 201, 204, 206, 301, 302, 303, 304, 307, 308 -> true;
            default -> false;
        };
    }

    /** Whether a {@code Content-Type} of its own replaces the usual one (nginx would send both). */
    boolean replacesContentType(int status) {
        if (!hasContentType) return false;
        for (var header : headers) if (header.id == Name.CONTENT_TYPE && (header.always || isUsual(status))) return true;
        return false;
    }

    /** {@code hasLength}: the answer has a Content-Length of its own, or a body; an added one would lie. */
    void addTo(Bytes out, Exchange exchange, int status, boolean hasLength) {
        boolean usual = isUsual(status);
        if (expires != null && usual) addExpires(out, exchange);
        for (var header : headers) {
            if (!header.always && !usual) continue;
            if (hasLength && header.id == Name.CONTENT_LENGTH || header.id == Name.TRANSFER_ENCODING || header.id == Name.CONNECTION) continue;
            int line = out.length();
            out.add(header.name).add(':').add(' ');
            int value = out.length();
            header.value.addTo(out, exchange);
            if (out.length() == value) {
                out.truncate(line);
                continue;
            }
            if (!header.value.isConstant()) clean(out, value);
            out.addCrlf();
        }
    }

    /** A captured CR or LF must not end the line: it becomes a space. */
    static void clean(Bytes out, int from) {
        for (int i = from; i < out.length(); i++) if (out.at(i) == '\r' || out.at(i) == '\n' || out.at(i) == 0) out.set(i, ' ');
    }

    /** For {@code $sent_http_name}. */
    public boolean addSent(Bytes out, Exchange exchange, String name) {
        for (var header : headers) {
            if (!header.lowerCase.equals(name) || !header.always && !isUsual(exchange.status)) continue;
            int before = out.length();
            header.value.addTo(out, exchange);
            return out.length() > before;
        }
        return false;
    }

    boolean setsExpires(int status) {
        return expires != null && expires.from() != Headers.From.OFF && isUsual(status);
    }

    private void addExpires(Bytes out, Exchange exchange) {
        var from = expires.from();
        long seconds = expires.seconds();
        if (from == Headers.From.VARIABLE) {
            var text = expiresVariable.text(exchange);
            switch (text) {
                case "", "off" -> {
                    return;
                }
                case "epoch" -> from = Headers.From.EPOCH;
                case "max" -> from = Headers.From.MAX;
                default -> {
                    from = Headers.From.ACCESS;
                    seconds = seconds(text);
                    if (seconds == Long.MIN_VALUE) return;
                }
            }
        }
        long now = exchange.loop().wallMillis() / 1000;
        switch (from) {
            case EPOCH -> out.add("Expires: Thu, 01 Jan 1970 00:00:01 GMT\r\nCache-Control: no-cache\r\n");
            case MAX -> out.add("Expires: Thu, 31 Dec 2037 23:55:55 GMT\r\nCache-Control: max-age=315360000\r\n");
            case ACCESS -> relative(out, now + seconds, now);
            case MODIFIED -> relative(out, modified(exchange, now) + seconds, now);
            case DAILY -> relative(out, nextTimeOfDay(now, seconds), now);
            case OFF, VARIABLE -> {}
        }
    }

    private static long seconds(String text) {
        boolean past = text.startsWith("-");
        var seconds = Units.seconds(past ? text.substring(1) : text);
        if (seconds.isEmpty()) return Long.MIN_VALUE;
        return past ? -seconds.getAsLong() : seconds.getAsLong();
    }

    private static long modified(Exchange exchange, long now) {
        if (exchange.sentLastModified == null) return now;
        long seconds = HttpDate.seconds(exchange.sentLastModified);
        return seconds < 0 ? now : seconds;
    }

    private static long nextTimeOfDay(long now, long secondOfDay) {
        var zone = java.time.ZoneId.systemDefault();
        var today = Instant.ofEpochSecond(now).atZone(zone).toLocalDate();
        long time = today.atStartOfDay(zone).toEpochSecond() + secondOfDay;
        return time > now ? time : time + 86_400;
    }

    private static void relative(Bytes out, long when, long now) {
        out.add("Expires: ").add(HttpDate.of(when)).addCrlf();
        out.add("Cache-Control: ").add(when < now ? "no-cache" : "max-age=" + (when - now)).addCrlf();
    }
}
