package owlboard.topology;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import owlboard.config.language.Nearest;

/**
 * What a person can have done to the roles that run: one command at a time. A gateway leaves the balancers before it ends, and is told to
 * them once it is healthy.
 */
final class Operations {
    private static final int CRASHES_MAX = 3;
    private static final long LOOK_MILLIS = 500;

    private final Fleet fleet;
    private final Supervisor supervisor;
    private final Balancers balancers;
    private final Timing timing;
    private final Terminal terminal;
    /** Tells balancers of crashes and recoveries; the threads of children do not wait for them. */
    private final ScheduledExecutorService news = Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon()
            .name("news of gateways").factory());

    Operations(Fleet fleet, Supervisor supervisor, Timing timing, Terminal terminal) {
        this.fleet = fleet;
        this.supervisor = supervisor;
        this.timing = timing;
        this.terminal = terminal;
        balancers = new Balancers(fleet.state(), supervisor::children, () -> fleet.plan().roles());
    }

    /** Before the first start. */
    void begin() throws Complaint {
        for (var child : supervisor.children()) {
            if (child.placed().role().type() == Role.Type.LB) balancers.prepare(child);
        }
        supervisor.whenOneCameOrWent(child -> {
            if (isGateway(child) && !supervisor.isStopped()) news.execute(this::tellOfGateways);
        });
        news.scheduleWithFixedDelay(this::followFiles, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /**
     * Has proxies that were taken over read their files, as a start would, on a thread of its own: nobody knows what was changed while
     * nobody looked.
     */
    void renew(List<Child> taken) {
        news.execute(() -> taken.stream().filter(child -> child.placed().role().type().isProxy() && !child.isOutdated())
                .forEach(this::renew));
    }

    private synchronized void renew(Child child) {
        try {
            if (supervisor.isStopped()) return;
            if (child.placed().role().type() == Role.Type.LB) balancers.reload(child);
            else reload(child);
        } catch (Complaint complaint) {
            if (!supervisor.isStopped()) terminal.line("owlboard: " + complaint.getMessage());
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private void followFiles() {
        try {
            balancers.follow();
        } catch (Complaint half) {
            return;  // a file that is being written; the next look sees the rest, and a reload tells what is wrong with it
        }
    }

    private void tellOfGateways() {
        try {
            if (!supervisor.isStopped()) balancers.apply();
        } catch (Complaint complaint) {
            // balancers find out themselves, at the price of a try
            if (!supervisor.isStopped()) terminal.line("owlboard: " + complaint.getMessage());
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    /** {@code told} gets a line per thing done. */
    synchronized void run(String command, List<String> names, Consumer<String> told) throws Complaint, InterruptedException {
        switch (command) {
            case "start" -> start(chosen(names), told);
            case "stop" -> stop(notStopped(chosen(names), told), told);
            case "restart" -> {
                for (var child : chosen(names)) restart(child, told);
            }
            case "kill" -> kill(chosen(names), told);
            case "scale" -> scale(names.getFirst(), Integer.parseInt(names.getLast()), told);
            case "reload" -> reload(names, told);
            case "replace" -> replaceOutdated(told);
            case "up" -> {
                agree(told);
                supervisor.start();
                replaceOutdated(told);
            }
            default -> throw Complaint.usage("unknown command " + command);
        }
    }

    /** In the order of the patterns. A name that is in the topology file only now is taken from there. */
    private List<Child> chosen(List<String> patterns) throws Complaint, InterruptedException {
        var there = supervisor.children();
        var chosen = new ArrayList<Child>();
        for (var pattern : patterns) {
            var fitting = Globs.fitting(pattern, there, Child::name);
            if (fitting.isEmpty()) {
                var outside = Globs.fitting(pattern, supervisor.outsiders(), outsider -> outsider.role().name());
                if (!outside.isEmpty()) {
                    throw Complaint.failure(outside.getFirst().role().name() + " is external (" + outside.getFirst().status()
                            .addresses() + "): who started it can change it");
                }
                var names = there.stream().map(Child::name).toList();
                throw Complaint.failure("there is no role \"" + pattern + "\"" + Nearest.aside(pattern, names) + " (there are "
                        + String.join(", ", names) + "); one that is new in " + fleet.plan().file() + " comes with: "
                        + fleet.state().command("reload"));
            }
            fitting.stream().filter(child -> !chosen.contains(child)).forEach(chosen::add);
        }
        return chosen;
    }

    private static boolean isGateway(Child child) {
        return child.placed().role().type() == Role.Type.GATEWAY;
    }

    // Ending and starting.

    private static List<Child> notStopped(List<Child> chosen, Consumer<String> told) {
        var children = new ArrayList<>(chosen);
        children.removeIf(child -> child.status().state().equals("stopped"));
        chosen.stream().filter(child -> !children.contains(child)).forEach(child -> told.accept(child.name() + " is stopped already"));
        return children;
    }

    private void stop(List<Child> children, Consumer<String> told) throws InterruptedException {
        children.forEach(Child::leave);
        if (children.stream().anyMatch(Operations::isGateway)) takeOut(told);
        end(children, false, told);
    }

    /** A balancer that cannot be told finds out by itself. */
    private void takeOut(Consumer<String> told) throws InterruptedException {
        try {
            balancers.apply();
        } catch (Complaint complaint) {
            told.accept(complaint.getMessage());
        }
    }

    private void end(List<Child> children, boolean forGood, Consumer<String> told) throws InterruptedException {
        children.forEach(child -> child.terminate(forGood));
        long deadline = System.nanoTime() + timing.grace().toNanos();
        for (var child : children) told.accept(supervisor.end(child, deadline));
    }

    private void start(List<Child> children, Consumer<String> told) throws Complaint, InterruptedException {
        var ran = children.stream().filter(child -> child.status().healthy()).toList();
        for (var child : children) {
            if (child.placed().role().type() == Role.Type.LB && child.status().pid() == 0) balancers.prepare(child);
            child.start();
        }
        awaitHealthy(children);
        if (children.stream().anyMatch(Operations::isGateway)) balancers.apply();
        for (var child : children) told.accept((ran.contains(child) ? child.name() + " runs already" : "Started " + child.name())
                + " (pid " + child.status().pid() + ")");
    }

    private void restart(Child child, Consumer<String> told) throws Complaint, InterruptedException {
        if (isReplaceable(child)) {
            replace(child, told);
            return;
        }
        stop(List.of(child), ended -> {
            if (!ended.startsWith("Stopped ")) told.accept(ended);
        });
        start(List.of(child), started -> told.accept(started.replaceFirst("Started", "Restarted")));
    }

    /** Clients of others connect to it, and to nothing in its place. */
    private static boolean isReplaceable(Child child) {
        var role = child.placed().role();
        return role.type().isProxy() && !role.publish().isEmpty() && child.status().pid() != 0;
    }

    /** What it reads may be written anew while the successor reads it: hence once more. */
    private void replace(Child child, Consumer<String> told) throws Complaint, InterruptedException {
        boolean balancer = child.placed().role().type() == Role.Type.LB;
        if (balancer) balancers.prepare(child);
        child.replace();
        awaitHealthy(List.of(child));
        if (balancer) balancers.reload(child);
        told.accept("Restarted " + child.name() + " (pid " + child.status().pid() + ")");
    }

    /** What was taken over and is to be another, as of a newer build: one role after the other, the outermost first. */
    private void replaceOutdated(Consumer<String> told) throws Complaint, InterruptedException {
        for (var child : supervisor.children()) {
            if (!child.isOutdated()) continue;
            if (child.placed().role().type().isService()) move(child, told);
            else restart(child, told);
        }
    }

    /** Nobody is sent to a service while it does not run. */
    private void move(Child child, Consumer<String> told) throws Complaint, InterruptedException {
        child.moveTo(fleet.place(child.placed().role()), () -> {
            fleet.writeEndpoints(supervisor.children());
            fleet.awaitEndpointsRead(System.nanoTime());
        });
        told.accept("Restarted " + child.name() + " (pid " + child.status().pid() + ")");
    }

    private void kill(List<Child> children, Consumer<String> told) throws Complaint {
        for (var child : children) {
            long pid = child.kill();
            if (pid == 0) throw Complaint.failure(child.name() + " does not run, so there is nothing to kill");
            told.accept("Killed " + child.name() + " (pid " + pid + "); it is started again");
        }
    }

    private void awaitHealthy(List<Child> children) throws Complaint, InterruptedException {
        long deadline = System.nanoTime() + timing.startUp().toNanos();
        var restarts = children.stream().collect(Collectors.toMap(Child::name, child -> child.status().restarts()));
        for (var child : children) {
            for (var status = child.status(); !status.healthy(); status = child.status()) {
                if (supervisor.isStopped()) throw Complaint.failure("all roles are being stopped");
                if (status.exited() || status.restarts() - restarts.get(child.name()) >= CRASHES_MAX || System.nanoTime() > deadline) {
                    throw Complaint.failure(child.name() + " is not healthy: " + (status.note().isEmpty() ? status.state() : status.note())
                            + "; see " + fleet.state().command("logs " + child.name()));
                }
                Thread.sleep(20);
            }
        }
    }

    // More and fewer.

    private void scale(String group, int wanted, Consumer<String> told) throws Complaint, InterruptedException {
        var there = fleet.gateways(group, supervisor.children());
        if (there.size() == wanted) told.accept("There are " + wanted + " of " + group + " already");
        else if (there.size() < wanted) join(fleet.more(group, there, wanted - there.size()), told);
        else leave(there.subList(wanted, there.size()), told);
    }

    /** New roles are healthy before anybody is sent to them; if they cannot be, nothing is changed. */
    private void join(List<Role> roles, Consumer<String> told) throws Complaint, InterruptedException {
        var fresh = new ArrayList<Child>();
        try {
            for (var role : roles) fresh.add(supervisor.add(fleet.place(role)));
            fleet.writeEndpoints(supervisor.children());
            long written = System.nanoTime();
            for (var child : fresh) child.start();
            awaitHealthy(fresh);
            if (fresh.stream().anyMatch(Operations::isGateway)) {
                fleet.awaitEndpointsRead(written);
                balancers.apply();
            }
        } catch (Complaint complaint) {
            remove(fresh, ended -> { });
            throw complaint;
        }
        for (var child : fresh) told.accept("Started " + child.name() + " (pid " + child.status().pid() + ")");
    }

    /** The balancers let go of them first, then they finish what they serve. */
    private void leave(List<Child> leaving, Consumer<String> told) throws Complaint, InterruptedException {
        balancers.applyWithout(leaving.stream().map(Child::name).collect(Collectors.toSet()));
        remove(leaving, told);
    }

    private void remove(List<Child> children, Consumer<String> told) throws Complaint, InterruptedException {
        end(children, true, told);
        children.forEach(supervisor::remove);
        fleet.writeEndpoints(supervisor.children());
    }

    // Reading files again.

    private void reload(List<String> names, Consumer<String> told) throws Complaint, InterruptedException {
        if (names.isEmpty()) agree(told);
        var children = names.isEmpty() ? supervisor.children() : chosen(names);
        var services = children.stream().filter(child -> !child.placed().role().type().isProxy()).map(Child::name).toList();
        if (!names.isEmpty() && !services.isEmpty()) {
            throw Complaint.failure(String.join(", ", services)
                    + ": a service has no configuration to read again; restart it: "
                    + fleet.state().command("restart " + String.join(" ", services)));
        }
        if (children.stream().anyMatch(child -> child.placed().role().type() == Role.Type.LB)) balancers.reload();
        for (var child : children) {
            var type = child.placed().role().type();
            if (type.isProxy() && type != Role.Type.LB && (!names.isEmpty() || child.status().pid() != 0)) reload(child);
        }
        children.stream().filter(child -> child.placed().role().type().isProxy() && child.status().pid() != 0)
                .forEach(child -> told.accept("Reloaded " + child.name()));
    }

    private static void reload(Child child) throws Complaint, InterruptedException {
        var errors = child.reload();
        if (!errors.isEmpty()) {
            throw Complaint.failure(String.join("\n", errors) + "\n" + child.name()
                    + " goes on with the configuration it has; put the file right and say it again");
        }
    }

    /**
     * Makes what runs what the topology file says now: roles that are new in it start, those that it does not name any more leave, changed
     * ones start anew.
     */
    private void agree(Consumer<String> told) throws Complaint, InterruptedException {
        var before = fleet.plan();
        var change = fleet.reread(supervisor.children());
        try {
            join(change.added(), told);
        } catch (Complaint complaint) {
            fleet.backTo(before);
            throw complaint;
        }
        if (!change.removed().isEmpty()) leave(change.removed(), told);
        for (var role : change.changed()) {
            var old = Globs.fitting(role.name(), supervisor.children(), Child::name);
            old.forEach(Child::leave);
            takeOut(told);
            remove(old, ended -> { });
            join(List.of(role), started -> told.accept(started.replaceFirst("Started", "Restarted")));
        }
    }
}
