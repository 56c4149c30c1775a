package owlboard.drill.edge;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A fault that lasts until this is closed, or until this process is gone, however that went: a guardian, a shell that waits at the other
 * end of a pipe, undoes it then. Ctrl-C and the end of the terminal do not reach it.
 */
public final class Lease implements AutoCloseable {
    private static final String GUARD = "trap '' INT HUP TERM; read -r word; [ \"$word\" = undone ] && exit 0; ";
    private static final int UNDONE_WITHIN_SECONDS = 60;

    private final Process guardian;

    private Lease(Process guardian) {
        this.guardian = guardian;
    }

    /**
     * Before the fault is made.
     *
     * @param undoing a script of sh; {@code $1} and so on are {@code words}
     */
    public static Lease of(String undoing, String... words) throws IOException {
        var command = new ArrayList<>(List.of("/bin/sh", "-c", GUARD + undoing, "owlboard-drill-lease"));
        command.addAll(List.of(words));
        return new Lease(new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD).start());
    }

    /** The guardian's pid. */
    long pid() {
        return guardian.pid();
    }

    /** The fault is undone already, by other means: the guardian has nothing to do. */
    public void isUndone() throws IOException {
        try (var word = guardian.getOutputStream()) {
            word.write("undone\n".getBytes());
        }
    }

    /** Undoes the fault, and returns when it is undone. */
    @Override public void close() throws IOException {
        guardian.getOutputStream().close();
        try {
            if (guardian.waitFor(UNDONE_WITHIN_SECONDS, TimeUnit.SECONDS)) return;
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();  // the guardian goes on by itself
            return;
        }
        throw new IOException("a fault is not undone within " + UNDONE_WITHIN_SECONDS + " s; its guardian has pid " + guardian.pid());
    }
}
