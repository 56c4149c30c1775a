package owlboard.proxy.content;

import owlboard.config.directive.HttpCore.IfModifiedSince;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Failure;
import owlboard.proxy.respond.KeptLines;
import owlboard.wire.http.Head;
import owlboard.wire.http.HttpDate;
import owlboard.wire.http.Name;

/**
 * What a representation is known by, against the conditions of a request (RFC 9110 §13). They are about what the client has asked for: what
 * a subrequest puts into that is always sent, and whole.
 *
 * @param etag an entity tag, perhaps a weak one; null where there is none
 * @param modified seconds since 1970, or {@link #UNKNOWN}
 */
public record Preconditions(String etag, long modified) {
    public static final long UNKNOWN = Long.MIN_VALUE;
    private static final Preconditions NOTHING_KNOWN = new Preconditions(null, UNKNOWN);

    /**
     * The status of an answer of 200 that is made here, and has neither a tag nor a date: what asks for any tag ({@code *}), or for a
     * certain one, is answered 304 and 412 as everywhere (ngx_http_not_modified_filter).
     */
    static int ofMade(Exchange exchange) throws Failure {
        return NOTHING_KNOWN.status(exchange, IfModifiedSince.OFF);
    }

    /** 304, or 200 where it is to be sent: the order of §13.2.2. A failure of 412 has none of the lines that the answer was to have. */
    public int status(Exchange exchange, IfModifiedSince ifModifiedSince) throws Failure {
        if (exchange.parent != null) return 200;
        var head = exchange.head;
        int match = head.find(Name.IF_MATCH);
        if (match >= 0 && !isListed(head, Name.IF_MATCH, false)) throw failed(exchange);
        int unmodified = head.find(Name.IF_UNMODIFIED_SINCE);
        boolean isDated = match < 0 && unmodified >= 0 && modified != UNKNOWN;
        long least = isDated ? HttpDate.seconds(head.value(unmodified)) : -1;
        if (least >= 0 && least < modified) throw failed(exchange);
        if (head.has(Name.IF_NONE_MATCH)) return isListed(head, Name.IF_NONE_MATCH, true) ? 304 : 200;
        int since = head.find(Name.IF_MODIFIED_SINCE);
        if (since < 0 || modified == UNKNOWN || ifModifiedSince == IfModifiedSince.OFF) return 200;
        long then = HttpDate.seconds(head.value(since));
        boolean same = ifModifiedSince == IfModifiedSince.EXACT ? then == modified : then >= modified;
        return same ? 304 : 200;
    }

    private static Failure failed(Exchange exchange) {
        KeptLines.forget(exchange);
        return Failure.client(412, null);
    }

    private boolean isListed(Head head, int id, boolean weak) {
        for (int i = head.find(id); i >= 0; i = head.find(id, i + 1)) if (isIn(head.value(i), weak)) return true;
        return false;
    }

    /** §8.8.3: tags may have commas in them; some that are sent have no quotes (ngx_http_test_if_match). */
    private boolean isIn(String list, boolean weak) {
        if (list.strip().equals("*")) return true;
        if (etag == null || !weak && etag.startsWith("W/")) return false;
        var own = weak ? opaque(etag) : etag;
        for (int at = next(list, 0); at < list.length(); at = next(list, at)) {
            if (weak && list.startsWith("W/", at)) at += 2;
            if (list.startsWith(own, at) && ends(list, at + own.length())) return true;
            while (at < list.length() && list.charAt(at) != ',') at++;
        }
        return false;
    }

    /** Where the next tag begins. */
    private static int next(String list, int at) {
        int begin = at;
        while (begin < list.length() && ", \t".indexOf(list.charAt(begin)) >= 0) begin++;
        return begin;
    }

    private static boolean ends(String list, int at) {
        int end = at;
        while (end < list.length() && " \t".indexOf(list.charAt(end)) >= 0) end++;
        return end == list.length() || list.charAt(end) == ',';
    }

    private static String opaque(String tag) {
        return tag.startsWith("W/") ? tag.substring(2) : tag;
    }

    /**
     * What of {@code size} bytes a {@code Range} line asks for; null: all of it. {@code If-Range} (§13.1.5) asks for that when the
     * representation is another one by now. At most {@code max} parts.
     */
    public Ranges ranges(Exchange exchange, long size, int max) {
        var head = exchange.head;
        int line = head.find(Name.RANGE);
        if (line < 0 || head.version < 10 || exchange.parent != null) return null;
        int ifRange = head.find(Name.IF_RANGE);
        if (ifRange >= 0) {
            var validator = head.value(ifRange);
            if (validator.endsWith("\"") ? !isStrong(validator) : HttpDate.seconds(validator) != modified) return null;
        }
        return Ranges.of(head.value(line), size, max);
    }

    private boolean isStrong(String validator) {
        return !validator.startsWith("W/") && validator.equals(etag);
    }
}
