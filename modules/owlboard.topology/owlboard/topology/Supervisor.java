package owlboard.topology;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** All roles of a plan, running. Ends when told, or when no role can be started any more. */
final class Supervisor implements Child.Events {
    private static final long LOG_BYTES_MAX = 10L << 20;
    private static final Duration BETWEEN_TIERS = Duration.ofMillis(100);

    private final List<Child> children = new ArrayList<>();
    private final Map<Child, LogFile> logs = new HashMap<>();
    private final Timing timing;
    private final Terminal terminal;
    private final int width;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean attached;
    private boolean stopped;

    Supervisor(List<Placed> roles, Launch launch, Timing timing, Terminal terminal) {
        this.timing = timing;
        this.terminal = terminal;
        this.width = roles.stream().mapToInt(placed -> placed.role().name().length()).max().orElse(0);
        for (var placed : roles) {
            var name = placed.role().name();
            var child = new Child(placed, launch.command(placed), launch.state().pid(name), timing, this);
            children.add(child);
            logs.put(child, new LogFile(launch.state().log(name), LOG_BYTES_MAX, text -> terminal.line("owlboard: " + text)));
        }
    }

    /** Starts every role; once they run, those that have exited for good. */
    void start() {
        for (var child : children) child.start();
    }

    /** From now on what the roles write is on the terminal too. */
    void attach() {
        attached = true;
    }

    List<Status> statuses() {
        return children.stream().map(Child::status).toList();
    }

    /**
     * Ends every role, the outermost first so that what it still serves can finish, and returns when all have ended: at most the grace and little more.
     * A second caller waits for the first.
     */
    synchronized void stop(Consumer<String> told) {
        if (stopped) return;
        stopped = true;
        try {
            tier(Role.Type::isFrontEnd);
            tier(type -> type == Role.Type.LB);
            tier(type -> type == Role.Type.GATEWAY);
            for (var child : children) child.terminate();
            long deadline = System.nanoTime() + timing.grace().toNanos();
            for (var child : children) told.accept(child.end(deadline) ? "Stopped " + child.name() : "Killed " + child.name() + ", which did not end within " + timing.grace().toSeconds() + " s");
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } finally {
            logs.values().forEach(LogFile::close);
            ended.countDown();
        }
    }

    private void tier(Predicate<Role.Type> types) throws InterruptedException {
        var tier = children.stream().filter(child -> types.test(child.placed().role().type())).toList();
        tier.forEach(Child::terminate);
        if (!tier.isEmpty()) Thread.sleep(BETWEEN_TIERS);
    }

    /** True when it was stopped, false when every role has exited for good. */
    boolean awaitEnd() throws InterruptedException {
        ended.await();
        return !allExited();
    }

    private boolean allExited() {
        return statuses().stream().allMatch(Status::exited);
    }

    @Override public void output(Child child, String lines) {
        logs.get(child).write(lines);
        if (attached) terminal.prefixed(child.name(), children.indexOf(child), width, lines);
    }

    @Override public void event(Child child, String text) {
        logs.get(child).line("owlboard: " + child.name() + " " + text);
        terminal.line("owlboard: " + child.name() + " " + text);
        if (allExited()) ended.countDown();
    }
}
