package owlboard.topology;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * One role's process: started, read, asked for its health, started again when it ends by itself, ended when told.
 * Its standard input is a pipe that this process holds: the child ends when the pipe does, also when nobody was left to say so.
 */
final class Child {
    /** Who hears of a child. Called from its threads. */
    interface Events {
        /** Whole lines, each with its line feed. */
        void output(Child child, String lines);

        void event(Child child, String text);
    }

    private static final int PROBES_MISSED = 3;
    private static final int PIECE_BYTES = 16 << 10;

    private final Placed placed;
    private final List<String> command;
    private final Path pidFile;
    private final Timing timing;
    private final Events events;
    private final CountDownLatch told = new CountDownLatch(1);
    private Thread thread;
    private Process process;
    private boolean stopping;
    private String state = "stopped";
    private String health = "";
    private String note = "";
    private String lastLine = "";
    private int restarts;
    private long born;

    Child(Placed placed, List<String> command, Path pidFile, Timing timing, Events events) {
        this.placed = placed;
        this.command = shielded(command);
        this.pidFile = pidFile;
        this.timing = timing;
        this.events = events;
    }

    /** Ctrl-C reaches every process of a terminal's group; only the supervisor is to answer it. An ignored signal stays ignored over exec and in the JVM. */
    private static List<String> shielded(List<String> command) {
        var words = new ArrayList<>(List.of("/bin/sh", "-c", "trap '' INT; exec \"$0\" \"$@\""));
        words.addAll(command);
        return words;
    }

    String name() {
        return placed.role().name();
    }

    Placed placed() {
        return placed;
    }

    /** Starts the process and its threads; again for one that has exited for good. */
    synchronized void start() {
        if (stopping || thread != null && thread.isAlive()) return;
        state = "running";
        health = "starting";
        note = "";
        thread = Thread.ofPlatform().name(name()).start(this::live);
    }

    synchronized Status status() {
        boolean runs = process != null && process.isAlive();
        return new Status(name(), placed.role().type().word(), runs ? process.pid() : 0, state, runs || health.equals("starting") ? health : "",
                placed.portsText(), placed.addresses(), restarts, runs ? born : 0, note);
    }

    private void live() {
        var backOff = timing.firstBackOff();
        while (true) {
            long started = System.nanoTime();
            Ending ending;
            try {
                var current = launch();
                if (current == null) return;
                recordPid(current.pid());
                ending = follow(current);
            } catch (IOException cause) {
                exited("cannot be started: " + cause.getMessage(), "exited");
                return;
            }
            if (isStopping()) return;
            if (ending.isFinal()) {
                exited(ending + " and is not started again: " + lastLine(), "exited (" + ending.code() + ")");
                return;
            }
            if (Duration.ofNanos(System.nanoTime() - started).compareTo(timing.stable()) >= 0) backOff = timing.firstBackOff();
            restarting(ending + "; restarts in " + text(backOff));
            if (await(backOff)) return;
            backOff = backOff.multipliedBy(2).compareTo(timing.longestBackOff()) < 0 ? backOff.multipliedBy(2) : timing.longestBackOff();
        }
    }

    /** Null when it is to stop. */
    private synchronized Process launch() throws IOException {
        if (stopping) return null;
        process = new ProcessBuilder(command).redirectErrorStream(true).start();
        born = System.currentTimeMillis();
        state = "running";
        health = "starting";
        return process;
    }

    /** Without a pid file the role still ends with its pipe; only a role that ignores that could not be found later. */
    private void recordPid(long pid) {
        try {
            var incarnation = Incarnation.of(pid);
            if (incarnation.isPresent()) State.write(pidFile, incarnation.get() + "\n");
        } catch (IOException cause) {
            events.event(this, "runs, but " + pidFile + " cannot be written: " + Complaint.reason(cause) + "; make room there");
        }
    }

    private void forgetPid() {
        try {
            Files.deleteIfExists(pidFile);
        } catch (IOException cause) {
            events.event(this, "has ended, but " + pidFile + " cannot be removed: " + Complaint.reason(cause));
        }
    }

    private Ending follow(Process current) throws IOException {
        var reader = Thread.ofPlatform().name(name() + " output").start(() -> read(current));
        var health = Thread.ofVirtual().name(name() + " health").start(() -> watch(current));
        try {
            int code = current.waitFor();
            health.interrupt();
            reader.join(Duration.ofSeconds(1));  // a grandchild may hold the pipe open
            return new Ending(code);
        } catch (InterruptedException stop) {
            throw new IOException("interrupted while it ran", stop);
        } finally {
            forgetPid();
        }
    }

    private void read(Process current) {
        var lines = new WholeLines(text -> {
            lastLine(text.substring(text.lastIndexOf('\n', text.length() - 2) + 1).strip());
            events.output(this, text);
        });
        try (var in = current.getInputStream()) {
            var piece = new byte[PIECE_BYTES];
            for (int length; (length = in.read(piece)) > 0; ) lines.add(piece, length);
            lines.end();
        } catch (IOException cause) {
            if (current.isAlive()) events.event(this, "its output cannot be read: " + cause.getMessage());
        }
    }

    private void watch(Process current) {
        var probe = new Probe(placed.asked(), placed.healthPort());
        int missed = 0;
        try {
            while (current.isAlive()) {
                var trouble = probe.ask();
                missed = trouble.isEmpty() ? 0 : missed + 1;
                synchronized (this) {
                    if (current != process || !current.isAlive()) return;
                    note = trouble.orElse("");
                    if (trouble.isEmpty()) health = "healthy";
                    else if (health.equals("healthy") && missed >= PROBES_MISSED) health = "unhealthy";
                }
                Thread.sleep(missed == 0 ? timing.healthEvery() : Duration.ofMillis(100));
            }
        } catch (InterruptedException processEnded) {
            Thread.currentThread().interrupt();
        }
    }

    /** TERM; {@link #end} waits for it. */
    void terminate() {
        Process running;
        synchronized (this) {
            stopping = true;
            running = process;
        }
        told.countDown();
        if (running != null) running.toHandle().destroy();  // Process.destroy would close the pipe with its last lines
    }

    /** Waits until {@code deadline} (nano time), then kills what is left, and its children. True when it ended by itself. */
    boolean end(long deadline) throws InterruptedException {
        Process running;
        Thread living;
        synchronized (this) {
            running = process;
            living = thread;
        }
        boolean ended = running == null || running.waitFor(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        if (!ended) {
            running.descendants().forEach(ProcessHandle::destroyForcibly);
            running.destroyForcibly();
        }
        if (living != null) living.join(Duration.ofSeconds(2));
        synchronized (this) {
            state = "stopped";
            health = "";
            note = "";
        }
        return ended;
    }

    private boolean await(Duration backOff) {
        try {
            return told.await(backOff.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private synchronized boolean isStopping() {
        return stopping;
    }

    private synchronized void lastLine(String line) {
        if (!line.isEmpty()) lastLine = line;
    }

    private synchronized String lastLine() {
        return lastLine;
    }

    private void exited(String text, String how) {
        synchronized (this) {
            state = how;
            health = "";
            note = text;
        }
        events.event(this, text);
    }

    private void restarting(String text) {
        synchronized (this) {
            state = "restarting";
            health = "";
            note = lastLine.isEmpty() ? text : text + " (" + lastLine + ")";
            restarts++;
        }
        events.event(this, text);
    }

    private static String text(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }
}
