package owlboard.proxy.cache;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import owlboard.config.Level;
import owlboard.config.directive.Proxy;
import owlboard.config.directive.ProxyCache.Method;
import owlboard.config.directive.ProxyCache.Stale;
import owlboard.config.directive.ProxyCache;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Failure;
import owlboard.proxy.exchange.Making;
import owlboard.proxy.exchange.Methods;
import owlboard.proxy.exchange.Slot;
import owlboard.proxy.exchange.Value;
import owlboard.proxy.forward.ProxyPass;
import owlboard.wire.http.Framing;
import owlboard.wire.http.Name;

/** {@code proxy_cache} and all that governs it at one level. */
final class CacheRules {
    static final Slot<CacheRules> SLOT = new Slot<>((scope, making) -> of(scope.level(), making));

    private final Value zoneName;
    private final CacheZones zones;
    private final Value key;
    private final Set<Method> methods;
    private final List<Value> bypass;
    private final List<Value> noCache;
    private final List<Value> purge;
    final StoringRules storing;
    final Set<Stale> useStale;
    final boolean locks;
    final long lockMillis;
    final long lockAgeMillis;
    final boolean updatesBehind;
    /** The file has a {@code proxy_cache_background_update}, on or off. */
    final boolean saysHowToUpdate;
    final boolean revalidates;
    final int minUses;
    final boolean convertsHead;
    /** A client's {@code Cache-Control} may have an answer asked for again. */
    final boolean reloads;
    final long rangeOffsetMax;
    /** The name in {@code Cache-Status}; empty: it is not told. */
    final String statusName;
    /** The configuration sets {@code Range} itself: what it asks for is a part, and is stored as one. */
    final boolean wantsPart;
    /** The upstream is told a host that the client names: other hosts are other resources (RFC 9111 §2). */
    private final boolean passesHost;
    /** What the client says to prove who it is reaches the upstream, and the key does not have it. */
    private final boolean passesAuthorization;

    private CacheRules(Level level, Making making) {
        zones = making.main(CacheZones.SLOT);
        zoneName = making.value(level.get(ProxyCache.PROXY_CACHE));
        var keyText = level.get(ProxyCache.PROXY_CACHE_KEY);
        key = keyText == null ? null : making.value(keyText);
        methods = level.get(ProxyCache.PROXY_CACHE_METHODS);
        bypass = level.get(ProxyCache.PROXY_CACHE_BYPASS).stream().map(making::value).toList();
        noCache = level.get(ProxyCache.PROXY_NO_CACHE).stream().map(making::value).toList();
        purge = level.get(ProxyCache.PROXY_CACHE_PURGE).stream().map(making::value).toList();
        storing = StoringRules.of(level);
        useStale = level.get(ProxyCache.PROXY_CACHE_USE_STALE).contains(Stale.OFF) ? EnumSet.noneOf(Stale.class)
                : level.get(ProxyCache.PROXY_CACHE_USE_STALE);
        locks = level.get(ProxyCache.PROXY_CACHE_LOCK);
        lockMillis = level.get(ProxyCache.PROXY_CACHE_LOCK_TIMEOUT);
        lockAgeMillis = level.get(ProxyCache.PROXY_CACHE_LOCK_AGE);
        updatesBehind = level.get(ProxyCache.PROXY_CACHE_BACKGROUND_UPDATE);
        saysHowToUpdate = level.isSet(ProxyCache.PROXY_CACHE_BACKGROUND_UPDATE);
        revalidates = level.get(ProxyCache.PROXY_CACHE_REVALIDATE);
        minUses = level.get(ProxyCache.PROXY_CACHE_MIN_USES);
        convertsHead = level.get(ProxyCache.PROXY_CACHE_CONVERT_HEAD);
        reloads = level.get(ProxyCache.OWLBOARD_CACHE_RELOADS);
        rangeOffsetMax = level.get(ProxyCache.PROXY_CACHE_MAX_RANGE_OFFSET);
        statusName = level.get(ProxyCache.OWLBOARD_CACHE_STATUS);
        wantsPart = sets(level, "range");
        passesHost = level.get(Proxy.PROXY_SET_HEADER).stream()
                .anyMatch(line -> line.name().equalsIgnoreCase("host") && !line.value().isConstant());
        passesAuthorization = level.get(Proxy.PROXY_PASS_REQUEST_HEADERS) && !sets(level, "authorization")
                && (keyText == null || !keyText.source().contains("http_authorization") && !keyText.source().contains("remote_user"));
    }

    private static boolean sets(Level level, String name) {
        return level.get(Proxy.PROXY_SET_HEADER).stream().anyMatch(line -> line.name().equalsIgnoreCase(name));
    }

    /** Null: off. */
    private static CacheRules of(Level level, Making making) {
        var zone = level.get(ProxyCache.PROXY_CACHE);
        if (zone.isConstant()) {
            if (zone.constant().equals("off")) return null;
            making.main(CacheZones.SLOT).use(zone.constant());
        } else {
            making.main(CacheZones.SLOT).useAll();
        }
        return new CacheRules(level, making);
    }

    /** Null: off for this exchange. */
    Zone zone(Exchange exchange) throws Failure {
        var name = zoneName.text(exchange);
        if (name.isEmpty() || name.equals("off")) return null;
        var zone = zones.zone(name);
        if (zone == null) throw Failure.ours(500, "cache \"" + name + "\" not found");
        return zone;
    }

    boolean purges(Exchange exchange) {
        return isAny(purge, exchange);
    }

    boolean bypasses(Exchange exchange) {
        return isAny(bypass, exchange);
    }

    /** A GET with a body may mean something that its key does not tell. */
    boolean takes(Exchange exchange) {
        if (exchange.is(Methods.POST)) return methods.contains(Method.POST);
        return (exchange.is(Methods.GET) || exchange.is(Methods.HEAD)) && !hasBody(exchange.framing);
    }

    private static boolean hasBody(Framing framing) {
        return framing.kind() == Framing.Kind.CHUNKED || framing.length() > 0;
    }

    boolean storesNothing(Exchange exchange) {
        return isAny(noCache, exchange);
    }

    private static boolean isAny(List<Value> values, Exchange exchange) {
        for (var value : values) {
            var text = value.text(exchange);
            if (!text.isEmpty() && !text.equals("0")) return true;
        }
        return false;
    }

    String key(Exchange exchange, ProxyPass pass) throws Failure {
        if (key != null) return key.text(exchange);
        return passesHost ? pass.url(exchange) + ' ' + exchange.host : pass.url(exchange);
    }

    /** Whether the answer may be one for this client alone (RFC 9111 §3.5). */
    boolean isAuthorized(Exchange exchange) {
        return passesAuthorization && exchange.head.has(Name.AUTHORIZATION);
    }

    boolean usesStale(Stale what) {
        return useStale.contains(what);
    }

    /** Until when a request waits for another one's answer. */
    long lockEnd() {
        return System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(lockMillis);
    }
}
