package owlboard.config.directive;

import static owlboard.config.language.Context.*;
import static owlboard.config.directive.Directive.directive;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import owlboard.config.Template;
import owlboard.config.language.Context;
import owlboard.config.language.Refusal;
import owlboard.config.language.Units;
import owlboard.config.language.Words;

/** The cache of ngx_http_proxy_module. */
public final class ProxyCache {
    /** {@code proxy_cache_valid}. {@code statuses} is empty for {@code any}. {@code millis} 0: not to be kept. */
    public record Valid(List<Integer> statuses, long millis) {}

    /** What {@code proxy_cache_methods} names. */
    public enum Method { GET, HEAD, POST }

    /** What {@code proxy_cache_use_stale} names. */
    public enum Stale { ERROR, TIMEOUT, INVALID_HEADER, UPDATING, HTTP_500, HTTP_502, HTTP_503, HTTP_504, HTTP_403, HTTP_404, HTTP_429,
            OFF }

    private static final Context[] EVERYWHERE = {HTTP, SERVER, LOCATION};
    private static final List<Integer> USUAL = List.of(200, 301, 302);

    public static final Directive<?> PROXY_CACHE_PATH = directive("proxy_cache_path").in(HTTP).takesAtLeast(2).repeats();
    /** The zone's name, or {@code off}. */
    public static final Directive<Template> PROXY_CACHE = directive("proxy_cache").in(EVERYWHERE).takes(1).reads(Words::template)
            .unset("off");
    /** Null: the URL that is asked of the upstream. */
    public static final Directive<Template> PROXY_CACHE_KEY = directive("proxy_cache_key").in(EVERYWHERE).takes(1).reads(Words::template);
    public static final Directive<List<Valid>> PROXY_CACHE_VALID = directive("proxy_cache_valid").in(EVERYWHERE).takesAtLeast(1)
            .collects(ProxyCache::valid).otherwise(List.of());
    /** GET and HEAD are always among them. */
    public static final Directive<Set<Method>> PROXY_CACHE_METHODS = directive("proxy_cache_methods").in(EVERYWHERE).takesAtLeast(1)
            .accumulates(ProxyCache::methods).otherwise(Collections.unmodifiableSet(EnumSet.of(Method.GET, Method.HEAD))).repeats();
    public static final Directive<List<Template>> PROXY_CACHE_BYPASS = directive("proxy_cache_bypass").in(EVERYWHERE).takesAtLeast(1)
            .accumulates(ProxyCache::conditions).otherwise(List.of()).repeats();
    public static final Directive<List<Template>> PROXY_NO_CACHE = directive("proxy_no_cache").in(EVERYWHERE).takesAtLeast(1)
            .accumulates(ProxyCache::conditions).otherwise(List.of()).repeats();
    public static final Directive<List<Template>> PROXY_CACHE_PURGE = directive("proxy_cache_purge").in(EVERYWHERE).takesAtLeast(1)
            .accumulates(ProxyCache::conditions).otherwise(List.of()).repeats();
    public static final Directive<Boolean> PROXY_CACHE_LOCK = directive("proxy_cache_lock").in(EVERYWHERE).takes(1).reads(Words::flag)
            .unset("off");
    public static final Directive<Long> PROXY_CACHE_LOCK_TIMEOUT = directive("proxy_cache_lock_timeout").in(EVERYWHERE).takes(1)
            .reads(Words::duration).unset("5s");
    public static final Directive<Long> PROXY_CACHE_LOCK_AGE = directive("proxy_cache_lock_age").in(EVERYWHERE).takes(1)
            .reads(Words::duration).unset("5s");
    public static final Directive<Set<Stale>> PROXY_CACHE_USE_STALE = directive("proxy_cache_use_stale").in(EVERYWHERE).takesAtLeast(1)
            .accumulates(ProxyCache::useStale).unset("off").repeats();
    public static final Directive<Boolean> PROXY_CACHE_BACKGROUND_UPDATE = directive("proxy_cache_background_update").in(EVERYWHERE)
            .takes(1).reads(Words::flag).unset("off");
    public static final Directive<Boolean> PROXY_CACHE_REVALIDATE = directive("proxy_cache_revalidate").in(EVERYWHERE).takes(1)
            .reads(Words::flag).unset("off");
    public static final Directive<Integer> PROXY_CACHE_MIN_USES = directive("proxy_cache_min_uses").in(EVERYWHERE).takes(1)
            .reads(Words::number).unset("1");
    public static final Directive<Boolean> PROXY_CACHE_CONVERT_HEAD = directive("proxy_cache_convert_head").in(EVERYWHERE).takes(1)
            .reads(Words::flag).unset("on");
    /** Bytes; without it there is no such bound. */
    public static final Directive<Long> PROXY_CACHE_MAX_RANGE_OFFSET = directive("proxy_cache_max_range_offset").in(EVERYWHERE).takes(1)
            .reads(Words::size).otherwise(Long.MAX_VALUE);
    /** Whether a client's {@code Cache-Control} may have an answer asked for again (RFC 9111 §5.2.1). */
    public static final Directive<Boolean> OWLBOARD_CACHE_RELOADS = directive("owlboard_cache_reloads").in(EVERYWHERE).takes(1)
            .reads(Words::flag).unset("off");
    /** The name of this cache in {@code Cache-Status} (RFC 9211); empty: no such line. */
    public static final Directive<String> OWLBOARD_CACHE_STATUS = directive("owlboard_cache_status").in(EVERYWHERE).takes(1)
            .reads(ProxyCache::cacheName).otherwise("");

