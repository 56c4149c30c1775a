package owlboard.topology;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What goes on of a run whose supervisor was killed, gateways that {@code scale} has added too. A process that is not what would be started
 * now, as one of an older build, goes on as well until another one can take its place; one that is to listen elsewhere does not.
 * All others are to be ended. A role that runs no more gets the ports that it had, where they are free.
 */
final class TakeOver {
    private final Fleet fleet;
    private final Launch launch;
    private final Map<String, Left> left;
    private final Map<String, Placed> places = new LinkedHashMap<>();
    private final Map<String, RoleProcess> processes = new HashMap<>();
    private final Set<String> outdated = new HashSet<>();

    TakeOver(Fleet fleet, Launch launch) throws Complaint {
        this.fleet = fleet;
        this.launch = launch;
        left = Left.recorded(launch.state()).stream().collect(Collectors.toMap(Left::name, Function.identity(), (one, same) -> one,
                LinkedHashMap::new));
        for (var role : fleet.plan().roles()) consider(role);
        for (var name : left.keySet()) {
            boolean planned = fleet.plan().roles().stream().anyMatch(role -> role.name().equals(name));
            if (!planned) fleet.further(name).ifPresent(this::consider);
        }
    }

    private void consider(Role role) {
        var one = left.get(role.name());
        if (one == null || !one.runs()) return;
        try {
            var placed = fleet.place(role, new Placed.Held(one.ports(), true));
            boolean same = launch.start(placed).equals(one.start());
            if (!same && !(placed.held().equals(one.ports()) && role.type().word().equals(one.type()))) return;
            var process = RoleProcess.takeOver(one.who());
            if (process == null) return;
            places.put(role.name(), placed);
            processes.put(role.name(), process);
            if (!same) outdated.add(role.name());
        } catch (Complaint placedElsewhere) {
            return;  // another one is started, which tells what is wrong
        }
    }

    /** By role. */
    Map<String, RoleProcess> processes() {
        return processes;
    }

    /** Names of those among them that are to be replaced. */
    Set<String> outdated() {
        return outdated;
    }

    /** Those that do not go on. */
    List<Left> others() {
        var others = new ArrayList<>(left.values());
        others.removeIf(one -> processes.containsKey(one.name()));
        others.addAll(Leftovers.unrecorded(launch.state(), List.copyOf(left.values())));
        return others;
    }

    /** All roles of the plan, and those beyond it that go on. After {@link #others} have ended, whose ports may be wanted. */
    List<Placed> places() throws Complaint {
        var all = new ArrayList<Placed>();
        for (var role : fleet.plan().roles()) {
            var held = left.containsKey(role.name()) ? new Placed.Held(left.get(role.name()).ports(), false) : Placed.Held.NONE;
            var going = places.remove(role.name());
            all.add(going != null ? going : fleet.place(role, held));
        }
        all.addAll(places.values());
        return all;
    }
}
