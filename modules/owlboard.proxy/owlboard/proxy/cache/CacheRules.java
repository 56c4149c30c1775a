package owlboard.proxy.cache;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import owlboard.config.Level;
import owlboard.config.Location;
import owlboard.config.Protocol;
import owlboard.config.Template;
import owlboard.config.directive.Passing;
import owlboard.config.directive.PassingCache.Method;
import owlboard.config.directive.PassingCache.Stale;
import owlboard.config.directive.Proxy;
import owlboard.config.directive.ProxyCache;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Failure;
import owlboard.proxy.exchange.Handler;
import owlboard.proxy.exchange.Making;
import owlboard.proxy.exchange.Methods;
import owlboard.proxy.exchange.Scope;
import owlboard.proxy.exchange.Slot;
import owlboard.proxy.exchange.Value;
import owlboard.proxy.exchange.Verdict;
import owlboard.proxy.forward.ProxyPass;
import owlboard.wire.http.Framing;
import owlboard.wire.http.Name;

/** {@code proxy_cache} and all that governs it at one level. */
final class CacheRules implements Handler {
    static final Slot<CacheRules> SLOT = new Slot<>(CacheRules::of);

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
    /** The configuration sets {@code Range} itself, and the key tells which: what it asks for is a part, and is stored as one. */
    final boolean wantsPart;
    /** What the upstream may be told as {@code Host} beside a constant, the last first: other hosts are other resources (RFC 9111 §2). */
    private final List<Value> hosts;
    /** What the client says to prove who it is reaches the upstream, and the key does not have it. */
    private final boolean passesAuthorization;

    /** It is over. */
    @Override
    public Verdict handle(Exchange exchange) {
        if (exchange.caching != null) exchange.caching.ends();
        return Verdict.GO_ON;
    }

    private CacheRules(Level level, Passing words, Making making) {
        zones = making.main(CacheZones.SLOT);
        zoneName = making.value(level.get(words.cache.zone));
        var keyText = level.get(words.cache.key);
        key = keyText == null ? null : making.value(keyText);
        methods = level.get(words.cache.methods);
        bypass = level.get(words.cache.bypass).stream().map(making::value).toList();
        noCache = level.get(words.cache.noCache).stream().map(making::value).toList();
        purge = level.get(words.cache.purge).stream().map(making::value).toList();
        storing = StoringRules.of(level, words);
        useStale = level.get(words.cache.useStale).contains(Stale.OFF) ? EnumSet.noneOf(Stale.class)
                : level.get(words.cache.useStale);
        locks = level.get(words.cache.lock);
        lockMillis = level.get(words.cache.lockTimeout);
        lockAgeMillis = level.get(words.cache.lockAge);
        updatesBehind = level.get(words.cache.backgroundUpdate);
        saysHowToUpdate = level.isSet(words.cache.backgroundUpdate);
        revalidates = level.get(words.cache.revalidate);
        minUses = level.get(words.cache.minUses);
        convertsHead = level.get(words.cache.convertHead);
        reloads = level.get(ProxyCache.OWLBOARD_CACHE_RELOADS);
        rangeOffsetMax = level.get(words.cache.maxRangeOffset);
        statusName = level.get(ProxyCache.OWLBOARD_CACHE_STATUS);
        var ranges = ProxyPass.settings(level, words, "range").stream().filter(range -> !range.source().isEmpty()).toList();
        wantsPart = !ranges.isEmpty() && ranges.stream().allMatch(range -> isTold(range, keyText));
        var told = words == Proxy.PASSING ? ProxyPass.settings(level, words, "host") : List.<Template>of();
        hosts = told.stream().allMatch(Template::isConstant) ? List.of() : told.reversed().stream().map(making::value).toList();
        var own = ProxyPass.settings(level, words, "authorization");
        boolean replaces = !own.isEmpty() && own.stream().allMatch(Template::isConstant); // a variable may hold the client's
        passesAuthorization = (level.get(words.passRequestHeaders) || !own.isEmpty()) && !replaces
                && (keyText == null || !keyText.source().contains("http_authorization") && !keyText.source().contains("remote_user"));
    }

    /** Whether all that {@code value} depends on is in the key, too. */
    private static boolean isTold(Template value, Template key) {
        return value.parts().stream().allMatch(part -> part instanceof Template.Text || key != null && key.parts().contains(part));
    }

    /** Null: off, or nothing is passed on at this level. */
    private static CacheRules of(Scope scope, Making making) {
        if (scope.location() == null || !(scope.location().content() instanceof Location.Content.Proxy pass)) return null;
        var words = Passing.of(pass.protocol());
        var zone = scope.level().get(words.cache.zone);
        if (zone.isConstant()) {
            if (zone.constant().equals("off")) return null;
            making.main(CacheZones.SLOT).use(zone.constant());
        } else {
            making.main(CacheZones.SLOT).useAll();
        }
        return new CacheRules(scope.level(), words, making);
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

    /** A GET with a body may mean something that its key does not tell; but one that a redirect has made of another method. */
    boolean takes(Exchange exchange) {
        if (exchange.is(Methods.POST)) return methods.contains(Method.POST);
        return (exchange.is(Methods.GET) || exchange.is(Methods.HEAD)) && (!hasBody(exchange) || exchange.internalRedirects > 0
                && exchange.method != Methods.of(exchange.head));
    }

    /** Its body goes with it, and the key has nothing of that. */
    static boolean isByBody(Exchange exchange) {
        return !exchange.is(Methods.POST) && hasBody(exchange);
    }

    private static boolean hasBody(Exchange exchange) {
        return exchange.framing.kind() == Framing.Kind.CHUNKED || exchange.framing.length() > 0;
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
        if (pass.protocol != Protocol.HTTP) return ""; // a warning has told so
        var url = exchange.is(Methods.POST) && methods.contains(Method.POST) ? "POST " + pass.url(exchange) : pass.url(exchange);
        for (var host : hosts) {
            var told = host.text(exchange);
            if (!told.isEmpty()) return url + ' ' + told;
        }
        return url;
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
