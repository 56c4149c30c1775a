package owlboard.cli.nginx;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import owlboard.cli.process.Signals;
import owlboard.proxy.Engine;

/**
 * SIGUSR2: the same command line runs again, with whatever is installed now, and listens on the same addresses beside this process, whose
 * pid file becomes {@code .oldbin}. Both accept until one of them gets WINCH, QUIT or TERM (nginx's page "Controlling nginx"). No socket is
 * handed over: both have SO_REUSEPORT, so the user must be the same.
 */
final class Upgrade {
    private static final String MARK = "OWLBOARD_NGINX_BESIDE";

    private final Engine engine;
    private final OwnPid pid;
    private final StartLog log;
    private Process successor;

    Upgrade(Engine engine, OwnPid pid, StartLog log) {
        this.engine = engine;
        this.pid = pid;
        this.log = log;
    }

    /** Whether this process has come to take over from one that listens still. */
    static boolean isSuccessor() {
        return System.getenv(MARK) != null;
    }

    /** Writes the pid file. Who finds it may send the signal at once: it is heard before, and waits until the file is there. */
    synchronized void mayBegin() throws IOException {
        Signals.on("USR2", this::begin);
        pid.write();
    }

    private synchronized void begin() {
        if (successor != null && successor.isAlive()) {
            log.note("notice", "the changing binary signal is ignored: you should shutdown or terminate before either old or new binary's "
                    + "process");
            return;
        }
        engine.letOthersListen();
        try {
            pid.setAside();
            var builder = new ProcessBuilder(Detached.ownCommandLine()).redirectInput(Path.of("/dev/null").toFile())
                    .redirectOutput(Redirect.DISCARD).redirectError(Detached.isThis() ? Redirect.DISCARD : Redirect.INHERIT);
            builder.environment().put(MARK, "1");
            successor = builder.start();
            log.note("notice", "start new binary process " + successor.pid());
            var started = successor;
            started.onExit().thenRun(() -> over(started));
        } catch (IOException trouble) {
            log.note("alert", "changing binary: " + trouble.getMessage());
            pid.takeBack();
        }
    }

    private void over(Process ended) {
        log.note("notice", "new binary process " + ended.pid() + " exited with code " + ended.exitValue());
        pid.takeBack();
    }
}