    private ProxyCache() {}

    private static Valid valid(Words words) throws Refusal {
        int last = words.count() - 1;
        var time = Units.seconds(words.text(last));
        if (time.isEmpty()) throw words.refuse("invalid time value \"" + words.text(last) + "\" in \"proxy_cache_valid\" directive");
        long millis = 1000 * Math.min(time.getAsLong(), Integer.MAX_VALUE);
        if (last == 0) return new Valid(USUAL, millis);
        var statuses = new ArrayList<Integer>();
        for (int i = 0; i < last; i++) {
            if (words.text(i).equals("any")) return new Valid(List.of(), millis);
            var status = Units.number(words.text(i));
            if (status.isEmpty() || status.getAsLong() < 100 || status.getAsLong() > 599) {
                throw words.refuse("invalid status \"" + words.text(i) + "\" in \"proxy_cache_valid\" directive",
                        "it is 100 to 599, or \"any\"");
            }
            statuses.add((int) status.getAsLong());
        }
        return new Valid(List.copyOf(statuses), millis);
    }

    private static Set<Method> methods(Words words, Set<Method> before) throws Refusal {
        var all = EnumSet.of(Method.GET, Method.HEAD);
        if (before != null) all.addAll(before);
        for (int i = 0; i < words.count(); i++) all.add(words.choice(Method.class, i));
        return Collections.unmodifiableSet(all);
    }

    private static Set<Stale> useStale(Words words, Set<Stale> before) throws Refusal {
        var all = before == null ? EnumSet.noneOf(Stale.class) : EnumSet.copyOf(before);
        for (int i = 0; i < words.count(); i++) all.add(words.choice(Stale.class, i));
        return Collections.unmodifiableSet(all);
    }

    private static List<Template> conditions(Words words, List<Template> before) throws Refusal {
        var all = before == null ? new ArrayList<Template>() : new ArrayList<>(before);
        for (int i = 0; i < words.count(); i++) all.add(words.template(i));
        return List.copyOf(all);
    }

    /** A token of RFC 9651 §3.3.4. */
    private static String cacheName(Words words) throws Refusal {
        var name = words.text();
        if (name.equals("off")) return "";
        if (name.matches("[A-Za-z*][A-Za-z0-9!#$%&'*+.^_`|~:/-]*")) return name;
        throw words.invalid(0, "write a name such as owlboard, or off");
    }
}
