package owlboard.topology;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

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

        /** It has ended, or is healthy again: {@link #isAway} has changed. */
        void cameOrWent(Child child);
    }

    /** STOPPED: until it is started again. GONE: for good. */
    private enum Wish { RUNNING, STOPPED, GONE }

    private static final String WAITING = "waiting";
    /** In a line of a log whose format is in jlink/options/service. */
    private static final Pattern NEED = Pattern.compile("(?<=: )(up|down): (.+?)(: .*|$)");
    private static final int PROBES_MISSED = 3;
    private static final int PIECE_BYTES = 16 << 10;

    private final Placed placed;
    private final List<String> command;
    private final State stateFolder;
    private final Timing timing;
    private final Events events;
    private Wish wish = Wish.STOPPED;
    private boolean away;
    private Thread thread;
    private Process process;
    private String state = "stopped";
    private String health = "";
    private String note = "";
    private String lastLine = "";
    private final Map<String, String> down = new TreeMap<>();
    private int restarts;
    private long born;
    private volatile Reloading reloading;

    Child(Placed placed, List<String> command, State stateFolder, Timing timing, Events events) {
        this.placed = placed;
        this.command = shielded(command);
        this.stateFolder = stateFolder;
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

    /** Starts the process and its threads; again for one that was stopped or has exited for good. */
    synchronized void start() {
        if (wish == Wish.GONE || thread != null && thread.isAlive()) return;
        wish = Wish.RUNNING;
        state = "running";
        health = "starting";
        note = "";
        thread = Thread.ofPlatform().name(name()).start(this::live);
    }

    /** Not started yet; {@code why} until {@link #startIfItWaits}. */
    synchronized void await(String why) {
        if (wish == Wish.GONE || thread != null && thread.isAlive()) return;
        state = WAITING;
        health = "";
        note = why;
    }

    /** Why it still waits, if it does. */
    synchronized void waitsFor(String why) {
        if (state.equals(WAITING)) note = why;
    }

    synchronized void startIfItWaits() {
        if (state.equals(WAITING)) start();
    }

    synchronized Status status() {
        boolean runs = process != null && process.isAlive();
        return new Status(name(), placed.role().type().word(), runs ? process.pid() : 0, state, runs || health.equals("starting") ? health : "",
                placed.portsText(), placed.addresses(), restarts, runs ? born : 0, note);
    }

    synchronized boolean isHealthy() {
        return health.equals("healthy") && process != null && process.isAlive();
    }

    /** Nobody should be sent to it: it has served, and has ended or is about to. */
    synchronized boolean isAway() {
        return away;
    }

    /** Before it is stopped. */
    synchronized void leave() {
        away = true;
    }

    /** It stays, after all. */
    synchronized void stay() {
        away = false;
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
            if (!isWanted()) return;
            if (ending.isFinal()) {
                exited(ending + " and is not started again: " + lastLine().replaceFirst("^" + name() + ": ", ""), "exited (" + ending.code() + ")");
                return;
            }
            if (Duration.ofNanos(System.nanoTime() - started).compareTo(timing.stable()) >= 0) backOff = timing.firstBackOff();
            restarting(ending + "; restarts in " + text(backOff));
            if (!await(backOff)) return;
            backOff = backOff.multipliedBy(2).compareTo(timing.longestBackOff()) < 0 ? backOff.multipliedBy(2) : timing.longestBackOff();
        }
    }

    /** Null when it is to stop. */
    private synchronized Process launch() throws IOException {
        if (wish != Wish.RUNNING) return null;
        var starting = new ProcessBuilder(command).redirectErrorStream(true);
        starting.environment().putAll(placed.role().environment());
        process = starting.start();
        born = System.currentTimeMillis();
        down.clear();
        state = "running";
        health = "starting";
        return process;
    }

    /** Without a pid file the role still ends with its pipe; only a role that ignores that could not be found later. */
    private void recordPid(long pid) {
        var file = stateFolder.pid(name());
        try {
            var incarnation = Incarnation.of(pid);
            if (incarnation.isPresent()) State.write(file, incarnation.get() + "\n");
        } catch (IOException cause) {
            events.event(this, "runs, but " + file + " cannot be written: " + Complaint.reason(cause) + "; make room there");
        }
    }

    private void forgetPid() {
        Path file = stateFolder.pid(name());
        try {
            Files.deleteIfExists(file);
        } catch (IOException cause) {
            events.event(this, "has ended, but " + file + " cannot be removed: " + Complaint.reason(cause));
        }
    }

    private Ending follow(Process current) throws IOException {
        var reader = Thread.ofPlatform().name(name() + " output").start(() -> read(current));
        var health = Thread.ofVirtual().name(name() + " health").start(() -> watch(current));
        try {
            int code = current.waitFor();
            health.interrupt();
            leave();
            events.cameOrWent(this);
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
            var shown = stateFolder.conf(placed.role()).reword(text);
            lastLine(shown.substring(shown.lastIndexOf('\n', shown.length() - 2) + 1).strip());
            if (!placed.role().type().isProxy()) shown.lines().forEach(this::hearsOfNeeds);
            events.output(this, shown);
            var listener = reloading;
            if (listener != null) listener.hear(shown);
        });
        try (var in = current.getInputStream()) {
            var piece = new byte[PIECE_BYTES];
            for (int length; (length = in.read(piece)) > 0; ) lines.add(piece, length);
            lines.end();
        } catch (IOException cause) {
            if (current.isAlive()) events.event(this, "its output cannot be read: " + cause.getMessage());
        }
    }

    /** What a service or store says of what it needs is what {@code ps} tells of it: {@code down: WHAT: WHY}, until {@code up: WHAT}. */
    private synchronized void hearsOfNeeds(String line) {
        var said = NEED.matcher(line);
        if (!said.find()) return;
        if (said.group(1).equals("up")) down.remove(said.group(2));
        else down.put(said.group(2), said.group());
    }

    private void watch(Process current) {
        var probe = new Probe(placed.asked(), Probe.LOOPBACK, placed.healthPort());
        int missed = 0;
        try {
            while (current.isAlive()) {
                var trouble = probe.ask();
                missed = trouble.isEmpty() ? 0 : missed + 1;
                if (judge(current, trouble.orElse(""), missed)) events.cameOrWent(this);
                Thread.sleep(missed == 0 ? timing.healthEvery() : Duration.ofMillis(100));
            }
        } catch (InterruptedException processEnded) {
            Thread.currentThread().interrupt();
        }
    }

    /** True when it is back. */
    private synchronized boolean judge(Process asked, String trouble, int missed) {
        if (asked != process || !asked.isAlive() || wish != Wish.RUNNING) return false;
        note = trouble.isEmpty() ? String.join("; ", down.values()) : trouble;
        boolean back = trouble.isEmpty() && away && !health.equals("healthy");
        if (trouble.isEmpty()) health = "healthy";
        else if (health.equals("healthy") && missed >= PROBES_MISSED) health = "unhealthy";
        if (back) away = false;
        return back;
    }

    /**
     * Has it read its configuration again. Returns what is wrong with that, a line per error; nothing when it was taken.
     *
     * @throws Complaint when it does not run or does not answer
     */
    List<String> reload() throws Complaint, InterruptedException {
        var answer = new Reloading();
        Process running;
        synchronized (this) {
            running = process;
        }
        if (running == null || !running.isAlive()) throw Complaint.failure(name() + " does not run; start it: owlboard start " + name());
        reloading = answer;
        try {
            var pipe = running.getOutputStream();
            pipe.write("reload\n".getBytes(StandardCharsets.US_ASCII));
            pipe.flush();
            return answer.await(name(), running);
        } catch (IOException ended) {
            throw Complaint.failure(name() + " ended before it could read its configuration again; see owlboard logs " + name());
        } finally {
            reloading = null;
        }
    }

    /** TERM, and no start by itself; {@link #end} waits for it. {@code forGood}: no start at all. */
    void terminate(boolean forGood) {
        Process running;
        synchronized (this) {
            if (wish != Wish.GONE) wish = forGood ? Wish.GONE : Wish.STOPPED;
            away = true;
            running = process;
            notifyAll();
        }
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

    /** KILL. It is started again as after any crash. Returns the pid, 0 when nothing runs. */
    synchronized long kill() {
        if (process == null || !process.isAlive()) return 0;
        away = true;
        process.toHandle().destroyForcibly();
        return process.pid();
    }

    /** False when it is to stop. */
    private synchronized boolean await(Duration backOff) {
        long until = System.nanoTime() + backOff.toNanos();
        try {
            while (wish == Wish.RUNNING && until - System.nanoTime() > 0) TimeUnit.NANOSECONDS.timedWait(this, Math.max(1, until - System.nanoTime()));
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return false;
        }
        return wish == Wish.RUNNING;
    }

    private synchronized boolean isWanted() {
        return wish == Wish.RUNNING;
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
