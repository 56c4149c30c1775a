package owlboard.proxy.respond;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import owlboard.config.Level;
import owlboard.config.Regex;
import owlboard.config.directive.Gzip.Proxied;
import owlboard.config.directive.Gzip;
import owlboard.proxy.exchange.AnswerHead;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Matching;
import owlboard.wire.http.HttpDate;
import owlboard.wire.http.Name;

/**
 * Whether the client of a request gets its answer as gzip: what it accepts (RFC 9110 §12.5.3), {@code gzip_http_version}, {@code
 * gzip_proxied}, {@code gzip_disable}.
 * As ngx_http_gzip_ok.
 */
public final class TakesGzip {
    private final int version;
    private final Set<Proxied> proxied;
    private final boolean sparesMsie6;
    private final List<Regex> spared;

    private TakesGzip(Level level) {
        version = level.get(Gzip.GZIP_HTTP_VERSION);
        proxied = level.get(Gzip.GZIP_PROXIED);
        var disable = level.get(Gzip.GZIP_DISABLE);
        sparesMsie6 = disable.msie6();
        spared = disable.agents();
    }

    public static TakesGzip of(Level level) {
        return new TakesGzip(level);
    }

    public boolean test(Exchange exchange, AnswerHead answer) {
        var head = exchange.head;
        if (head.array == null || head.version < version || exchange.parent != null) return false;
        int accepted = head.find(Name.ACCEPT_ENCODING);
        if (accepted < 0 || !accepts(head.value(accepted))) return false;
        if (head.has(Name.VIA) && !proxied(exchange, answer)) return false;
        int agent = head.find(Name.USER_AGENT);
        if (agent < 0 || !sparesMsie6 && spared.isEmpty()) return true;
        var text = head.value(agent);
        if (sparesMsie6 && isMsie6(text)) return false;
        for (var regex : spared) if (Matching.matches(exchange, regex, text)) return false;
        return true;
    }

    /** Whether a list of codings names gzip with a weight that is not 0. */
    static boolean accepts(String list) {
        for (int at = indexOfGzip(list, 0); at >= 0; at = indexOfGzip(list, at + 4)) {
            if (at == 0 || list.charAt(at - 1) == ',' || list.charAt(at - 1) == ' ') return weighs(list, at + 4);
        }
        return false;
    }

    private static int indexOfGzip(String list, int from) {
        for (int i = from; i <= list.length() - 4; i++) if (list.regionMatches(true, i, "gzip", 0, 4)) return i;
        return -1;
    }

    private static boolean weighs(String list, int from) {
        int end = list.indexOf(',', from);
        var parameters = list.substring(from, end < 0 ? list.length() : end).strip();
        if (parameters.isEmpty()) return true;
        if (parameters.charAt(0) != ';') return false;
        var weight = parameters.substring(1).strip();
        if (weight.isEmpty()) return true;
        return weight.matches("[qQ]=(0\\.(?=\\d{0,2}[1-9])\\d{1,3}|1(\\.0{0,3})?)( .*)?");
    }

    /** nginx's rule for requests that came through a proxy. */
    private boolean proxied(Exchange exchange, AnswerHead answer) {
        if (proxied.contains(Proxied.OFF)) return false;
        if (proxied.contains(Proxied.ANY)) return true;
        if (proxied.contains(Proxied.AUTH) && exchange.head.has(Name.AUTHORIZATION)) return true;
        var expires = answer.value(Name.EXPIRES, null);
        if (expires != null) return proxied.contains(Proxied.EXPIRED) && isPast(HttpDate.seconds(expires), exchange, answer);
        var control = answer.value(Name.CACHE_CONTROL, null);
        if (control != null) return isNamed(Proxied.NO_CACHE, "no-cache", control) || isNamed(Proxied.NO_STORE, "no-store", control)
                || isNamed(Proxied.PRIVATE, "private", control);
        // A file's own date does not count: nginx looks at the upstream's line.
        if (proxied.contains(Proxied.NO_LAST_MODIFIED) && exchange.answerHead != null && answer.has(Name.LAST_MODIFIED)) return false;
        return !(proxied.contains(Proxied.NO_ETAG) && answer.has(Name.ETAG));
    }

    private static boolean isPast(long expires, Exchange exchange, AnswerHead answer) {
        var date = answer.value(Name.DATE, null);
        long now = date == null ? exchange.loop().wallMillis() / 1000 : HttpDate.seconds(date);
        return expires >= 0 && now >= 0 && expires < now;
    }

    private boolean isNamed(Proxied word, String directive, String control) {
        if (!proxied.contains(word)) return false;
        for (var part : control.toLowerCase(Locale.ROOT).split(",")) {
            var name = part.strip();
            if (name.equals(directive) || name.startsWith(directive + "=")) return true;
        }
        return false;
    }

    /** MSIE 4 to 6, but not the last with its second service pack, nor Opera under that name. */
    static boolean isMsie6(String agent) {
        int at = agent.indexOf("MSIE ");
        if (at < 0 || at + 7 >= agent.length() || agent.charAt(at + 6) != '.' || agent.contains("Opera")) return false;
        return switch (agent.charAt(at + 5)) {
            case '4', '5' -> true;
            case '6' -> agent.indexOf("SV1", at + 8) < 0;
            default -> false;
        };
    }
}
