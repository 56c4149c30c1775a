package owlboard.proxy.route;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import owlboard.config.Location;
import owlboard.config.Regex;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Making;
import owlboard.proxy.exchange.Matching;
import owlboard.proxy.exchange.Scope;
import owlboard.proxy.exchange.Settings;

/** The locations of one level: exact, then the longest prefix, then regular expressions in file order (ngx_http_core_find_location). */
final class LocationTree {
    static final LocationTree EMPTY = new LocationTree(List.of(), null, null);

    private record Prefix(String uri, boolean noRegex, Settings settings) {}

    private record Pattern(Regex regex, Settings settings) {}

    private final Map<String, Settings> exact = new HashMap<>();
    private final List<Prefix> prefixes = new ArrayList<>();
    private final List<Pattern> regexes = new ArrayList<>();
    /** Proxied locations whose URI ends in a slash, by that URI without it. */
    private final Map<String, Settings> folders = new HashMap<>();
    final Map<String, Settings> named = new HashMap<>();

    LocationTree(List<Location> locations, Scope around, Making making) {
        for (var location : locations) {
            var settings = making.settings(around.within(location));
            boolean redirects = settings.get(Routing.SLOT).redirectsToSlash;
            switch (location.match()) {
                case Location.Match.Exact match -> {
                    exact.put(match.uri(), settings);
                    if (redirects) folders.put(withoutSlash(match.uri()), settings);
                }
                case Location.Match.Prefix match -> {
                    prefixes.add(new Prefix(match.uri(), match.noRegex(), settings));
                    if (redirects) folders.putIfAbsent(withoutSlash(match.uri()), settings);
                }
                case Location.Match.Matching match -> regexes.add(new Pattern(match.regex(), settings));
                case Location.Match.Named match -> named.put(match.name(), settings);
                case Location.Match.Anonymous _ -> throw new IllegalArgumentException("an anonymous location is not found by a URI");
            }
        }
        prefixes.sort(Comparator.comparingInt((Prefix prefix) -> prefix.uri.length()).reversed());
    }

    private static String withoutSlash(String uri) {
        return uri.substring(0, uri.length() - 1);
    }

    /**
     * What a search found: {@code settings} null for nothing. {@code isFinal}: no regular expression of a level around may override it.
     * {@code addSlash}: the answer is a redirect to the URI with a slash.
     */
    record Found(Settings settings, boolean isFinal, boolean addSlash) {}

    private static final Found NOTHING = new Found(null, false, false);

    Found find(Exchange exchange) {
        var uri = exchange.uri;
        var trace = exchange.trace;
        var settings = exact.get(uri);
        if (settings != null) {
            if (trace != null) trace.location(settings.location, "is the URI itself, which ends the search");
            return new Found(settings, true, false);
        }
        var folder = folders.get(uri);
        var found = NOTHING;
        boolean noRegex = false;
        for (var prefix : prefixes) {
            if (uri.startsWith(prefix.uri)) {
                // a location that is the URI itself comes before the redirect to another
                if (prefix.uri.length() == uri.length()) folder = null;
                if (folder != null) break;
                noRegex = prefix.noRegex;
                if (trace != null) trace.location(prefix.settings.location, "the longest prefix"
                        + (noRegex ? ", which ends the search" : ""));
                var nested = prefix.settings.get(Routing.SLOT).locations.find(exchange);
                found = nested.settings != null ? nested : new Found(prefix.settings, false, false);
                break;
            }
        }
        if (folder != null) {
            if (trace != null) trace.location(folder.location, "is the URI with a slash, to which a redirect leads");
            return new Found(folder, true, true);
        }
        if (found.isFinal || noRegex) return found;
        for (var regex : regexes) {
            boolean matches = Matching.find(exchange, regex.regex, uri);
            if (trace != null) trace.location(regex.settings.location, matches ? "matches, and goes before prefixes" : "does not match");
            if (!matches) continue;
            var nested = regex.settings.get(Routing.SLOT).locations.find(exchange);
            return nested.settings != null ? new Found(nested.settings, true, nested.addSlash) : new Found(regex.settings, true, false);
        }
        return found;
    }
}
