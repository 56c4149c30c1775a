package owlboard.proxy.respond;

import owlboard.config.Level;
import owlboard.config.directive.Gzip;
import owlboard.proxy.exchange.Exchange;

/**
 * {@code gzip_static} (ngx_http_gzip_static_module): whether the file with {@code .gz} behind its name answers in place of a file.
 *
 * @param always whatever the client takes
 * @param varies its presence is told even to clients that get the plain file ({@code gzip_vary})
 */
record GzipStatic(boolean always, boolean varies, TakesGzip takesGzip) {
    /** Null: {@code off}. */
    static GzipStatic of(Level level, TakesGzip takesGzip) {
        var mode = level.get(Gzip.GZIP_STATIC);
        return mode == Gzip.Static.OFF ? null : new GzipStatic(mode == Gzip.Static.ALWAYS, level.get(Gzip.GZIP_VARY), takesGzip);
    }

    boolean isTaken(Exchange exchange) {
        return always || takesGzip.test(exchange, exchange.answer.begin(0));
    }
}
