package owlboard.proxy.exchange;

import java.util.Locale;
import java.util.Map;

/** {@code types} and {@code default_type}: the media type of a URI by its extension. Null when there is none. */
public record MediaType(Map<String, String> types, String standard) {
    public String of(String uri) {
        int slash = uri.lastIndexOf('/');
        int dot = uri.lastIndexOf('.');
        var found = dot > slash ? types.get(uri.substring(dot + 1).toLowerCase(Locale.ROOT)) : null;
        if (found != null) return found;
        return standard.isEmpty() ? null : standard;
    }
}
