package owlboard.topology;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code owlboard up -d}: starts a supervisor that outlives this process and its terminal, and waits for its roles. */
record Detached(UpOptions options, Plan plan, Path launcher, Timing timing, Terminal terminal) {
    static final String NAME = "supervisor";

    int run() throws Complaint, IOException, InterruptedException {
        long began = System.currentTimeMillis();
        var log = options.state().log(NAME);
        if (Files.exists(log)) Files.move(log, LogFile.older(log, 1), StandardCopyOption.REPLACE_EXISTING);
        var process = new ProcessBuilder(command()).redirectInput(new File("/dev/null")).redirectErrorStream(true)
                .redirectOutput(log.toFile()).start();
        try {
            var running = awaitControl(process);
            int code = Asking.operate(running, "replace", List.of(), terminal::line);
            if (code != 0) terminal.line(Upgrade.NOT_ALL);
            var statuses = new Progress(terminal, timing).follow(() -> Asking.statuses(running));
            int reported = new Report(terminal, options.state(), launcher, plan, began).started(statuses, false);
            return code != 0 ? code : reported;
        } catch (IOException gone) {
            return died(process, log, gone);
        }
    }

    /**
     * Its own session, so that neither the terminal's end nor its Ctrl-C reaches it; HUP is ignored only where there are no sessions, as
     * the roles would inherit that.
     */
    private List<String> command() {
        var words = new ArrayList<>(List.of("/bin/sh", "-c",
                "trap '' INT; if command -v setsid >/dev/null 2>&1; then exec setsid \"$0\" \"$@\"; fi; trap '' HUP; exec \"$0\" \"$@\"",
                launcher.toString(), "up", "--supervised", "--state", options.state().folder().toString()));
        words.addAll(options.words());
        return words;
    }

    /** A supervisor answers once its roles have been started; until then it may be issuing certificates. */
    private Running awaitControl(Process process) throws IOException, InterruptedException, Complaint {
        long deadline = System.nanoTime() + timing.startUp().toNanos();
        while (true) {
            Optional<Running> running = Running.of(options.state());
            if (running.isPresent() && answers(running.get())) return running.get();
            if (!process.isAlive()) throw new IOException("it has ended");
            if (System.nanoTime() > deadline) throw new IOException("it does not answer within " + timing.startUp().toSeconds() + " s");
            Thread.sleep(20);
        }
    }

    private static boolean answers(Running running) {
        try {
            return !Asking.statuses(running).isEmpty();
        } catch (IOException notYet) {
            return false;
        }
    }

    private int died(Process process, Path log, IOException gone) throws IOException, InterruptedException {
        if (process.isAlive()) {
            process.destroy();
            process.waitFor();
        }
        var said = Tail.last(log, 10);
        said.forEach(line -> terminal.line(LogLine.textOf(line)));
        if (said.isEmpty()) terminal.line("owlboard: the supervisor (" + log + "): " + gone.getMessage());
        int code = process.exitValue();
        return code == 2 ? 2 : 1;
    }
}
