package owlboard.proxy.span;

import java.util.List;

/**
 * One request that is over.
 *
 * @param beginNanos since the epoch, as {@code endNanos}
 * @param failed     its status says that this side failed
 */
record Span(SpanContext context, String name, long beginNanos, long endNanos, List<Attribute> attributes, List<Try> tries,
        boolean failed) {
    /** {@code value} in Latin-1, bytes as they came; {@code isNumber}: digits alone. */
    record Attribute(String name, String value, boolean isNumber) {}

    /** A peer that was asked, and when; {@code status} 0: no answer. */
    record Try(long atNanos, String peer, int status) {}
}
