package owlboard.proxy.respond;

import java.util.Locale;
import java.util.Set;
import owlboard.config.directive.Gzip;
import owlboard.proxy.exchange.AnswerHead;
import owlboard.wire.http.Name;

/**
 * The media types that a filter concerns ({@code gzip_types} and the like; ngx_http_test_content_type).
 *
 * @param listed in lower case; null: all, and answers without one
 */
public record Types(Set<String> listed) {
    public static Types of(Set<String> named) {
        return new Types(named.contains(Gzip.ANY_TYPE) ? null : named);
    }

    public boolean has(AnswerHead head) {
        return listed == null || listed.contains(type(head.value(Name.CONTENT_TYPE, "")));
    }

    /** In lower case, without {@code ; charset=…} (with any other parameter it is another type, as in nginx). */
    private static String type(String value) {
        var lower = value.toLowerCase(Locale.ROOT);
        for (int at = lower.indexOf(';'); at >= 0; at = lower.indexOf(';', at + 1)) {
            if (lower.substring(at + 1).stripLeading().startsWith("charset=")) return lower.substring(0, at);
        }
        return lower;
    }
}
