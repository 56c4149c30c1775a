package owlboard.wire.loop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * One platform thread, one selector, and the virtual threads that it runs.
 * A turn runs a snapshot of what was queued, then selects; its own code only queues, selects and unparks.
 */
public final class Loop implements Executor {
    /** Deadlines are looked at this often while anything happens; the resolution of every timeout. */
    static final long TICK_NANOS = 50_000_000;
    /** How long a loop sleeps on which nothing happens, unless a deadline comes earlier. */
    static final long QUIET_NANOS = 1_000_000_000;
    /** Of those who are in the middle of a message that comes slowly. */
    static final int SLOW_PER_TURN = 32;

    private final Selector selector;
    private final ThreadFactory threads;
    private final Thread carrier;
    private final ArrayDeque<Runnable> local = new ArrayDeque<>();
    private final ConcurrentLinkedQueue<Runnable> remote = new ConcurrentLinkedQueue<>();
    /** Who waits for a turn that has room for one more slow one. */
    private final ArrayDeque<Thread> slow = new ArrayDeque<>();
    private int slowInTurn;
    private final ArrayList<Watched> watched = new ArrayList<>();
    private final ArrayList<Runnable> turnEnds = new ArrayList<>();
    private final Consumer<SelectionKey> onReady = key -> ((Watched) key.attachment()).ready(key);
    private volatile boolean asleep;
    private volatile long turns;
    private volatile Thread running;
    private volatile CoreUse coreUse = CoreUse.UNKNOWN;
    private long now = System.nanoTime();
    private long wallMillis = System.currentTimeMillis();
    private long lastTick = now;
    /** What the last tick saw: how long until the first deadline. Any task may set an earlier one. */
    private long leftNanos;
    private boolean ranSinceTick;

    /** Buffers for this loop's wires. */
    public final Buffers buffers = new Buffers();

    /** What clients make this loop keep. */
    public final Kept kept;

    /** Position in {@link Loops#all()}. */
    public final int index;

    /** One of {@code count} loops. */
    Loop(int index, int count) {
        this.index = index;
        kept = new Kept(Runtime.getRuntime().maxMemory() / 4 / count);
        threads = LoopThreads.on(this);
        try {
            selector = Selector.open();
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot open a selector: out of file descriptors?", failure);
        }
        // Virtual threads run on this stack, whatever -Xss is: a regular expression takes up to 1 KB of it per byte of a URI.
        carrier = Serving.thread("loop-" + index, 8 << 20, this::run);
    }

    void start() {
        carrier.start();
    }

    /** What a selector key of this loop belongs to. Called by the loop's own code: it may only set fields, change interest and unpark. */
    public interface Watched {
        void ready(SelectionKey key);

        /** Once per tick: nanoseconds until its next deadline; {@link #NEVER_NANOS}. */
        long tick(long nowNanos);

        /** Nothing is due, however long it takes. */
        long NEVER_NANOS = Long.MAX_VALUE;

        /** Where it stands in the loop's list; kept for {@link Loop#forget}. */
        int slot();

        void slot(int slot);
    }

    /** The loop that the current virtual thread runs on, whoever started that thread; null for every other thread. */
    public static Loop current() {
        var me = Thread.currentThread();
        return me.isVirtual() && LoopThreads.schedulerOf(me) instanceof Loop loop ? loop : null;
    }

    /** Queues a continuation or a task. Never throws, never blocks, never runs it inline. */
    @Override
    public void execute(Runnable task) {
        if (Thread.currentThread() == carrier) {
            local.add(task);
            return;
        }
        remote.add(task);
        if (asleep) selector.wakeup();
    }

    /** Starts a virtual thread on this loop. */
    public Thread start(Runnable body) {
        var thread = threads.newThread(body);
        thread.start();
        return thread;
    }

    /** The time of this turn, in the units of {@link System#nanoTime()}. */
    public long now() {
        return now;
    }

    /** The wall clock of this turn, in milliseconds since 1970. */
    public long wallMillis() {
        return wallMillis;
    }

