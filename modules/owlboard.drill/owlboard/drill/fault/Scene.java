package owlboard.drill.fault;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import owlboard.drill.edge.Edge;
import owlboard.drill.traffic.Crowd;
import owlboard.drill.traffic.Journal;
import owlboard.topology.Run;

/** Where a fault is made: the edge, those who use it, and the time line. */
public final class Scene {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration SHORT = Duration.ofSeconds(3);
    private static final long PAUSE_MILLIS = 300;
    private static final long LOOK_MILLIS = 20;

    /** An entry of the time line. */
    public record Event(long atNanos, String text) {}

    /** Something that becomes true. */
    public interface Condition {
        /** Whether it is. */
        boolean holds() throws IOException, InterruptedException;
    }

    private final Edge edge;
    private final Crowd crowd;
    private final Journal journal;
    private final Duration lasts;
    private final Consumer<String> live;
    private final List<Event> events = new ArrayList<>();
    private final List<Verdict> verdicts = new ArrayList<>();
    private final Set<String> struck = new LinkedHashSet<>();
    private final Set<String> touched = new LinkedHashSet<>();
    private long struckNanos = -1;
    private long healedNanos = -1;
    private long diedNanos = -1;

    /** {@code lasts}: how long a fault without an end of its own is to last; {@code live} hears each event. */
    public Scene(Edge edge, Crowd crowd, Journal journal, Duration lasts, Consumer<String> live) {
        this.edge = edge;
        this.crowd = crowd;
        this.journal = journal;
        this.lasts = lasts;
        this.live = live;
    }

    Edge edge() {
        return edge;
    }

    Crowd crowd() {
        return crowd;
    }

    Duration lasts() {
        return lasts;
    }

    Journal journal() {
        return journal;
    }

    /** The gateway that is struck where one is: the second. */
    Run.Member gateway() throws IOException {
        return edge.members("gateway").get(1);
    }

    /** Adds to the time line. */
    public synchronized void tells(String text) {
        events.add(new Event(journal.now(), text));
        live.accept(text);
    }

    /** Just before the fault is made, each time that it is; {@code peers}: the gateways that it hits. */
    synchronized void strikes(String text, List<Run.Member> peers) {
        if (struckNanos < 0) struckNanos = journal.now();
        for (var peer : peers) struck.add(asPeer(peer));
        touches(peers);
        tells(text);
    }

    /** Ends a process as a crash does, and waits until it is gone. */
    void kill(Run.Member victim) throws IOException, InterruptedException {
        ProcessHandle.of(victim.pid()).ifPresent(ProcessHandle::destroyForcibly);
        awaitEnd(victim);
        synchronized (this) {
            diedNanos = journal.now();
        }
    }

    /** Until this process of a role is gone. */
    void awaitEnd(Run.Member member) throws IOException, InterruptedException {
        await("the end of " + member.name() + " (pid " + member.pid() + ")",
                () -> ProcessHandle.of(member.pid()).filter(ProcessHandle::isAlive).isEmpty());
    }

    /** As the balancer names it. */
    private static String asPeer(Run.Member member) {
        return member.name() + ":" + member.ports().keySet().stream().findFirst().orElse(80);
    }

    /** WebSockets through these may end; those of peers that are struck may, too. */
    synchronized void touches(List<Run.Member> peers) {
        for (var peer : peers) touched.add(asPeer(peer));
    }

    /** What was struck could serve again. */
    synchronized void heals(String text) {
        healedNanos = journal.now();
        tells(text);
    }

    synchronized void finds(Verdict verdict) {
        verdicts.add(verdict);
    }

    /** Waits until it is so; a drill that has to wait for more than a minute and a half has failed. */
    void await(String what, Condition condition) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > deadline) throw new IOException("not within " + PATIENCE.toSeconds() + " s: " + what);
            Thread.sleep(LOOK_MILLIS);
        }
    }

    /** Whether it becomes so within as long as a fault lasts, and as much more as a busy machine may take. */
    boolean comesTrue(Condition condition) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + lasts.plus(PATIENCE).toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > deadline) return false;
            Thread.sleep(LOOK_MILLIS);
        }
        return true;
    }

    /** For what was begun to be done. */
    void pause() throws InterruptedException {
        Thread.sleep(PAUSE_MILLIS);
    }

    /** Whether a person has asked for less than a whole drill. */
    boolean isShort() {
        return lasts.compareTo(SHORT) < 0;
    }

    /** Until it has lasted. */
    void last() throws InterruptedException {
        long left = struckNanos + lasts.toNanos() - journal.now();
        if (left > 0) Thread.sleep(Duration.ofNanos(left));
    }

    /** So far. */
    public synchronized List<Event> events() {
        return List.copyOf(events);
    }

    /** What the fault has judged itself. */
    public synchronized List<Verdict> verdicts() {
        return List.copyOf(verdicts);
    }

    /** Peers as the balancer names them. */
    public synchronized Set<String> struck() {
        return Set.copyOf(struck);
    }

    /** Peers whose WebSockets may end; where there are none and some may, all may. */
    public synchronized Set<String> touched() {
        return Set.copyOf(touched);
    }

    /** When it was struck first; -1 before. */
    public synchronized long struckNanos() {
        return struckNanos;
    }

    /** When it was over; -1 before. */
    public synchronized long healedNanos() {
        return healedNanos;
    }

    /** When what was killed was gone; before the first request where nothing was. */
    public synchronized long diedNanos() {
        return diedNanos;
    }
}
