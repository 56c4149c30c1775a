package owlboard.topology;

import java.io.File;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.TimeUnit;

/** What is said and done about a process that a signal (STOP, Ctrl-Z, a debugger's) has stopped, and that waits for CONT. */
final class Held {
    static final String WORDS = "held by a signal (STOP)";
    private static final int SIGNAL_SECONDS = 10;

    private Held() {}

    static boolean is(long pid) {
        return Incarnation.isStopped(pid);
    }

    static String remedy(long pid) {
        return "kill -CONT " + pid;
    }

    /** What a command says whose supervisor gave no answer. {@code remedy}: what helps where it is not held. */
    static Complaint orSilent(Running supervisor, IOException gone, String remedy) {
        long pid = supervisor.who().pid();
        if (is(pid)) return Complaint.failure("the supervisor (pid " + pid + ") is " + WORDS + "; have it go on: " + remedy(pid));
        return Complaint.failure("the supervisor (pid " + pid + ") does not answer on " + supervisor.socket() + ": "
                + Complaint.reason(gone) + "; " + remedy);
    }

    static void release(long pid) throws IOException {
        signal("CONT", pid);
    }

    /**
     * For signals that Java has no method for.
     *
     * @throws IOException when it cannot be signalled, as another user's
     */
    static void signal(String name, long pid) throws IOException {
        var signal = new ProcessBuilder("/bin/sh", "-c", "kill -" + name + " " + pid).redirectInput(new File("/dev/null"))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        try {
            if (!signal.waitFor(SIGNAL_SECONDS, TimeUnit.SECONDS) || signal.exitValue() != 0) {
                throw new IOException("it cannot be signalled");
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
    }
}
