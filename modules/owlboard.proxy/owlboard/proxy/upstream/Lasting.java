package owlboard.proxy.upstream;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import owlboard.wire.loop.BriefLock;

/**
 * What of a group outlives a reload, as equal peers do.
 *
 * @param lock who picks a peer holds it, and who changes one; never over input or output
 * @param changes how often somebody could be reached who could not before, and where else
 * @param leaving who is one of its peers no longer
 * @param repeats what was sent to more than one peer
 * @param unserved requests for which there was nobody
 */
record Lasting(ReentrantLock lock, AtomicInteger changes, Waiting waiting, Queue queue, Leaving leaving, Repeats repeats,
        Unserved unserved) {
    Lasting() {
        this(new BriefLock(), new AtomicInteger(), new Waiting(), new Queue(), new Leaving(), new Repeats(), new Unserved());
    }

    void change() {
        changes.incrementAndGet();
        waiting.wake();
        queue.call();
    }
}
