package owlboard.proxy.exchange;

import java.util.concurrent.atomic.AtomicInteger;

/** What one feature keeps of an exchange while it lasts, as nginx's {@code r->ctx[ctx_index]}: {@link Exchange#note(Note)}. */
public final class Note<T> {
    private static final AtomicInteger COUNT = new AtomicInteger();

    final int index = COUNT.getAndIncrement();

    static int count() {
        return COUNT.get();
    }
}
