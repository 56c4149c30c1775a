package owlboard.topology;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** All roles that there are now, running. Ends when told, or when no role can be started any more. */
final class Supervisor implements Child.Events {
    private static final int LISTEN_MILLIS = 50;
    private static final long LOOK_MILLIS = 10;
    private static final Duration ASKED_WITHIN = Duration.ofSeconds(3);
    private static final Duration BETWEEN_TIERS = Duration.ofMillis(100);

    private final List<Outsider> outsiders;
    private final List<Child> children = new CopyOnWriteArrayList<>();
    private final Map<Child, LogFile> logs = new ConcurrentHashMap<>();
    private final Launch launch;
    private final Timing timing;
    private final Terminal terminal;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile Consumer<Child> whenOneCameOrWent = child -> { };
    private volatile boolean attached;
    private volatile boolean stopped;

    Supervisor(List<Placed> roles, List<Outsider> outsiders, Launch launch, Timing timing, Terminal terminal) {
        this.outsiders = outsiders;
        this.launch = launch;
        this.timing = timing;
        this.terminal = terminal;
        for (var placed : roles) add(placed);
    }

    /** One more, not started yet, after the last of its kind. */
    Child add(Placed placed) {
        var child = new Child(placed, launch, timing, this);
        logs.put(child, LogFile.ofAnother(launch.state().log(child.name()), text -> terminal.line("owlboard: " + text)));
        int at = children.size();
        for (int i = 0; i < children.size(); i++) {
            if (children.get(i).placed().role().type() == placed.role().type()) at = i + 1;
        }
        children.add(at, child);
        return child;
    }

    /** One that has ended for good. */
    void remove(Child child) {
        children.remove(child);
        logs.get(child).close();
    }

    void whenOneCameOrWent(Consumer<Child> told) {
        whenOneCameOrWent = told;
    }

    /**
     * Starts every role; once they run, those that have exited for good or were stopped. What waits for others, or for certificates that
     * are not there, starts when those are healthy.
     */
    void start() {
        outsiders.forEach(Outsider::ask);
        var waiting = new ArrayList<Child>();
        for (var child : children) {
            if (child.status().pid() != 0) continue;
            var reason = reasonToWait(child);
            if (reason.isEmpty()) {
                child.start();
            } else {
                child.await(reason);
                waiting.add(child);
            }
        }
        if (!waiting.isEmpty()) Thread.ofPlatform().daemon().name("those that wait").start(() -> startInTime(waiting));
    }

    /**
     * Before balancers are prepared, where these go on: all others are away until they are healthy, which a balancer that goes on is to
     * hear.
     */
    void onlyGoOn(Map<String, RoleProcess> processes) {
        if (!processes.isEmpty()) children.stream().filter(child -> !processes.containsKey(child.name())).forEach(Child::leave);
    }

    /** Before {@link #start}: these go on; some are to be replaced. Returns them. */
    List<Child> takeOver(Map<String, RoleProcess> processes, Set<String> outdated) {
        var taken = children.stream().filter(child -> processes.containsKey(child.name())).toList();
        taken.forEach(child -> child.takeOver(processes.get(child.name()), outdated.contains(child.name())));
        return taken;
    }

