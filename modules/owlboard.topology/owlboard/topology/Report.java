package owlboard.topology;

import owlboard.certs.Table;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a person reads when the roles have started, or have not. */
final class Report {
    private static final int LAST_LINES = 10;
    private static final int LINES_LOOKED_AT = 100;
    private final Terminal terminal;
    private final State state;
    private final String owlboard;
    private final Plan plan;
    private final long began;

    /** {@code began}: milliseconds since the epoch; lines from before are of earlier runs. */
    Report(Terminal terminal, State state, Path launcher, Plan plan, long began) {
        this.plan = plan;
        this.began = began;
        this.terminal = terminal;
        this.state = state;
        this.owlboard = State.word(shown(launcher));
    }

    /** As short as it can be typed from here. */
    private static String shown(Path launcher) {
        var here = Path.of("").toAbsolutePath();
        if (!launcher.startsWith(here)) return launcher.toString();
        var below = here.relativize(launcher);
        return below.getNameCount() == 1 ? "./" + below : below.toString();
    }

    /** The exit code: 0 when all are healthy. {@code attached}: this terminal stays with them. */
    int started(List<Status> statuses, boolean attached) {
        int exit = failures(statuses);
        table(statuses).forEach(terminal::line);
        if (exit == 0) attempts(statuses, attached);
        return exit;
    }

    private int failures(List<Status> statuses) {
        refusals(statuses).forEach(terminal::line);
        var unhealthy = statuses.stream().filter(status -> !status.healthy()).toList();
        for (var status : unhealthy) {
            terminal.line(terminal.bad(status.name() + " is not healthy") + ": "
                    + (status.note().isEmpty() ? status.state() : status.note()));
            try {
                for (var line : said(status.name())) terminal.line("  " + status.name() + " | " + line);
            } catch (IOException cause) {
                terminal.line("  its log " + state.log(status.name()) + " cannot be read: " + Complaint.reason(cause));
            }
        }
        var first = unhealthy.stream().filter(status -> !status.state().equals("waiting")).findFirst()
                .or(() -> unhealthy.stream().findFirst());
        if (first.isPresent()) {
            terminal.line("See " + command("ps") + " and " + command("logs " + first.get().name()) + "; end all with " + command("down"));
        }
        return unhealthy.isEmpty() ? 0 : 1;
    }

    /** Whose password, where a service is refused by a store. */
    private List<String> refusals(List<Status> statuses) {
        return statuses.stream().filter(status -> status.health().equals("unhealthy")).flatMap(status -> refusal(status, statuses)
                .stream()).toList();
    }

    private Optional<String> refusal(Status status, List<Status> statuses) {
        if (!Probe.isRefusal(status.note())) return Optional.empty();
        return plan.roles().stream().filter(role -> role.name().equals(status.name())).findFirst().flatMap(role -> refuser(role,
                status.note(), statuses)
                .map(store -> store.name() + " (" + store.addresses() + ") refuses the user or password of " + role.name()
                        + "; put its env right in " + role.place()));
    }

    /** The store that the note names; else the first that the role needs. */
    private static Optional<Status> refuser(Role role, String note, List<Status> statuses) {
        var stores = statuses.stream().filter(store -> role.after().contains(store.name())).toList();
        return stores.stream().filter(store -> note.contains(store.name()) || note.contains(store.addresses())).findFirst()
                .or(() -> stores.stream().findFirst());
    }

    /** What it has said since this began, each thing once; what its supervisor has written there is in its note. */
    private List<String> said(String name) throws IOException {
        var texts = Tail.last(state.log(name), LINES_LOOKED_AT).stream().map(line -> LogLine.parse(line, 0))
                .filter(line -> line.millis() == 0 || line.millis() >= began)
                .map(LogLine::text).filter(text -> !text.startsWith("owlboard: " + name + " ")).map(text -> ConfInForce.reword(state, name,
                        text)).distinct().toList();
        return texts.subList(Math.max(0, texts.size() - LAST_LINES), texts.size());
    }

    /** Of those that answer there. */
    private List<String> table(List<Status> statuses) {
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("NAME", "ADDRESS"));
        for (var status : statuses) {
            if (status.healthy()) rows.add(List.of(status.name(), status.addresses().replace(" ", "  ")));
        }
        if (rows.size() == 1) return List.of();
        var lines = new ArrayList<>(List.of(""));
        lines.addAll(Table.lines(rows, terminal.columns()));
        lines.add("");
        return lines;
    }

    private void attempts(List<Status> statuses, boolean attached) {
        var edge = statuses.stream().filter(status -> status.role().equals(Role.Type.LB.word())).findFirst();
        if (edge.isEmpty()) return;
        var address = edge.get().addresses().split(" ")[0];
        var curl = address.startsWith("https") ? "  curl -k " : "  curl ";
        terminal.line(attached ? "Try, in another terminal:" : "Try:");
        terminal.line(curl + address + "/api/users/");
        terminal.line(curl + address + "/lb-status");
        terminal.line("  " + command("logs " + edge.get().name()) + " | grep upstream:");
        page(statuses, Role.Type.DESKTOP).ifPresent(page -> terminal.line("  " + page + " in a browser"));
        terminal.line(attached ? "Ctrl-C ends all." : "End all with: " + command("down"));
        terminal.line("");
    }

    private static Optional<String> page(List<Status> statuses, Role.Type type) {
        return statuses.stream().filter(status -> status.role().equals(type.word())).map(status -> status.addresses().split(" ")[0])
                .findFirst();
    }

    private String command(String words) {
        return owlboard + " " + words + state.flag();
    }
}
