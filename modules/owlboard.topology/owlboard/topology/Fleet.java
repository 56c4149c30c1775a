package owlboard.topology;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import owlboard.config.language.Nearest;

/** Which roles there are to run: those of the topology file as it was last read, and further gateways on the pattern of its last one. */
final class Fleet {
    static final int GATEWAYS_MIN = 2;
    static final int GATEWAYS_MAX = 32;
    /** A proxy looks at the endpoint directory every second. */
    private static final long ENDPOINTS_READ_NANOS = TimeUnit.MILLISECONDS.toNanos(1500);

    private final State state;
    private final Path certificates;
    private final Plan.Changes changes;
    private final Ports ports;
    private final List<Outsider> outsiders;
    private volatile Plan plan;

    Fleet(State state, Path certificates, Plan.Changes changes, Ports ports, Plan plan) {
        this.state = state;
        this.certificates = certificates;
        this.changes = changes;
        this.ports = ports;
        this.plan = plan;
        this.outsiders = plan.external().stream().map(role -> new Outsider(role, changes.externals().get(role.name()))).toList();
    }

    State state() {
        return state;
    }

    Plan plan() {
        return plan;
    }

    /** What another look at the topology file has brought. */
    record Change(List<Role> added, List<Role> changed, List<Child> removed) {}

    /** A file with an error changes nothing. */
    Change reread(List<Child> running) throws Complaint {
        var fresh = Plan.read(plan.file(), changes);
        var added = new ArrayList<Role>();
        var changed = new ArrayList<Role>();
        for (var role : fresh.roles()) {
            var same = running.stream().map(child -> child.placed().role()).filter(other -> other.name().equals(role.name())).findFirst();
            boolean wasPlanned = plan.roles().stream().anyMatch(other -> other.name().equals(role.name()));
            if (same.isEmpty() && !wasPlanned) added.add(role);
            else if (same.isPresent() && !same.get().samePlacedElsewhere(role)) changed.add(role);
        }
        var names = fresh.roles().stream().map(Role::name).toList();
        var planned = plan.roles().stream().map(Role::name).toList();
        var removed = running.stream().filter(child -> planned.contains(child.name()) && !names.contains(child.name())).toList();
        plan = fresh;
        return new Change(added, changed, removed);
    }

    void backTo(Plan before) {
        plan = before;
    }

    /** Its ports and its root. */
    Placed place(Role role) throws Complaint {
        return place(role, Placed.Held.NONE);
    }

    Placed place(Role role, Placed.Held held) throws Complaint {
        var placed = Placed.of(role, ports, held);
        if (role.type().isProxy()) Roots.prepare(state.root(role.name()), certificates, role);
        return placed;
    }

    /** Those that run elsewhere, as they were when all started. */
    List<Outsider> outsiders() {
        return outsiders;
    }

    void writeEndpoints(List<Child> children) throws Complaint {
        write(children.stream().map(Child::placed).toList());
    }

    /** The endpoint directory, whom Prometheus asks, and for a supervisor to come which roles the topology file does not name. */
    void write(List<Placed> all) throws Complaint {
        Endpoints.write(state, all, outsiders);
        Targets.write(state, all);
        var planned = plan.roles().stream().map(Role::name).toList();
        try {
            State.write(state.further(), String.join("\n", all.stream().map(placed -> placed.role().name())
                    .filter(name -> !planned.contains(name)).toList()));
        } catch (IOException cause) {
            throw Complaint.file("write", state.further(), cause, "make room, or name another state folder with --state D");
        }
    }

    /** Until who reads the endpoint directory has seen what was written at {@code written} (nano time). */
    void awaitEndpointsRead(long written) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(written + ENDPOINTS_READ_NANOS - System.nanoTime());
    }

    // Gateways by number.

    /** {@code api_gateway_1 ..} of {@code api_gateway}, the lowest number first. */
    List<Child> gateways(String group, List<Child> running) throws Complaint {
        var found = running.stream().filter(child -> number(group, child.placed().role()) > 0)
                .sorted(Comparator.comparingInt(child -> number(group, child.placed().role()))).toList();
        if (found.isEmpty()) {
            var groups = running.stream().map(child -> child.placed().role())
                    .filter(role -> role.type() == Role.Type.GATEWAY && role.name().matches(".*_\\d+"))
                    .map(role -> role.name().substring(0, role.name().lastIndexOf('_'))).distinct().toList();
            throw Complaint.failure("there are no gateways " + group + "_1, " + group + "_2 .." + Nearest.aside(group, groups)
                    + "; gateways can be scaled, other roles cannot");
        }
        return found;
    }

    private static int number(String group, Role role) {
        if (role.type() != Role.Type.GATEWAY || !role.name().startsWith(group + "_")) return 0;
        var digits = role.name().substring(group.length() + 1);
        return digits.matches("[1-9]\\d{0,3}") ? Integer.parseInt(digits) : 0;
    }

    /** The lowest numbers that are free: as the topology file has them, or on the pattern of the highest that is there. */
    List<Role> more(String group, List<Child> there, int count) throws Complaint {
        var pattern = there.getLast().placed().role();
        for (var name : pattern.listen()) {
            if (!name.host().equals(pattern.name())) {
                throw Complaint.failure(pattern.name() + " listens as " + name + " in " + pattern.place()
                        + "; more of it can only be made when that is " + pattern.name() + ":" + name.port());
            }
        }
        if (!pattern.publish().isEmpty()) {
            throw Complaint.failure(pattern.name() + " publishes ports in " + pattern.place() + ", which no second one can have");
        }
        var numbers = new TreeSet<Integer>();
        for (var child : there) numbers.add(number(group, child.placed().role()));
        var more = new ArrayList<Role>();
        for (int number = 1; more.size() < count; number++) {
            if (numbers.add(number)) more.add(planned(group + "_" + number, pattern, number));
        }
        return more;
    }

    private List<String> furtherNames() throws Complaint {
        try {
            return Files.exists(state.further()) ? Files.readAllLines(state.further()) : List.of();
        } catch (IOException cause) {
            throw Complaint.file("read", state.further(), cause, "make it readable, or remove it");
        }
    }

    /** What a gateway of that name is that no file has, made on the pattern of the last one that a file has. */
    Optional<Role> further(String name) throws Complaint {
        if (!name.matches("[a-z][a-z0-9_-]*_[1-9]\\d{0,3}") || !furtherNames().contains(name)) return Optional.empty();
        var group = name.substring(0, name.lastIndexOf('_'));
        int number = Integer.parseInt(name.substring(group.length() + 1));
        return plan.roles().stream().filter(role -> number(group, role) > 0).max(Comparator.comparingInt(role -> number(group, role)))
                .map(pattern -> pattern.named(name, number));
    }

    private Role planned(String name, Role pattern, int number) {
        return plan.roles().stream().filter(role -> role.name().equals(name)).findFirst().orElseGet(() -> pattern.named(name, number));
    }
}
