package owlboard.cli.nginx;

import owlboard.cli.process.Life;
import owlboard.cli.process.Signals;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * SIGQUIT ends gracefully, as in nginx. A JVM tool such as jcmd sends QUIT too, when the JVM does not listen for tools yet, and leaves a
 * file to say so: such a QUIT is not obeyed. SIGALRM does the same as QUIT.
 */
record QuitSignal(Life life, StartLog log) {

    /** Any thread. After it a QUIT is obeyed; before, it is the JVM's thread dump. */
    void install() {
        Signals.on("ALRM", () -> {
            if (aToolAttaches()) log.note("warn", "SIGQUIT of a JVM tool ignored; start with -XX:+StartAttachListener to use such tools");
            else life.post(Life.Event.QUIT);
        });
        try {
            Posix.quitBecomesAlarm();
        } catch (LinkageError refused) {
            log.note("warn", "SIGQUIT stays the JVM's thread dump (" + refused.getMessage() + "): end gracefully with SIGALRM");
        }
    }

    private static boolean aToolAttaches() {
        var name = ".attach_pid" + ProcessHandle.current().pid();
        return Files.exists(Path.of("/proc/self/cwd", name)) || Files.exists(Path.of("/tmp", name));
    }
}
