package owlboard.config.directive;

import static owlboard.config.directive.Directive.directive;

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

    private ProxyCache() {}

    /** A token of RFC 9651 §3.3.4. */
    private static String cacheName(Words words) throws Refusal {
        var name = words.text();
        if (name.equals("off")) return "";
        if (name.matches("[A-Za-z*][A-Za-z0-9!#$%&'*+.^_`|~:/-]*")) return name;
        throw words.invalid(0, "write a name such as owlboard, or off");
    }
}
