package owlboard.clients;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;

/** Until when a caller of a store waits, in all that its call needs: its turn, the address, the connection, the login, the answer. */
public record Deadline(long nanos) {
    /** What a call takes at most. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    /** Of a call that begins now: 3 seconds. */
    public static Deadline ofCall() {
        return new Deadline(System.nanoTime() + PATIENCE.toNanos());
    }

    /** The same, or sooner. */
    public Deadline within(Duration shorter) {
        long sooner = System.nanoTime() + shorter.toNanos();
        return sooner - nanos < 0 ? new Deadline(sooner) : this;
    }

    /** Takes the lock of a connection that others may be waiting for. */
    public void lock(Lock turn) throws IOException {
        try {
            if (!turn.tryLock(nanos - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                throw new SocketTimeoutException("the store has not answered those who asked before");
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("stopped while others used the connection to the store");
        }
    }

    /** At least 1. */
    public int millisLeft() throws SocketTimeoutException {
        long left = TimeUnit.NANOSECONDS.toMillis(nanos - System.nanoTime());
        if (left < 1) throw new SocketTimeoutException("no answer in time");
        return (int) left;
    }
}
