package owlboard.topology;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import owlboard.config.ConfigException;

/**
 * The roles of a topology that speak HTTP and how they reach each other, read without running any.
 *
 * @param hops in the topology's order
 */
public record Wiring(List<Hop> hops) {
    /** The line of the supervisor's file that says how it was started. */
    private static final int WISH = 3;

    /**
     * One of them. {@code conf}: null for a service. {@code names}: {@code name:port} that others know it by. {@code publish}: host ports
     * by listen port. {@code run}: null where it is not known to run.
     */
    public record Hop(String role, String type, Path conf, List<String> names, Map<Integer, Integer> publish, Now run) {}

    /** Of a role that runs. {@code root}: where absolute paths of its configuration are; {@code admin}: its administration port, or 0. */
    public record Now(Path root, Path endpoints, int admin) {}

    /**
     * @param topology null: the image's own
     * @param lbConf used in place of every balancer's, or null; so is {@code gatewayConf}
     */
    public static Wiring read(Path topology, Path lbConf, Path gatewayConf) throws ConfigException {
        var file = topology == null ? Path.of(System.getProperty("java.home"), "conf/topology.conf") : topology;
        try {
            var plan = Plan.read(file, new Plan.Changes(lbConf, gatewayConf, 0, Map.of()));
            var hops = new ArrayList<Hop>();
            for (var role : plan.roles()) if (role.type().isProxy() || role.type().isService()) hops.add(hop(role));
            return new Wiring(List.copyOf(hops));
        } catch (Complaint wrong) {
            throw new ConfigException(wrong.getMessage().lines().toList());
        }
    }

    /**
     * What runs with this state folder, each role with the configuration that it reads and the ports that it has. Empty: nothing does.
     */
    public static Optional<Wiring> running(Path folder) throws ConfigException {
        var state = State.at(folder);
        try (var ports = new Ports(state.folder().hashCode(), 0)) {
            var left = Left.running(state);
            if (left.isEmpty()) return Optional.empty();
            var options = UpOptions.of(Files.readAllLines(state.supervisor()).get(WISH), state);
            var fleet = new Fleet(state, options.certificates(), options.changes(), ports,
                    Plan.read(options.topology(), options.changes()));
            var hops = new ArrayList<Hop>();
            for (var each : left) {
                var role = fleet.plan().roles().stream().filter(one -> one.name().equals(each.name())).findFirst()
                        .or(() -> further(fleet, each.name()));
                boolean isHop = role.isPresent() && (role.get().type().isProxy() || role.get().type().isService());
                if (isHop) hops.add(hop(role.get(), each, state));
            }
            return Optional.of(new Wiring(List.copyOf(hops)));
        } catch (Complaint wrong) {
            throw new ConfigException(wrong.getMessage().lines().toList());
        } catch (IOException | IndexOutOfBoundsException unknown) {
            throw new ConfigException(List.of(state.supervisor() + " does not tell how this was started; owlboard up writes it anew"));
        }
    }

    /**
     * The same for a command that needs it.
     *
     * @throws ConfigException also where nothing runs there, in the words of every command
     */
    public static Wiring running(Path folder, String command) throws ConfigException {
        var running = running(folder);
        if (running.isPresent()) return running.get();
        throw new ConfigException(Elsewhere.nothingRuns(command, State.at(folder)).getMessage().lines().toList());
    }

    private static Optional<Role> further(Fleet fleet, String name) {
        try {
            return fleet.further(name);
        } catch (Complaint unreadable) {
            return Optional.empty();
        }
    }

    private static Hop hop(Role role, Left left, State state) throws IOException {
        var ports = new TreeMap<>(left.ports());
        int admin = ports.getOrDefault(Placed.ADMIN, 0);
        ports.keySet().removeAll(List.of(Placed.ADMIN, Placed.PROBED));
        var asPlanned = hop(role);
        var inForce = role.conf() == null ? null : state.conf(role).file();
        var conf = inForce == null || Files.isSymbolicLink(inForce) ? role.conf() : inForce;
        return new Hop(role.name(), asPlanned.type(), conf, asPlanned.names(), ports, new Now(state.root(role.name()), state.endpoints(),
                admin));
    }

    private static Hop hop(Role role) {
        var publish = new LinkedHashMap<Integer, Integer>();
        for (var each : role.publish()) publish.put(each.listen(), each.host());
        return new Hop(role.name(), role.type().word(), role.conf(), role.listen().stream().map(name -> name.host() + ':' + name.port())
                .toList(), publish, null);
    }
}
