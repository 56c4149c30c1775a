package owlboard.proxy.content;

import owlboard.config.Level;
import owlboard.config.directive.Gzip;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Feature;
import owlboard.proxy.exchange.Slot;
import owlboard.proxy.respond.TakesGzip;

/**
 * {@code gzip_static} (ngx_http_gzip_static_module): whether the file with {@code .gz} behind its name answers in place of a file.
 *
 * @param always whatever the client takes
 * @param varies its presence is told even to clients that get the plain file ({@code gzip_vary})
 */
public record GzipStatic(boolean always, boolean varies, TakesGzip takesGzip) {
    static final Slot<GzipStatic> SLOT = new Slot<>((scope, _) -> of(scope.level()));
    public static final Feature FEATURE = Feature.of(SLOT);

    /** Null: {@code off}. */
    private static GzipStatic of(Level level) {
        var mode = level.get(Gzip.GZIP_STATIC);
        return mode == Gzip.Static.OFF ? null : new GzipStatic(mode == Gzip.Static.ALWAYS, level.get(Gzip.GZIP_VARY), TakesGzip.of(level));
    }

    boolean isTaken(Exchange exchange) {
        return always || takesGzip.test(exchange, exchange.answer.begin(0));
    }
}
