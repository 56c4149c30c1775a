package owlboard.wire.loop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;

/**
 * Whose rights the threads have that do what clients and upstreams ask for. nginx has worker processes for that, whose user is another one
 * than the master's; here it is threads: loops, those of {@link Offload}, and what {@link #thread} makes. All others keep the rights of the
 * process; a thread that one of these starts has its own from the beginning.
 */
public final class Serving {
    /** What the system may take for a change of rights. */
    public static final Duration TRIAL = Duration.ofSeconds(60);

    private static volatile Credentials credentials;

    private Serving() {}

    /**
     * Once, and before there is a loop: what runs already keeps what it has. They are tried first, by a thread of its own.
     *
     * @throws IOException the system refuses, in nginx's words
     */
    public static void as(Credentials given) throws IOException {
        var refusal = new IOException[1];
        var trial = Thread.ofPlatform().daemon().name("rights").start(() -> {
            try {
                given.take();
            } catch (IOException refused) {
                refusal[0] = refused;
            }
        });
        boolean over = false;
        try {
            over = trial.join(TRIAL);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
        if (!over) throw new IOException("setuid(" + given.uid() + ") did not return");
        if (refusal[0] != null) throw refusal[0];
        credentials = given;
    }

    /** Null: those of the process. */
    public static Credentials credentials() {
        return credentials;
    }

    /** A daemon that is not started yet. */
    public static Thread thread(String name, Runnable body) {
        return thread(name, 0, body);
    }

    /** {@code stackBytes} 0: as much as others have. */
    static Thread thread(String name, long stackBytes, Runnable body) {
        return Thread.ofPlatform().daemon().name(name).stackSize(stackBytes).unstarted(() -> {
            begin();
            body.run();
        });
    }

    /** First of all that such a thread does. One that cannot must do nothing. */
    private static void begin() {
        var given = credentials;
        if (given == null || given.areTaken()) return;
        try {
            given.take();
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
    }
}
