package owlboard.proxy.exchange;

import owlboard.config.Place;
import owlboard.proxy.count.Row;

/** A line of the configuration that changed an exchange, ended it or made it wait, as the recorder tells it. One thread's. */
public final class Met {
    /** Null: it is the first. */
    public final Met before;
    /** From 1. */
    public final int number;
    public final String directive;
    /** Null: no line says it. */
    public final Place place;
    /** What the URI became; null: it is the same. */
    public final String uri;
    /** Since the exchange began, as {@link #toNanos}, which is the same where nothing waited. */
    public final long fromNanos;
    public long toNanos;

    Met(Met before, String directive, Place place, String uri, long nanos) {
        this.before = before;
        this.number = before == null ? 1 : before.number + 1;
        this.directive = directive;
        this.place = place;
        this.uri = uri;
        fromNanos = nanos;
        toNanos = nanos;
    }

    /** There is no room for more: a URI may be rewritten in circles. */
    boolean isLast() {
        return number == Row.STEPS_MOST;
    }
}
