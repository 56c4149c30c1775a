package owlboard.topology;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One role: its process is started, or taken over from a supervisor that was killed; its log is followed, it is asked for its health,
 * started again when it ends
 * by itself, ended when told.
 */
final class Child {
    /** Who hears of a child. Called from its threads. */
    interface Events {
        /** Lines of its log. */
        void output(Child child, List<String> lines);

        void event(Child child, String text);

        /** It has ended, or is healthy again: {@link #isAway} has changed. */
        void cameOrWent(Child child);
    }

    /** STOPPED: until it is started again. GONE: for good. */
    private enum Wish { RUNNING, STOPPED, GONE }

    private static final String WAITING = "waiting";
    /** In a line of a log whose format is in jlink/options/service. */
    private static final Pattern NEED = Pattern.compile("(?<=: )(up|down): (.+?)(: .*|$)");
    /** What a proxy says when HUP does not end it any more; also behind a line that a full disk has cut. */
    private static final Pattern LISTENS = Pattern.compile("^\\w+ listens on |" + LogLine.STAMPED + "\\w+ listens on [\\d, >-]*$",
            Pattern.MULTILINE);
    private static final int PROBES_MISSED = 3;

    private volatile Placed placed;
    private volatile List<String> command;
    private final Launch launch;
    private final State stateFolder;
    private final Timing timing;
    private final Events events;
    private Wish wish = Wish.STOPPED;
    private boolean away;
    private Thread thread;
    private RoleProcess process;
    private boolean listens;
    private boolean outdated;
    private Followed log;
    private String state = "stopped";
    private String health = "";
    private String note = "";
    private String lastLine = "";
    private final Map<String, String> down = new TreeMap<>();
    private int restarts;
    private int missed;
    private long born;
    private Duration backOff = Duration.ZERO;
    private boolean heardTrouble;
    private volatile Reloading reloading;

    Child(Placed placed, Launch launch, Timing timing, Events events) {
        this.placed = placed;
        this.command = shielded(launch.command(placed), placed.role().type().isProxy());
        this.launch = launch;
        this.stateFolder = launch.state();
        this.timing = timing;
        this.events = events;
    }

    /**
     * Ctrl-C, Ctrl-Z and the end of a terminal reach every process of its group; only the supervisor is to answer them. An ignored signal
     * stays ignored over exec and in the JVM. To a proxy HUP says that it is to read its configuration again, which it may do once more.
     */
    private static List<String> shielded(List<String> command, boolean proxy) {
        var words = new ArrayList<>(List.of("/bin/sh", "-c", "trap '' INT TSTP" + (proxy ? "" : " HUP") + "; exec \"$0\" \"$@\""));
        words.addAll(command);
        return words;
    }

    String name() {
        return placed.role().name();
    }

    Placed placed() {
        return placed;
    }

    /** Starts the process and its threads; again for one that was stopped or has exited for good. False when it is there already. */
    synchronized boolean start() {
        if (wish == Wish.GONE || lives()) return false;
        begin(this::live);
        return true;
    }

    /** In place of a first start: the process goes on. */
    synchronized void takeOver(RoleProcess running, boolean isOutdated) {
        process = running;
        outdated = isOutdated;
        born = running.born();
        listens = true;
        begin(() -> {
            if (goesOn(running)) live();
        });
    }

    /** It was taken over, and is not what would be started now. */
    synchronized boolean isOutdated() {
        return outdated && process != null && process.isAlive();
    }

    private boolean lives() {
        return thread != null && thread.isAlive();
    }

    private void begin(Runnable life) {
        wish = Wish.RUNNING;
        state = "running";
        health = "starting";
        note = "";
        thread = Thread.ofPlatform().name(name()).start(life);
    }

    /** Not started yet; {@code why} until {@link #startIfItWaits}. */
    synchronized void await(String why) {
        if (wish == Wish.GONE || lives()) return;
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
        return new Status(name(), placed.role().type().word(), runs ? process.pid() : 0, state,
                runs || health.equals("starting") ? health : "",
                placed.portsText(), placed.addresses(), restarts, runs ? born : 0, note);
    }

    /** It will not come back. */
    synchronized boolean isGone() {
        return wish == Wish.GONE;
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
        while (true) {
            RoleProcess current;
            try {
                current = launch();
            } catch (IOException cause) {
                exited("cannot be started: " + cause.getMessage(), "exited");
                return;
            }
            if (current == null || !goesOn(current)) return;
        }
    }

