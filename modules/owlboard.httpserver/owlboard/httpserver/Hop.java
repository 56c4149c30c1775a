package owlboard.httpserver;

import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import owlboard.wire.loop.Loop;

/**
 * Runs what touches a wire on the wire's loop: at once when the caller is a virtual thread of it, else in a new one that the caller waits
 * for.
 */
final class Hop implements Runnable {
    @FunctionalInterface
    interface Operation {
        int run() throws IOException;
    }

    /** A wake-up that is lost costs no more than this. */
    static final long LOOK_NANOS = 1_000_000_000;

    private final Operation operation;
    private final Thread caller = Thread.currentThread();
    private int result;
    private Throwable failure;
    private volatile boolean done;

    private Hop(Operation operation) {
        this.operation = operation;
    }

    /** An interrupt of the caller reaches the operation, and is kept. */
    static int to(Loop loop, Operation operation) throws IOException {
        if (Loop.current() == loop) return operation.run();
        var hop = new Hop(operation);
        var runner = loop.start(hop);
        boolean interrupted = false;
        while (!hop.done) {
            LockSupport.parkNanos(hop, LOOK_NANOS);
            if (Thread.interrupted()) {
                interrupted = true;
                runner.interrupt();
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
        switch (hop.failure) {
            case null -> {
                return hop.result;
            }
            case IOException io -> throw io;
            case RuntimeException bug -> throw bug;
            case Error error -> throw error;
            case Throwable other -> throw new IOException(other);
        }
    }

    @Override
    public void run() {
        try {
            result = operation.run();
        } catch (Throwable thrown) {
            failure = thrown;
        }
        done = true;
        LockSupport.unpark(caller);
    }
}
