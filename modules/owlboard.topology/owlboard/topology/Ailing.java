package owlboard.topology;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import owlboard.topology.Doctor.Check;
import owlboard.topology.Doctor.Verdict;

/** What {@code owlboard doctor} says of the roles that are not well: of each its cause and the remedy, those that wait for others last. */
final class Ailing {
    private final List<Status> ill;
    private final State state;

    private Ailing(List<Status> ill, State state) {
        this.ill = ill;
        this.state = state;
    }

    /** One check where all are healthy; else also one for each that is not. */
    static List<Check> of(List<Status> statuses, State state) {
        var ailing = new Ailing(statuses.stream().filter(status -> !status.healthy()).toList(), state);
        var count = statuses.size() - ailing.ill.size() + " of " + statuses.size() + " roles are healthy";
        if (ailing.ill.isEmpty()) return List.of(new Check("roles", Verdict.OK, count, ""));
        var checks = new ArrayList<>(List.of(new Check("roles", Verdict.BAD, count, "what stands below, from above")));
        ailing.ill.stream().sorted(Comparator.comparing(status -> ailing.cause(status).isPresent())).forEach(status ->
                checks.add(new Check("role", Verdict.BAD, ailing.text(status), ailing.remedy(status))));
        return checks;
    }

    private String text(Status status) {
        var word = status.state().equals("running") && !status.health().isEmpty() ? status.health() : status.state();
        if (Held.is(status.pid())) word = Held.WORDS;
        return status.name() + " is " + word + (status.note().isEmpty() ? "" : ": " + status.note());
    }

    private String remedy(Status status) {
        var cause = cause(status);
        if (cause.isPresent()) return "well again by itself when " + cause.get().name() + " is";
        if (Held.is(status.pid())) return Held.remedy(status.pid());
        if (status.state().equals("stopped")) return state.command("start " + status.name());
        if (Probe.isRefusal(status.note())) return "put the user and password in its env right, in the topology file; then "
                + state.command("reload");
        var logs = state.command("logs " + status.name());
        return status.exited() ? logs + " says why; then " + state.command("start " + status.name()) : logs;
    }

    /** Another that is not well, of which this one says that it waits for it. */
    private Optional<Status> cause(Status status) {
        return ill.stream().filter(other -> other != status && status.note().matches("(?s).*\\b" + other.name() + "\\b.*")).findFirst();
    }
}