    /** From now on what the roles say is heard, also of those that are added. */
    void listen() {
        Thread.ofPlatform().daemon().name("logs").start(() -> {
            var presence = new Presence(launch.state().pids());
            try {
                for (int looks = 1; !stopped; looks++) {
                    children.forEach(Child::hear);
                    Thread.sleep(LISTEN_MILLIS);
                    if (looks % (Presence.LOOK_MILLIS / LISTEN_MILLIS) == 0 && presence.isLost()) endWithoutFolder();
                }
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private void endWithoutFolder() {
        terminal.line("owlboard: " + launch.state().folder() + " was removed, so all that runs there ends");
        stop(terminal::line);
    }

    private void startInTime(List<Child> waiting) {
        try {
            while (!stopped && !waiting.isEmpty()) {
                for (var child : List.copyOf(waiting)) {
                    var reason = reasonToWait(child);
                    if (reason.isEmpty()) {
                        waiting.remove(child);
                        child.startIfItWaits();
                    } else {
                        child.waitsFor(reason);
                    }
                }
                Thread.sleep(LOOK_MILLIS);
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    /** Empty when it can start now. */
    private String reasonToWait(Child child) {
        var role = child.placed().role();
        var late = role.after().stream().filter(name -> !isHealthy(name)).toList();
        if (!late.isEmpty()) return "waits for " + String.join(", ", late);
        var issuer = children.stream().filter(other -> other.placed().role().type() == Role.Type.CERTS && !other.isHealthy()).findFirst();
        if (issuer.isEmpty() || !launch.lacksCertificates(role)) return "";
        return "waits for its certificates, which " + issuer.get().name() + " issues";
    }

    private boolean isHealthy(String name) {
        return children.stream().anyMatch(child -> child.name().equals(name) && child.isHealthy())
                || outsiders.stream().anyMatch(outsider -> outsider.role().name().equals(name) && outsider.isReached());
    }

    List<Outsider> outsiders() {
        return outsiders;
    }

    /** From now on what the roles write is on the terminal too. */
    void attach() {
        attached = true;
    }

    List<Child> children() {
        return children;
    }

    List<Status> statuses() {
        return Stream.concat(children.stream().map(Child::status), outsiders.stream().map(Outsider::status)).toList();
    }

    /** Asks all roles for their health now, and returns when they have answered, or at most after {@link #ASKED_WITHIN}. */
    void ask() {
        var asking = new ArrayList<Thread>();
        for (var child : children) asking.add(Thread.ofVirtual().name(child.name() + " asked").start(child::ask));
        for (var outsider : outsiders) asking.add(Thread.ofVirtual().name(outsider.role().name() + " asked").start(outsider::askOnce));
        long deadline = System.nanoTime() + ASKED_WITHIN.toNanos();
        try {
            for (var one : asking) one.join(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    boolean isStopped() {
        return stopped;
    }

    /**
     * Ends every role, the outermost first so that what it still serves can finish, and returns when all have ended: at most the grace and
     * little more. A second caller waits for the first.
     */
    synchronized void stop(Consumer<String> told) {
        if (stopped) return;
        stopped = true;
        try {
            tier(Role.Type::isFrontEnd);
            tier(type -> type == Role.Type.LB);
            tier(type -> type == Role.Type.GATEWAY);
            tier(type -> !type.isStore());
            for (var child : children) child.terminate(true);
            long deadline = System.nanoTime() + timing.grace().toNanos();
            for (var child : children) told.accept(end(child, deadline));
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } finally {
            logs.values().forEach(LogFile::close);
            ended.countDown();
        }
    }

    private void tier(Predicate<Role.Type> types) throws InterruptedException {
        var tier = new ArrayList<>(children);
        tier.removeIf(child -> !types.test(child.placed().role().type()));
        for (var child : tier) child.terminate(true);
        if (!tier.isEmpty()) Thread.sleep(BETWEEN_TIERS);
    }

    /** Waits for one that was told to terminate; the line that tells how it ended. */
    String end(Child child, long deadline) throws InterruptedException {
        return child.end(deadline) ? "Stopped " + child.name() : "Killed " + child.name() + ", which did not end within " + timing.grace()
                .toSeconds() + " s";
    }

    /** True when it was stopped, false when every role has exited for good. */
    boolean awaitEnd() throws InterruptedException {
        ended.await();
        return !allExited();
    }

    private boolean allExited() {
        return children.stream().map(Child::status).allMatch(Status::exited);
    }

    @Override public void output(Child child, List<String> lines) {
        if (!attached) return;
        int width = children.stream().mapToInt(one -> one.name().length()).max().orElse(0);
        terminal.prefixed(child.name(), Math.max(0, children.indexOf(child)), width, lines.stream().map(line -> LogLine.parse(line, 0)
                .shown()).toList());
    }

    @Override public void event(Child child, String text) {
        logs.get(child).line("owlboard: " + child.name() + " " + text);
        terminal.line("owlboard: " + child.name() + " " + text);
        if (allExited()) ended.countDown();
    }

    @Override public void cameOrWent(Child child) {
        whenOneCameOrWent.accept(child);
    }
}
