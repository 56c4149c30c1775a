package owlboard.config.directive;

import static owlboard.config.directive.Directive.directive;

import java.util.List;
import java.util.Locale;
import owlboard.config.language.Refusal;
import owlboard.config.language.Words;

/** What is ours of the cache before upstreams, whatever is spoken with them. */
public final class ProxyCache {
    /** Whether a client's {@code Cache-Control} may have an answer asked for again (RFC 9111 §5.2.1). */
    public static final Directive<Boolean> OWLBOARD_CACHE_RELOADS = directive("owlboard_cache_reloads").in(Passing.EVERYWHERE).takes(1)
            .reads(Words::flag).unset("off");
    /** The name of this cache in {@code Cache-Status} (RFC 9211); empty: no such line. */
    public static final Directive<String> OWLBOARD_CACHE_STATUS = directive("owlboard_cache_status").in(Passing.EVERYWHERE).takes(1)
            .reads(ProxyCache::cacheName).otherwise("");

    /** Lines of an answer that are read before {@code Cache-Control} and {@code Expires} (RFC 9213 §2.2), lower-case; empty: none. */
    public static final Directive<List<String>> OWLBOARD_CACHE_TARGETS = directive("owlboard_cache_targets").in(Passing.EVERYWHERE)
            .takes(1, Integer.MAX_VALUE).reads(ProxyCache::targets).otherwise(List.of());

    private ProxyCache() {}

    private static List<String> targets(Words words) throws Refusal {
        if (words.args().equals(List.of("off"))) return List.of();
        for (int i = 0; i < words.count(); i++) {
            boolean names = words.text(i).matches("[A-Za-z0-9!#$%&'*+.^_`|~-]+") && !words.text(i).equalsIgnoreCase("cache-control");
            if (!names) throw words.invalid(i, "write names of lines such as CDN-Cache-Control, or off");
        }
        return words.args().stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
    }

    /** A token of RFC 9651 §3.3.4. */
    private static String cacheName(Words words) throws Refusal {
        var name = words.text();
        if (name.equals("off")) return "";
        if (name.matches("[A-Za-z*][A-Za-z0-9!#$%&'*+.^_`|~:/-]*")) return name;
        throw words.invalid(0, "write a name such as owlboard, or off");
    }
}
