package owlboard.proxy.cache;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import owlboard.config.Level;
import owlboard.config.directive.Passing;
import owlboard.config.directive.PassingCache;
import owlboard.config.directive.ProxyCache;
import owlboard.wire.http.Head;

/**
 * What one level says of what is to be stored: {@code proxy_cache_valid}, {@code proxy_ignore_headers}.
 *
 * @param ignored lower-case names
 * @param targets lower-case names of lines that are read in place of {@code Cache-Control}: {@code owlboard_cache_targets}
 */
record StoringRules(List<PassingCache.Valid> valid, List<String> ignored, List<byte[]> targets) {
    static final StoringRules NONE = new StoringRules(List.of(), List.of(), List.of());

    static StoringRules of(Level level, Passing words) {
        return new StoringRules(level.get(words.cache.valid),
                level.get(words.ignoreHeaders).stream().map(name -> name.toLowerCase(Locale.ROOT)).toList(),
                level.get(ProxyCache.OWLBOARD_CACHE_TARGETS).stream().map(name -> name.getBytes(StandardCharsets.US_ASCII)).toList());
    }

    /** What an answer says to this cache. */
    CacheControl control(Head answer) {
        for (var target : targets) {
            var control = CacheControl.targeted(answer, target);
            if (control != null) return control;
        }
        return ignores("cache-control") ? CacheControl.of("") : CacheControl.of(answer);
    }

    boolean ignores(String lowerCase) {
        return ignored.contains(lowerCase);
    }

    /** The first line that names a status, or {@code any}; 0: none does. */
    long validMillis(int status) {
        for (var line : valid) if (line.statuses().isEmpty() || line.statuses().contains(status)) return line.millis();
        return 0;
    }
}
