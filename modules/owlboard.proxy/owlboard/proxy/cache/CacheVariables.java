package owlboard.proxy.cache;

import java.util.Map;
import java.util.function.Function;
import owlboard.proxy.exchange.Caching;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Value;
import owlboard.wire.http.Bytes;

/** {@code $upstream_cache_*}: they have no value where no cache had to do with a request. */
final class CacheVariables {
    static final Map<String, Value.Part> ALL = Map.of(
            "upstream_cache_status", text(Caching::status),
            "upstream_cache_key", text(Caching::key),
            "upstream_cache_etag", text(Caching::etag),
            "upstream_cache_last_modified", text(Caching::lastModified),
            "upstream_cache_age", CacheVariables::addAge);

    private CacheVariables() {}

    private static Value.Part text(Function<Caching, String> of) {
        return (out, exchange) -> {
            var text = exchange.caching == null ? null : of.apply(exchange.caching);
            if (text != null) out.add(text);
            return text != null;
        };
    }

    private static boolean addAge(Bytes out, Exchange exchange) {
        if (exchange.caching == null || exchange.caching.ageSeconds() < 0) return false;
        out.addDecimal(exchange.caching.ageSeconds());
        return true;
    }
}
