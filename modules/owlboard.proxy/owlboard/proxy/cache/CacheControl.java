package owlboard.proxy.cache;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import owlboard.wire.http.Head;
import owlboard.wire.http.Name;

/**
 * {@code Cache-Control} of a message (RFC 9111 §5.2). Arguments are tokens or quoted strings. Of a directive that is there twice the first
 * counts; a lifetime that is no number is 0: what is said wrongly is stale (§4.2.1).
 */
final class CacheControl {
    /** Where a directive is not there. */
    static final long NONE = -1;
    /** A lifetime is never longer, in seconds (§1.2.2). */
    static final long SECONDS_MAX = 1L << 31;
    private static final Set<String> TIMES = Set.of("max-age", "s-maxage", "stale-while-revalidate", "stale-if-error");

    /** It stands in a line that is for such caches as this one: {@code Expires} says nothing beside it (RFC 9213 §2.2). */
    boolean isTargeted;
    boolean noStore;
    boolean noCache;
    boolean isPrivate;
    boolean isPublic;
    boolean mustRevalidate;
    boolean proxyRevalidate;
    boolean mustUnderstand;
    boolean onlyIfCached;
    /** RFC 8246: while it is fresh there is nothing new. */
    boolean isImmutable;
    /** Of requests: how long an answer must still be fresh. */
    long minFreshSeconds = NONE;
    /** Of requests: how long an answer may be stale; without an argument for however long (§5.2.1.2). */
    long maxStaleSeconds = NONE;
    /** Seconds, or {@link #NONE}. */
    long maxAgeSeconds = NONE;
    long sharedSeconds = NONE;
    long staleWhileSeconds = NONE;
    long staleErrorSeconds = NONE;
    /** Lower-case names of lines that may not be kept: {@code no-cache="…"}, {@code private="…"}. */
    final Set<String> withheld = new HashSet<>();

    private CacheControl() {}

    static CacheControl of(Head head) {
        var control = new CacheControl();
        for (int i = head.find(Name.CACHE_CONTROL); i >= 0; i = head.find(Name.CACHE_CONTROL, i + 1)) control.read(head.value(i));
        return control;
    }

    static CacheControl of(String value) {
        var control = new CacheControl();
        control.read(value);
        return control;
    }

    /** Of a line for certain caches, {@code CDN-Cache-Control} say (RFC 9213). Null: there is none, or one with an error in it. */
    static CacheControl targeted(Head head, byte[] name) {
        var text = new StringBuilder();
        for (int i = head.find(name, 0); i >= 0; i = head.find(name, i + 1)) {
            text.append(text.isEmpty() ? "" : ", ").append(head.value(i));
        }
        var members = text.isEmpty() ? null : Dictionary.of(text.toString());
        if (members == null) return null;
        var control = new CacheControl();
        control.isTargeted = true;
        members.forEach(control::targeted);
        return control;
    }

    /** What has another type than its directive is not there (RFC 9213 §2.1), but for words that forbid something. */
    private void targeted(String name, Dictionary.Value value) {
        var type = value.type();
        boolean isTime = TIMES.contains(name);
        if (type == Dictionary.Type.FALSE || isTime && type != Dictionary.Type.INTEGER) return;
        directive(name, isTime || type == Dictionary.Type.STRING ? value.text() : null);
    }

    /**
     * Whether a request with this takes an answer that is fresh (§5.2.1). A page that is loaded again asks with {@code max-age=0} for what
     * never changes, too: RFC 8246 §2.
     *
     * @param freshMillis so much longer it will be
     */
    boolean takes(long ageMillis, long freshMillis, boolean immutable) {
        boolean tooOld = maxAgeSeconds != NONE && ageMillis > maxAgeSeconds * 1000;
        if (noCache || tooOld && !immutable) return false;
        return minFreshSeconds == NONE || freshMillis >= minFreshSeconds * 1000;
    }

