package owlboard.drill.traffic;

import java.util.ArrayList;
import java.util.List;

/** All that clients saw, in the order in which it ended; no more than {@link #MAX}, beyond which the newest are only counted. */
public final class Journal {
    /** Of one drill: 16 MB or so. */
    public static final int MAX = 150_000;

    private final long began = System.nanoTime();
    private final List<Seen> all = new ArrayList<>();
    private int failed;
    private int beyond;

    /** Nanoseconds since it was begun. */
    public long now() {
        return System.nanoTime() - began;
    }

    /** Adds one. */
    public synchronized void add(Seen seen) {
        if (seen.isFailed()) failed++;
        if (all.size() < MAX) all.add(seen);
        else beyond++;
    }

    /** As of now. */
    public synchronized List<Seen> all() {
        return List.copyOf(all);
    }

    /** How many there are. */
    public synchronized int size() {
        return all.size() + beyond;
    }

    /** How many of them failed. */
    public synchronized int failed() {
        return failed;
    }

    /** How many found no room. */
    public synchronized int beyond() {
        return beyond;
    }
}
