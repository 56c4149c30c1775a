package owlboard.proxy.span;

import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which span a request is, and of which trace (W3C Trace Context §3).
 *
 * @param trace         32 hexadecimal digits
 * @param span          16, its own
 * @param parent        16; empty: it begins the trace
 * @param parentSampled what the parent said of itself
 * @param sampled       it is told
 */
record SpanContext(String trace, String span, String parent, boolean parentSampled, boolean sampled) {
    private static final String NO_TRACE = "0".repeat(32);
    private static final String NO_SPAN = "0".repeat(16);
    /** A later version may have more behind it. */
    private static final Pattern TRACEPARENT = Pattern.compile("([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?");

    /** {@code traceparent}: the client's, null when there is none that counts. */
    static SpanContext of(String traceparent, boolean sampled) {
        var random = ThreadLocalRandom.current();
        var span = hex(random.nextLong() | 1);
        var given = traceparent == null ? null : TRACEPARENT.matcher(traceparent);
        if (given == null || !isValid(given)) {
            return new SpanContext(hex(random.nextLong()) + hex(random.nextLong() | 1), span, "", false, sampled);
        }
        boolean parentSampled = (Integer.parseInt(given.group(4), 16) & 1) != 0;
        return new SpanContext(given.group(2), span, given.group(3), parentSampled, sampled);
    }

    private static boolean isValid(Matcher given) {
        if (!given.matches() || given.group(1).equals("ff")) return false;
        boolean isLonger = given.group(5) != null;
        return !(isLonger && given.group(1).equals("00")) && !given.group(2).equals(NO_TRACE) && !given.group(3).equals(NO_SPAN);
    }

    private static String hex(long value) {
        return String.format("%016x", value);
    }

    SpanContext sampledIf(boolean now) {
        return new SpanContext(trace, span, parent, parentSampled, now);
    }

    /** What an upstream is told. */
    String traceparent() {
        return "00-" + trace + "-" + span + (sampled ? "-01" : "-00");
    }
}
