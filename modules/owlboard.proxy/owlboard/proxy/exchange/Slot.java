package owlboard.proxy.exchange;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * A feature's place in the {@link Settings} of each level, as nginx's {@code loc_conf[ctx_index]}. What is in it is made while a
 * configuration is loaded; it may be null, for what is off.
 */
public final class Slot<T> {
    private static final AtomicInteger COUNT = new AtomicInteger();

    /** Makes what is in the slot out of a level's directives. */
    @FunctionalInterface
    public interface Maker<T> {
        T of(Scope scope, Making making);
    }

    final int index = COUNT.getAndIncrement();
    final Maker<? extends T> maker;

    public Slot(Maker<? extends T> maker) {
        this.maker = maker;
    }

    static int count() {
        return COUNT.get();
    }
}