    /** Stays with a process to its end; true when another one is to be started. */
    private boolean goesOn(RoleProcess current) {
        long started = System.nanoTime();
        var ending = follow(current);
        for (var last = current; isReplaced(last); ) {
            last = inForce();
            started = System.nanoTime();
            ending = follow(last);
        }
        if (!isWanted()) return false;
        if (ending.isFinal()) {
            var why = lastLine().replaceFirst("^" + name() + ": ", "");
            exited(ending + " and is not started again: " + why, "exited (" + ending.code() + ")");
            return false;
        }
        boolean wasStable = Duration.ofNanos(System.nanoTime() - started).compareTo(timing.stable()) >= 0;
        if (backOff.isZero() || wasStable) backOff = timing.firstBackOff();
        restarting(ending + "; restarts in " + text(backOff));
        if (!await(backOff)) return false;
        backOff = backOff.multipliedBy(2).compareTo(timing.longestBackOff()) < 0 ? backOff.multipliedBy(2) : timing.longestBackOff();
        return true;
    }

    /** Null when it is to stop. */
    private synchronized RoleProcess launch() throws IOException {
        if (wish != Wish.RUNNING) return null;
        follow();
        listens = false;
        process = RoleProcess.start(command, placed.role().environment(), stateFolder.log(name()));
        born = System.currentTimeMillis();
        outdated = false;
        down.clear();
        lastLine = "";
        state = "running";
        health = "starting";
        record(process);
        return process;
    }