    /** Reads the clocks anew, for who has been computing or has come back from elsewhere. */
    public void refreshNow() {
        now = System.nanoTime();
        wallMillis = System.currentTimeMillis();
    }

    public Selector selector() {
        return selector;
    }

    /** Adds to the list that ticks. From this loop's threads only. */
    public void watch(Watched wire) {
        wire.slot(watched.size());
        watched.add(wire);
    }

    /** Removes in constant time: the last one takes the place. */
    public void forget(Watched wire) {
        int slot = wire.slot();
        if (slot < 0) return;
        var last = watched.removeLast();
        if (last != wire) {
            watched.set(slot, last);
            last.slot(slot);
        }
        wire.slot(-1);
    }

    /**
     * Wakes the reader of a message whose parts come slowly. A few a turn: when a crowd of them hears something at once, or leaves, others
     * do not wait for all of it. False: in a later turn, and until then its wire shall hear nothing more. From the loop's own code.
     */
    public boolean wakeSlow(Thread reader) {
        if (!slow.isEmpty() || slowInTurn == SLOW_PER_TURN) {
            slow.add(reader);
            return false;
        }
        slowInTurn++;
        LockSupport.unpark(reader);
        return true;
    }

    /** How many wires this loop holds. */
    public int watchedCount() {
        return watched.size();
    }

    /** What runs once per turn, before the loop waits, on the loop's own code: the rules of {@link Watched} apply. From any thread. */
    public void atTurnEnd(Runnable hook) {
        execute(() -> turnEnds.add(hook));
    }

    /** From any thread. */
    public void noLongerAtTurnEnd(Runnable hook) {
        execute(() -> turnEnds.remove(hook));
    }

    /** A virtual thread says that it runs now, so that a stall can be shown with its stack. */
    public void resumed(Thread thread) {
        running = thread;
    }

    private void run() {
        coreUse = CoreUse.ofThisThread();
        while (true) {
            try {
                turn();
            } catch (Throwable failure) {
                Faults.report("loop " + index, failure);
            }
        }
    }

    private void turn() throws IOException {
        for (Runnable task; (task = remote.poll()) != null; ) local.add(task);
        for (; slowInTurn < SLOW_PER_TURN && !slow.isEmpty(); slowInTurn++) LockSupport.unpark(slow.poll());
        ranSinceTick |= !local.isEmpty();
        for (int left = local.size(); left > 0; left--) {
            try {
                local.poll().run();
            } catch (Throwable failure) {
                Faults.report("a task on loop " + index, failure);
            }
        }
        for (int i = 0; i < turnEnds.size(); i++) turnEnds.get(i).run();
        turns++;
        running = null;
        Thread.interrupted(); // a set flag would make every select return at once
        slowInTurn = 0;
        if (!local.isEmpty() || !slow.isEmpty()) {
            selector.selectNow(onReady);
        } else {
            asleep = true;
            if (remote.isEmpty()) selector.select(onReady, untilTickMillis());
            else selector.selectNow(onReady);
            asleep = false;
        }
        now = System.nanoTime();
        wallMillis = System.currentTimeMillis();
        if (now - lastTick >= TICK_NANOS) tick();
    }

    /** 0: until something is ready. */
    private long untilTickMillis() {
        if (watched.isEmpty()) return 0;
        long nanos = ranSinceTick ? TICK_NANOS : Math.clamp(leftNanos, TICK_NANOS, QUIET_NANOS);
        return nanos / 1_000_000;
    }

    private void tick() {
        lastTick = now;
        ranSinceTick = false;
        leftNanos = kept.tick(now);
        for (int i = watched.size() - 1; i >= 0; i--) leftNanos = Math.min(leftNanos, watched.get(i).tick(now));
    }

    // What the watchdog reads.

    long turns() {
        return turns;
    }

    boolean isAsleep() {
        return asleep;
    }

    Thread running() {
        return running;
    }

    /** How long it was ready to run and had no core, in nanoseconds; 0 where the system does not say. */
    long waitedForACore() {
        return coreUse.waited();
    }

    Thread carrier() {
        return carrier;
    }

    @Override
    public String toString() {
        return "loop " + index;
    }
}
