package owlboard.topology;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The process of a role: a child of this supervisor, or one that a supervisor before has left. It holds nothing of the supervisor's: it
 * prints into a file, and is
 * told what to do by signals. Another process that was given its pid is never signalled.
 */
final class RoleProcess {
    private static final int LOOK_MILLIS = 100;

    private final ProcessHandle handle;
    private final Incarnation who;
    private final Process child;
    private final long born;

    private RoleProcess(ProcessHandle handle, Incarnation who, Process child) {
        this.handle = handle;
        this.who = who;
        this.child = child;
        born = handle.info().startInstant().map(Instant::toEpochMilli).orElseGet(System::currentTimeMillis);
    }

    /** {@code log}: what it prints, and what its JVM says when it dies, is added there. */
    static RoleProcess start(List<String> command, Map<String, String> environment, Path log) throws IOException {
        var starting = new ProcessBuilder(command).redirectInput(new File("/dev/null")).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        starting.environment().putAll(environment);
        var child = starting.start();
        var who = Incarnation.of(child.pid()).orElseGet(() -> new Incarnation(child.pid(), "ended"));
        return new RoleProcess(child.toHandle(), who, child);
    }

    /** Null when it does not run any more. */
    static RoleProcess takeOver(Incarnation who) {
        var handle = ProcessHandle.of(who.pid()).orElse(null);
        return handle != null && who.runs() ? new RoleProcess(handle, who, null) : null;
    }

    Incarnation who() {
        return who;
    }

    long pid() {
        return who.pid();
    }

    /** Milliseconds since the epoch. */
    long born() {
        return born;
    }

    boolean isAlive() {
        return child != null ? child.isAlive() : who.runs();
    }

    /** How it ended; how one ended that is nobody's child of ours is not known. */
    Ending await() throws InterruptedException {
        if (child != null) return new Ending(child.waitFor());
        while (who.runs()) Thread.sleep(LOOK_MILLIS);
        return Ending.UNKNOWN;
    }

    /** False when it still runs at the deadline (nano time). */
    boolean await(long deadline) throws InterruptedException {
        if (child != null) return child.waitFor(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        while (who.runs()) {
            if (System.nanoTime() > deadline) return false;
            Thread.sleep(LOOK_MILLIS / 5);
        }
        return true;
    }

    /** TERM. A handle compares the start time once more. */
    void terminate() {
        if (isAlive()) handle.destroy();
    }

    /** KILL. */
    void kill() {
        if (isAlive()) handle.destroyForcibly();
    }

    /** KILL, for its children too. */
    void killAll() {
        if (!isAlive()) return;
        handle.descendants().forEach(ProcessHandle::destroyForcibly);
        handle.destroyForcibly();
    }

    /** HUP, for which Java has no method. */
    void hangUp() throws IOException {
        if (!isAlive()) throw new IOException("it has ended");
        Held.signal("HUP", pid());
    }
}
