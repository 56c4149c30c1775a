package owlboard.topology;

import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Keeps what load balancers read in step with which gateways there are, and has them read it: requests go to none that has left, and to a
 * new one once it is healthy.
 */
final class Balancers {
    private final State state;
    private final Supplier<List<Child>> children;
    private final Supplier<List<Role>> planned;
    /** What each reads; the empty text for the file that was given. */
    private final Map<String, String> inForce = new HashMap<>();
    /** When the file that was given had been written that it was made of. */
    private final Map<String, FileTime> read = new HashMap<>();

    /** {@code planned}: the roles of the topology file. */
    Balancers(State state, Supplier<List<Child>> children, Supplier<List<Role>> planned) {
        this.state = state;
        this.children = children;
        this.planned = planned;
    }

    /** Before a balancer starts: it reads the file that was given, as the gateways are now. */
    synchronized void prepare(Child balancer) throws Complaint {
        var conf = state.conf(balancer.placed().role());
        put(conf, balancer.name(), text(conf, members(Set.of())));
    }

    /** Tells balancers that run what has changed; returns when they know it. */
    void apply() throws Complaint, InterruptedException {
        tell(members(Set.of()), child -> false);
    }

    /** Without these gateways. */
    void applyWithout(Set<String> leaving) throws Complaint, InterruptedException {
        tell(members(leaving), child -> false);
    }

    /** Has all of them read their files again. A file with an error changes nothing. */
    void reload() throws Complaint, InterruptedException {
        tell(members(Set.of()), child -> true);
    }

    /** Has this one read its files again, and the others what has changed. */
    void reload(Child balancer) throws Complaint, InterruptedException {
        tell(members(Set.of()), child -> child == balancer);
    }

    /**
     * Where a text differs from the file that was given, and that has changed: the text follows, so that a HUP reads what a person wrote.
     */
    synchronized void follow() throws Complaint {
        for (var child : children.get()) {
            if (inForce.getOrDefault(child.name(), "").isEmpty()) continue;
            var conf = state.conf(child.placed().role());
            if (conf.changed().equals(read.get(child.name()))) continue;
            put(conf, child.name(), text(conf, members(Set.of())));
        }
    }

    private synchronized void tell(Members members, Predicate<Child> always) throws Complaint, InterruptedException {
        for (var child : children.get()) {
            if (child.placed().role().type() != Role.Type.LB) continue;
            var conf = state.conf(child.placed().role());
            var before = inForce.get(child.name());
            var fresh = text(conf, members);
            if (!always.test(child) && fresh.equals(before)) continue;
            put(conf, child.name(), fresh);
            if (child.status().pid() == 0) continue;
            var errors = child.reload();
            if (errors.isEmpty()) continue;
            if (before != null) put(conf, child.name(), before);
            throw Complaint.failure(String.join("\n", errors) + "\n" + child.name()
                    + " goes on with the configuration it has; put the file right and say it again");
        }
    }

    private void put(ConfInForce conf, String name, String text) throws Complaint {
        if (text.isEmpty()) conf.link();
        else conf.write(text);
        inForce.put(name, text);
        read.put(name, conf.changed());
    }

    private static String text(ConfInForce conf, Members members) throws Complaint {
        if (members.changeNothing()) return "";
        var tree = conf.tree();
        if (!members.areNamedIn(tree)) {
            if (members.absent().isEmpty() && members.added().isEmpty()) return "";
            throw Complaint.failure("no upstream in " + conf.source() + " names any of "
                    + String.join(", ", members.planned().stream().sorted().toList()) + ", so it cannot be told which gateways there are");
        }
        return ConfText.of(members.in(tree));
    }

    private Members members(Set<String> leaving) {
        var plannedGateways = planned.get().stream().filter(role -> role.type() == Role.Type.GATEWAY).toList();
        var plannedNames = plannedGateways.stream().map(Role::name).collect(Collectors.toSet());
        var serving = children.get().stream().filter(child -> child.placed().role().type() == Role.Type.GATEWAY && !child.isGone()
                && !leaving.contains(child.name())).toList();
        var servingNames = serving.stream().map(Child::name).collect(Collectors.toSet());
        var away = serving.stream().filter(Child::isAway).map(child -> child.placed().role()).toList();
        return new Members(Members.names(plannedGateways),
                Members.names(plannedGateways.stream().filter(role -> !servingNames.contains(role.name())).toList()),
                Members.names(away),
                serving.stream().map(child -> child.placed().role()).filter(role -> !plannedNames.contains(role.name())).toList());
    }
}
