package owlboard.proxy.route;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import owlboard.config.Location;
import owlboard.config.Regex;
import owlboard.proxy.exchange.Exchange;

/** The locations of one level: exact, then the longest prefix, then regular expressions in file order (ngx_http_core_find_location). */
final class LocationTree {
    static final LocationTree EMPTY = new LocationTree(List.of(), null);

    private record Prefix(String uri, boolean noRegex, Rules rules) {}

    private record Matching(Regex regex, Rules rules) {}

    private final Map<String, Rules> exact = new HashMap<>();
    private final List<Prefix> prefixes = new ArrayList<>();
    private final List<Matching> regexes = new ArrayList<>();
    /** Proxied locations whose URI ends in a slash, by that URI without it. */
    private final Map<String, Rules> folders = new HashMap<>();
    final Map<String, Rules> named = new HashMap<>();

    LocationTree(List<Location> locations, Building building) {
        for (var location : locations) {
            var rules = Rules.of(location, building);
            switch (location.match()) {
                case Location.Match.Exact match -> {
                    exact.put(match.uri(), rules);
                    if (rules.redirectsToSlash) folders.put(withoutSlash(match.uri()), rules);
                }
                case Location.Match.Prefix match -> {
                    prefixes.add(new Prefix(match.uri(), match.noRegex(), rules));
                    if (rules.redirectsToSlash) folders.putIfAbsent(withoutSlash(match.uri()), rules);
                }
                case Location.Match.Matching match -> regexes.add(new Matching(match.regex(), rules));
                case Location.Match.Named match -> named.put(match.name(), rules);
                case Location.Match.Anonymous _ -> throw new IllegalArgumentException("an anonymous location is not found by a URI");
            }
        }
        prefixes.sort(Comparator.comparingInt((Prefix prefix) -> prefix.uri.length()).reversed());
    }

    private static String withoutSlash(String uri) {
        return uri.substring(0, uri.length() - 1);
    }

    /**
     * What a search found: {@code rules} null for nothing. {@code isFinal}: no regular expression of a level around may override it.
     * {@code addSlash}: the answer is a redirect to the URI with a slash.
     */
    record Found(Rules rules, boolean isFinal, boolean addSlash) {}

    private static final Found NOTHING = new Found(null, false, false);

    Found find(Exchange exchange) {
        var uri = exchange.uri;
        var rules = exact.get(uri);
        if (rules != null) return new Found(rules, true, false);
        var folder = folders.get(uri);
        var found = NOTHING;
        boolean noRegex = false;
        for (var prefix : prefixes) {
            if (uri.startsWith(prefix.uri)) {
                // a location that is the URI itself comes before the redirect to another
                if (prefix.uri.length() == uri.length()) folder = null;
                if (folder != null) break;
                noRegex = prefix.noRegex;
                var nested = prefix.rules.locations.find(exchange);
                found = nested.rules != null ? nested : new Found(prefix.rules, false, false);
                break;
            }
        }
        if (folder != null) return new Found(folder, true, true);
        if (found.isFinal || noRegex) return found;
        for (var regex : regexes) {
            if (!owlboard.proxy.route.Matching.find(exchange, regex.regex, uri)) continue;
            var nested = regex.rules.locations.find(exchange);
            return nested.rules != null ? new Found(nested.rules, true, nested.addSlash) : new Found(regex.rules, true, false);
        }
        return found;
    }
}