    /** Without it the role runs as well, but no other supervisor could take it over. */
    private void record(RoleProcess current) {
        try {
            Left.of(placed, current.who(), launch.start(placed)).write(stateFolder);
        } catch (IOException cause) {
            events.event(this, "runs, but " + stateFolder.pid(name()) + " cannot be written: " + Complaint.reason(cause)
                    + "; make room there");
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

    private Ending follow(RoleProcess current) {
        var health = Thread.ofVirtual().name(name() + " health").start(() -> watch(current));
        try {
            var ending = current.await();
            ToolSocket.remove(current.pid());
            health.interrupt();
            if (isReplaced(current)) return ending;
            leave();
            hear();
            events.cameOrWent(this);
            return ending;
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return Ending.UNKNOWN;
        } finally {
            if (!isReplaced(current)) forgetPid();
        }
    }

    /** Another process has taken its place while it ran. */
    private synchronized boolean isReplaced(RoleProcess one) {
        return process != one;
    }

    private synchronized RoleProcess inForce() {
        return process;
    }

    /**
     * For a proxy that clients of others connect to: a successor begins to listen beside it, and then it ends with what it serves, so that
     * at no time nobody listens. Returns when it has ended.
     *
     * @throws Complaint when it does not run, or the successor does not come to listen: it goes on then
     */
    void replace() throws Complaint, InterruptedException {
        var before = listening();
        var successor = begin(before);
        end(before, successor);
    }

    private void end(RoleProcess before, RoleProcess successor) throws InterruptedException {
        before.terminate();
        if (!before.await(System.nanoTime() + timing.grace().toNanos())) before.killAll();
        events.event(this, "pid " + before.pid() + " has ended; pid " + successor.pid() + " listens in its place");
    }

    /** Whoever sends requests here is told where to send them from now on. */
    interface Telling {
        void tell() throws Complaint, InterruptedException;
    }

    /**
     * For a service, which is found by the endpoint directory: a successor elsewhere is well before anybody is sent to it, and then it ends
     * with what it serves. Returns when it has ended.
     *
     * @throws Complaint when it does not run, or the successor does not come to be well: it goes on then
     */
    void moveTo(Placed elsewhere, Telling others) throws Complaint, InterruptedException {
        RoleProcess before;
        synchronized (this) {
            before = process;
        }
        if (before == null || !before.isAlive()) throw doesNotRun();
        RoleProcess successor;
        try {
            successor = RoleProcess.start(shielded(launch.command(elsewhere), false), elsewhere.role().environment(),
                    stateFolder.log(name()));
        } catch (IOException cause) {
            throw Complaint.failure(name() + " goes on as it is: no other can be started: " + Complaint.reason(cause));
        }
        try {
            awaitWell(successor, new Probe(elsewhere.asked(), Probe.LOOPBACK, elsewhere.healthPort()));
            succeed(before, successor, elsewhere);
        } catch (Complaint | InterruptedException failed) {
            successor.killAll();
            throw failed;
        }
        others.tell();
        end(before, successor);
    }

    private void awaitWell(RoleProcess successor, Probe probe) throws Complaint, InterruptedException {
        long deadline = System.nanoTime() + timing.startUp().toNanos();
        for (var answer = probe.ask(); !answer.isWell(); answer = probe.ask()) {
            if (!successor.isAlive() || System.nanoTime() > deadline) {
                hear();
                throw Complaint.failure(name() + " goes on as it is: another one does not come to be well: " + answer.trouble() + ": "
                        + why() + "; " + seeLogs());
            }
            Thread.sleep(20);
        }
    }

    /** Returns a successor that listens, and is what runs now. */
    private RoleProcess begin(RoleProcess before) throws Complaint, InterruptedException {
        var words = new ArrayList<>(command);
        words.add("--beside");
        RoleProcess successor;
        synchronized (this) {
            listens = false;
            try {
                successor = RoleProcess.start(words, placed.role().environment(), stateFolder.log(name()));
            } catch (IOException cause) {
                listens = true;
                throw Complaint.failure(name() + " goes on as it is: no other can be started: " + Complaint.reason(cause));
            }
        }
        try {
            awaitListening(successor);
            succeed(before, successor, placed);
            return successor;
        } catch (Complaint | InterruptedException failed) {
            successor.killAll();
            synchronized (this) {
                listens = true;
            }
            throw failed;
        }
    }

    private void awaitListening(RoleProcess successor) throws Complaint, InterruptedException {
        long deadline = System.nanoTime() + timing.startUp().toNanos();
        while (true) {
            boolean ended = !successor.isAlive();
            hear();
            synchronized (this) {
                if (listens) return;
            }
            if (ended || System.nanoTime() > deadline) {
                throw Complaint.failure(name() + " goes on as it is: another one does not come to listen: " + why()
                        + "; " + seeLogs());
            }
            Thread.sleep(20);
        }
    }

    private synchronized void succeed(RoleProcess before, RoleProcess successor, Placed where) throws Complaint {
        if (process != before || !before.isAlive()) {
            throw Complaint.failure(name() + " ended before its successor could take its place; it is started again");
        }
        placed = where;
        command = shielded(launch.command(where), where.role().type().isProxy());
        process = successor;
        outdated = false;
        born = System.currentTimeMillis();
        missed = 0;
        record(successor);
    }

    // What it says.

    /** From now on: what its log says already was heard, or is of an earlier run. */
    private void follow() throws IOException {
        if (log == null) log = Followed.fromEnd(stateFolder.log(name()), this::said);
    }

    /** What it has said since the last time. */
    void hear() {
        try {
            Followed current;
            synchronized (this) {
                follow();
                current = log;
            }
            synchronized (current) {
                current.more();
            }
        } catch (IOException cause) {
            if (!heardTrouble) events.event(this, "its log cannot be read: " + Complaint.reason(cause));
            heardTrouble = true;
        }
    }

    private void said(String lines) {
        var own = "owlboard: " + name() + " ";  // what its supervisor has written there
        var shown = stateFolder.conf(placed.role()).reword(lines).lines().filter(line -> !LogLine.textOf(line).startsWith(own)).toList();
        var texts = shown.stream().map(LogLine::textOf).toList();
        for (var text : texts) hears(text.strip());
        events.output(this, shown);
        var listener = reloading;
        if (listener != null) texts.forEach(listener::hear);
    }

    private synchronized void hears(String text) {
        if (!text.isEmpty()) lastLine = text;
        if (!placed.role().type().isProxy()) hearsOfNeeds(text);
        else if (!listens && LISTENS.matcher(text).find()) listens = true;
    }

    /** What a service or store says of what it needs is what {@code ps} tells of it: {@code down: WHAT: WHY}, until {@code up: WHAT}. */
    private void hearsOfNeeds(String line) {
        var said = NEED.matcher(line);
        if (!said.find()) return;
        if (said.group(1).equals("up")) down.remove(said.group(2));
        else down.put(said.group(2), said.group());
    }

    private void watch(RoleProcess current) {
        try {
            while (current.isAlive()) {
                boolean well = ask(current);
                Thread.sleep(well ? timing.healthEvery() : Duration.ofMillis(100));
            }
        } catch (InterruptedException processEnded) {
            Thread.currentThread().interrupt();
        }
    }

    /** For its health, now. */
    void ask() {
        RoleProcess current;
        synchronized (this) {
            current = process;
        }
        if (current != null && current.isAlive()) ask(current);
    }

    private boolean ask(RoleProcess current) {
        var trouble = new Probe(placed.asked(), Probe.LOOPBACK, placed.healthPort()).ask();
        if (judge(current, trouble)) events.cameOrWent(this);
        return trouble.isWell();
    }

    /** True when it is back. What says itself that it is not well is believed at once, what gives no answer is asked again. */
    private synchronized boolean judge(RoleProcess asked, Probe.Answer answer) {
        if (asked != process || !asked.isAlive() || wish != Wish.RUNNING) return false;
        missed = answer.isWell() ? 0 : missed + 1;
        note = Stream.concat(Stream.of(answer.trouble()), down.values().stream()).filter(text -> !text.isEmpty())
                .collect(Collectors.joining("; "));
        boolean back = answer.isWell() && away && !health.equals("healthy");
        boolean sure = answer.isSaid() && Probe.isRefusal(note) || health.equals("healthy") && (answer.isSaid() || missed >= PROBES_MISSED);
        if (answer.isWell()) health = "healthy";
        else if (sure) health = "unhealthy";
        if (back) away = false;
        return back;
    }

    /**
     * Has it read its configuration again. Returns what is wrong with that, a line per error; nothing when it was taken.
     *
     * @throws Complaint when it does not run or does not answer
     */
    List<String> reload() throws Complaint, InterruptedException {
        var answer = new Reloading(timing.reload());
        var running = listening();
        reloading = answer;
        try {
            running.hangUp();
            return answer.await(name(), running, this::hear, seeLogs());
        } catch (IOException ended) {
            throw Complaint.failure(name() + " ended before it could read its configuration again; " + seeLogs());
        } finally {
            reloading = null;
        }
    }

    /** Before it has a handler for it, HUP would end it. One whose word cannot be heard, as on a full disk, gets it all the same. */
    private RoleProcess listening() throws Complaint, InterruptedException {
        long deadline = System.nanoTime() + timing.reload().toNanos();
        while (true) {
            hear();
            synchronized (this) {
                if (process == null || !process.isAlive()) throw doesNotRun();
                if (listens || System.nanoTime() > deadline) return process;
            }
            Thread.sleep(20);
        }
    }

    /** TERM, and no start by itself; {@link #end} waits for it. {@code forGood}: no start at all. */
    void terminate(boolean forGood) {
        RoleProcess running;
        synchronized (this) {
            if (wish != Wish.GONE) wish = forGood ? Wish.GONE : Wish.STOPPED;
            away = true;
            running = process;
            notifyAll();
        }
        if (running != null) running.terminate();
    }

    /** Waits until {@code deadline} (nano time), then kills what is left, and its children. True when it ended by itself. */
    boolean end(long deadline) throws InterruptedException {
        RoleProcess running;
        Thread living;
        synchronized (this) {
            running = process;
            living = thread;
        }
        boolean ended = running == null || running.await(deadline);
        if (!ended) running.killAll();
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
        process.kill();
        return process.pid();
    }

    /** False when it is to stop. */
    private synchronized boolean await(Duration pause) {
        long until = System.nanoTime() + pause.toNanos();
        try {
            while (wish == Wish.RUNNING && until - System.nanoTime() > 0) {
                TimeUnit.NANOSECONDS.timedWait(this, Math.max(1, until - System.nanoTime()));
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return false;
        }
        return wish == Wish.RUNNING;
    }

    private synchronized boolean isWanted() {
        return wish == Wish.RUNNING;
    }

    private Complaint doesNotRun() {
        return Complaint.failure(name() + " does not run; start it: " + stateFolder.command("start " + name()));
    }

    private String seeLogs() {
        return "see " + stateFolder.command("logs " + name());
    }

    /** What a process has said that does not come up; on a full disk it cannot be known. */
    private String why() {
        return stateFolder.isFull() ? "the disk of " + stateFolder.folder() + " is full: make room" : lastLine();
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
