package owlboard.topology;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;

/** {@code owlboard up} in this process: prepares the state folder, starts the roles, stays with them to the end. */
final class Up {
    private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(10);

    private final UpOptions options;
    private final Path launcher;
    private final Timing timing;
    private final Terminal terminal;
    private final Plan plan;
    private final long began = System.currentTimeMillis();

    Up(UpOptions options, Path launcher, Timing timing, Terminal terminal) throws Complaint {
        this.options = options;
        this.launcher = launcher;
        this.timing = timing;
        this.terminal = terminal;
        this.plan = Plan.read(options.topology(), options.changes());
        if (!Files.isExecutable(launcher)) {
            throw Complaint.failure("the launcher " + launcher + " is missing; build the image again: ./build.sh");
        }
    }

    int run() throws Complaint, IOException, InterruptedException {
        options.state().create();
        var running = Running.of(options.state());
        boolean isDue = running.isPresent() && Upgrade.isDue(running.get(), launcher);
        if (running.isPresent() && !isDue) return join(running.get());
        if (isDue) sameWish(Upgrade.wish(running.get(), launcher), running.get());
        if (!options.supervised()) Confs.check(plan, options.ownConfs());
        if (isDue) new Upgrade(options.state(), running.get(), timing, terminal).run();
        if (options.detach()) return new Detached(options, plan, launcher, timing, terminal).run();
        try (var hold = Hold.take(options.state())) {
            if (hold == null) {
                throw Complaint.failure("another owlboard up is starting in " + options.state().folder() + "; wait for it: "
                        + options.state().command("ps"));
            }
            return supervise();
        }
    }

    private int supervise() throws Complaint, IOException, InterruptedException {
        var state = options.state();
        var control = Control.open(state);
        try (var ports = new Ports(state.folder().hashCode(), options.changes().portOffset())) {
            new Running(Incarnation.of(ProcessHandle.current().pid()).orElseThrow(), System.currentTimeMillis(), control.socket(),
                    options.wish(), launcher).write(state);
            return runRoles(control, ports);
        } finally {
            leave(control);
        }
    }

    private int runRoles(Control control, Ports ports) throws Complaint, InterruptedException, IOException {
        var state = options.state();
        new Certificates(options.certificates()).prepare(plan, terminal);
        var fleet = new Fleet(state, options.certificates(), options.changes(), ports, plan);
        var launch = new Launch(launcher, state, options.certificates());
        var takeOver = new TakeOver(fleet, launch);
        Leftovers.end(takeOver.others(), state, timing.grace(), terminal);
        var placed = takeOver.places();
        fleet.write(placed);
        var supervisor = new Supervisor(placed, fleet.outsiders(), launch, timing, terminal);
        supervisor.onlyGoOn(takeOver.processes());
        var operations = new Operations(fleet, supervisor, timing, terminal);
        operations.begin();
        var signalled = new Thread(() -> {
            terminal.line("Stopping");
            supervisor.stop(terminal::line);
            leave(control);
        }, "signal");
        Runtime.getRuntime().addShutdownHook(signalled);
        try {
            supervisor.listen();
            var taken = supervisor.takeOver(takeOver.processes(), takeOver.outdated());
            if (!taken.isEmpty()) terminal.line("Took over " + taken.size() + " of " + placed.size()
                    + " roles, which went on without a supervisor");
            supervisor.start();
            operations.renew(taken);
            control.serve(supervisor, operations, terminal);
            if (!options.supervised()) {
                replace(operations);
                var statuses = new Progress(terminal, timing).follow(() -> supervisor.isStopped() ? List.of() : supervisor.statuses());
                if (!supervisor.isStopped()) new Report(terminal, state, launcher, plan, began).started(statuses, true);
                supervisor.attach();
            }
            if (supervisor.awaitEnd()) return 0;
            terminal.line("owlboard: every role has exited; nothing is left to run");
            return 1;
        } finally {
            supervisor.stop(told -> { });
            remove(signalled);
        }
    }

    /** Whatever cannot be replaced goes on: it is no reason to end the others. */
    private void replace(Operations operations) throws InterruptedException {
        try {
            operations.run("replace", List.of(), terminal::line);
        } catch (Complaint complaint) {
            terminal.line("owlboard: " + complaint.getMessage());
            terminal.line(Upgrade.NOT_ALL);
        }
    }

    private void leave(Control control) {
        try {
            control.close();
            Files.deleteIfExists(options.state().supervisor());
        } catch (IOException cause) {
            terminal.line("owlboard: cannot tidy " + options.state().folder() + ": " + Complaint.reason(cause));
        }
    }

    private static void remove(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException itRuns) {
            Thread.yield();  // the process is ending by a signal: the hook does what is left
        }
    }

    /** A second {@code up}: starts what does not run or is new in the topology file, and says what runs. */
    private int join(Running running) throws Complaint, InterruptedException {
        var since = DateTimeFormatter.ofPattern("HH:mm:ss 'on' yyyy-MM-dd")
                .format(Instant.ofEpochMilli(running.since()).atZone(ZoneId.systemDefault()));
        terminal.line("owlboard runs already in " + options.state().folder() + " (pid " + running.who().pid() + ", since " + since + ")");
        sameWish(running.options(), running);
        try {
            statuses(running);
            int code = Asking.operate(running, "up", List.of(), terminal::line);
            if (code != 0) return code;
            var statuses = new Progress(terminal, timing).follow(() -> Asking.statuses(running));
            return new Report(terminal, options.state(), launcher, plan, began).started(statuses, false);
        } catch (IOException gone) {
            throw Held.orSilent(running, gone, "end it: " + options.state().command("down"));
        }
    }

    private void sameWish(String wish, Running running) throws Complaint {
        if (wish.equals(options.wish())) return;
        throw Complaint.failure("it was started as owlboard up " + running.options() + "; end it first: "
                + options.state().command("down"));
    }

    /** Waits a little for a supervisor that is still preparing. */
    private static List<Status> statuses(Running running) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + ANSWERS_WITHIN.toNanos();
        while (true) {
            try {
                return Asking.statuses(running);
            } catch (IOException notYet) {
                if (System.nanoTime() > deadline || !running.who().runs() || Held.is(running.who().pid())) throw notYet;
                Thread.sleep(50);
            }
        }
    }
}
