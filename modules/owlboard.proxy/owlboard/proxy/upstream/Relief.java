package owlboard.proxy.upstream;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Whether idle connections may be kept to a peer. One that gives each connection a worker of its own (prefork, php-fpm) may have none left
 * for a new one but those that wait in idle ones: whoever has waited long for the first byte on a new one has these closed, and no others
 * kept meanwhile, until a newer one has its first byte at once: then it is the answer that takes long (long polling), and no worker is
 * missing. Where that has helped, none are kept for a while. Any thread; times are {@link System#nanoTime}.
 */
final class Relief {
    /** An answer that soon behind it is taken for its effect. */
    private static final long EFFECT_NANOS = 150_000_000;
    private static final long HOLDS_NANOS = 60_000_000_000L;

    private final AtomicInteger waiting = new AtomicInteger();
    private volatile long until = System.nanoTime();
    /** When somebody has begun to wait last. */
    private volatile long begun = until;
    /** When a new connection had its first byte at once, last. */
    private volatile long prompt = until;

    boolean mayRest(long now) {
        return (waiting.get() == 0 || prompt - begun > 0) && now - until >= 0;
    }

    void begin() {
        begun = System.nanoTime();
        waiting.incrementAndGet();
    }

    void isPrompt() {
        prompt = System.nanoTime();
    }

    /** {@code began} when {@link #begin} was called; {@code keeps}: the file wants idle ones kept. */
    void end(boolean answered, long began, boolean keeps) {
        waiting.decrementAndGet();
        long now = System.nanoTime();
        if (answered && !keeps && now - began < EFFECT_NANOS) until = now + HOLDS_NANOS;
    }
}
