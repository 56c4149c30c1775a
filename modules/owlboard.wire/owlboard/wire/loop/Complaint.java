package owlboard.wire.loop;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;

/**
 * Something that may happen thousands of times in a second: it is told once a second, with how many times it happened since it was told
 * last. Safe for all threads.
 */
public final class Complaint {
    private static final long SECOND_NANOS = 1_000_000_000;

    private final Faults.Weight weight;
    private final AtomicLong untold = new AtomicLong();
    private final AtomicLong told = new AtomicLong(System.nanoTime() - SECOND_NANOS);

    public Complaint(Faults.Weight weight) {
        this.weight = weight;
    }

    /** It happened once more. {@code text} gets the count when this is the time to tell it. */
    public void add(LongFunction<String> text) {
        untold.incrementAndGet();
        long before = told.get();
        long now = System.nanoTime();
        if (now - before < SECOND_NANOS || !told.compareAndSet(before, now)) return;
        long count = untold.getAndSet(0);
        if (count > 0) Faults.tell(weight, text.apply(count), null);
    }
}