    /** Whether a request with this takes an answer that has been stale for so long. */
    boolean takesStale(long ageMillis, long staleMillis) {
        boolean tooOld = maxAgeSeconds != NONE && ageMillis > maxAgeSeconds * 1000;
        return !noCache && !tooOld && minFreshSeconds == NONE && maxStaleSeconds != NONE && staleMillis <= maxStaleSeconds * 1000;
    }

    /** Whether a request with this takes an answer that has been stale for so long when nobody can be asked (RFC 5861 §4). */
    boolean takesForError(long staleMillis) {
        return staleErrorSeconds != NONE && staleMillis < staleErrorSeconds * 1000;
    }

    private void read(String value) {
        int from = 0;
        boolean quoted = false;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (quoted && c == '\\') i++;
            else if (c == '"') quoted = !quoted;
            else if (c == ',' && !quoted) {
                directive(value.substring(from, i).strip());
                from = i + 1;
            }
        }
        if (quoted) for (var text : value.substring(from).split(",")) directive(text.strip()); // no word is lost in what has no end
        else directive(value.substring(from).strip());
    }

    private void directive(String text) {
        int equals = text.indexOf('=');
        var name = (equals < 0 ? text : text.substring(0, equals)).toLowerCase(Locale.ROOT);
        boolean spaced = equals >= 0 && !name.equals(name.strip()); // "max-age =60" is a directive with a wrong argument
        if (equals < 0) directive(name, null);
        else directive(name.strip(), spaced ? "" : text.substring(equals + 1));
    }

    private void directive(String name, String argument) {
        switch (name) {
            case "no-store" -> noStore = true;
            case "no-cache" -> noCache |= isForAll(argument);
            case "private" -> isPrivate |= isForAll(argument);
            case "public" -> isPublic = true;
            case "must-revalidate" -> mustRevalidate = true;
            case "proxy-revalidate" -> proxyRevalidate = true;
            case "must-understand" -> mustUnderstand = true;
            case "only-if-cached" -> onlyIfCached = true;
            case "immutable" -> isImmutable = true;
            case "max-stale" -> maxStaleSeconds = argument == null ? SECONDS_MAX : first(maxStaleSeconds, argument);
            case "max-age" -> maxAgeSeconds = first(maxAgeSeconds, argument);
            case "s-maxage" -> sharedSeconds = first(sharedSeconds, argument);
            case "min-fresh" -> minFreshSeconds = first(minFreshSeconds, argument);
            case "stale-while-revalidate" -> staleWhileSeconds = first(staleWhileSeconds, argument);
            case "stale-if-error" -> staleErrorSeconds = first(staleErrorSeconds, argument);
            default -> {} // an extension, which is to be ignored (§5.2.3)
        }
    }

    /** Whether the whole answer is meant; else its argument names the lines that are. */
    private boolean isForAll(String argument) {
        var names = argument == null ? null : unquoted(argument);
        if (names == null || names.isBlank()) return true;
        for (var name : names.split(",")) if (!name.isBlank()) withheld.add(name.strip().toLowerCase(Locale.ROOT));
        return false;
    }

    private static long first(long known, String argument) {
        if (known != NONE) return known;
        var digits = argument == null ? null : unquoted(argument);
        return digits == null ? 0 : Math.max(0, seconds(digits));
    }

    /** Of delta-seconds (§1.2.2); {@link #NONE} for what is not. */
    static long seconds(String digits) {
        if (digits.isEmpty()) return NONE;
        long value = 0;
        for (int i = 0; i < digits.length(); i++) {
            char c = digits.charAt(i);
            if (c < '0' || c > '9') return NONE;
            value = Math.min(SECONDS_MAX, value * 10 + c - '0');
        }
        return value;
    }

    /** A token as it is, the text of a quoted string; null for a quoted string with something wrong about it. */
    private static String unquoted(String argument) {
        if (!argument.startsWith("\"")) return argument;
        var text = new StringBuilder();
        for (int i = 1; i < argument.length(); i++) {
            char c = argument.charAt(i);
            if (c == '"') return i == argument.length() - 1 ? text.toString() : null;
            if (c == '\\' && ++i < argument.length()) c = argument.charAt(i);
            text.append(c);
        }
        return null;
    }
}
