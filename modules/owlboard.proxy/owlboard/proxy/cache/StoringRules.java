package owlboard.proxy.cache;

import java.util.List;
import java.util.Locale;
import owlboard.config.Level;
import owlboard.config.directive.Passing;
import owlboard.config.directive.PassingCache;

/**
 * What one level says of what is to be stored: {@code proxy_cache_valid}, {@code proxy_ignore_headers}.
 *
 * @param ignored lower-case names
 */
record StoringRules(List<PassingCache.Valid> valid, List<String> ignored) {
    static StoringRules of(Level level, Passing words) {
        return new StoringRules(level.get(words.cache.valid),
                level.get(words.ignoreHeaders).stream().map(name -> name.toLowerCase(Locale.ROOT)).toList());
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
