package owlboard.proxy.status;

import java.util.concurrent.locks.LockSupport;
import owlboard.proxy.upstream.Events;
import owlboard.proxy.upstream.Names;
import owlboard.wire.loop.Serving;

/**
 * Makes the picture that pages show, once a second and at each change of a peer, as long as somebody looks. A thread of its own: it asks
 * the other roles, too.
 */
public final class Observer implements AutoCloseable {
    private static final long TICK_NANOS = 1_000_000_000;
    private static final long LOOK_NANOS = 100_000_000;
    /** Who has not asked for so long does not look any more. */
    private static final long WATCHED_NANOS = 10_000_000_000L;

    private final Others others;
    private final Picture picture;
    private final Events events;
    private volatile long watchedUntil;
    private volatile boolean closing;
    private volatile Picture.Taken latest;
    private Thread thread;

    /** {@code names} knows where the others are; {@code events}: what became of peers. */
    public Observer(Live live, Names names, Events events) {
        this.events = events;
        others = new Others(names);
        picture = new Picture(live, others, events);
    }

    /** Somebody looks. Any thread; it does not wait. */
    void watch() {
        watchedUntil = System.nanoTime() + WATCHED_NANOS;
        synchronized (this) {
            if (thread != null || closing) return;
            thread = Serving.thread("observer", this::run);
        }
        thread.start();
    }

    /** Null before the first; another object when it is another picture. */
    Picture.Taken latest() {
        return latest;
    }

    /** Not on a loop. Null: nobody tells. */
    String heatAt(String host, String of) {
        return others.heat(host, of);
    }

    private void run() {
        long next = System.nanoTime();
        long seen = events.last();
        while (isWatched()) {
            boolean changed = events.last() != seen;
            if (changed || System.nanoTime() - next >= 0) {
                seen = events.last();
                latest = picture.take();
                next = Math.max(next + TICK_NANOS, System.nanoTime() + LOOK_NANOS);
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    /** False: the thread ends, and the next who looks begins another. */
    private synchronized boolean isWatched() {
        if (!closing && System.nanoTime() - watchedUntil < 0) return true;
        thread = null;
        latest = null;
        return false;
    }

    @Override
    public void close() {
        closing = true;
    }
}
