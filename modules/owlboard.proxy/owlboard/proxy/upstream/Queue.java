package owlboard.proxy.upstream;

import java.util.ArrayDeque;
import java.util.concurrent.locks.LockSupport;

/** Requests that wait until a peer has room for them ({@code queue}): first come, first served. Any thread. */
final class Queue {
    private final ArrayDeque<Thread> waiting = new ArrayDeque<>();
    private volatile Thread first;
    private long overflows;

    boolean isEmpty() {
        return first == null;
    }

    /** False: {@code most} are waiting already. */
    synchronized boolean enter(Thread thread, int most) {
        if (waiting.size() >= most) {
            overflows++;
            return false;
        }
        waiting.add(thread);
        first = waiting.peek();
        return true;
    }

    boolean isFirst(Thread thread) {
        return first == thread;
    }

    synchronized void leave(Thread thread) {
        waiting.remove(thread);
        first = waiting.peek();
    }

    synchronized int size() {
        return waiting.size();
    }

    /** How often too many were waiting already. */
    synchronized long overflows() {
        return overflows;
    }

    /** The first may look again whether there is room. */
    void call() {
        var next = first;
        if (next != null) LockSupport.unpark(next);
    }
}
