package owlboard.proxy.respond;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.stream.Stream;
import owlboard.config.Level;
import owlboard.config.directive.Gzip;
import owlboard.proxy.exchange.AnswerHead;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Link;
import owlboard.proxy.exchange.Outgoing;
import owlboard.proxy.route.Building;
import owlboard.wire.http.Name;

/**
 * The filters of one level in nginx's order, and the ways out that they make. An answer that none of them changes goes straight to its
 * protocol.
 */
public final class Filters {
    private static final byte[] VARY = "Vary".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ACCEPT_ENCODING = "Accept-Encoding".getBytes(StandardCharsets.US_ASCII);

    private final Filter[] filters;
    private final LimitRate limitRate;
    private final boolean tellsVary;
    /** Null: {@code off}. */
    final GzipStatic gzipStatic;

    private Filters(Level level, Building building) {
        var takesGzip = TakesGzip.of(level);
        filters = Stream.of(Unpacking.of(level, takesGzip), Packing.of(level, takesGzip)).filter(Objects::nonNull).toArray(Filter[]::new);
        gzipStatic = GzipStatic.of(level, takesGzip);
        limitRate = LimitRate.of(level, building);
        tellsVary = level.get(Gzip.GZIP_VARY);
    }

    public static Filters of(Level level, Building building) {
        return new Filters(level, building);
    }

    /** The way of an answer with this head to {@code last}, the protocol's writer. */
    public Outgoing before(Outgoing last, Exchange exchange, AnswerHead head) {
        if (filters.length == 0 && limitRate == null && exchange.limitRate < 0 && !head.varies) return last;
        Outgoing first = last;
        Link before = null;
        for (int i = 0; i <= filters.length; i++) {
            var link = i < filters.length ? filters[i].link(exchange, head) : LimitRate.link(limitRate, exchange, head);
            if (link == null) continue;
            if (before == null) first = link;
            else before.before(link);
            before = link;
        }
        if (before != null) before.before(last);
        if (head.varies && tellsVary) head.addBehindConnection(VARY, Name.VARY, ACCEPT_ENCODING);
        return first;
    }

    /** See {@link Filter#recodes}. */
    boolean recodes(Exchange exchange, AnswerHead head) {
        for (var filter : filters) if (filter.recodes(exchange, head)) return true;
        return false;
    }
}
