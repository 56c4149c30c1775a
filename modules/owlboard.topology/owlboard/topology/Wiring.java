package owlboard.topology;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import owlboard.config.ConfigException;

/**
 * The roles of a topology that speak HTTP and how they reach each other, read without running any.
 *
 * @param hops in the topology's order
 */
public record Wiring(List<Hop> hops) {
    /**
     * One of them. {@code conf}: null for a service. {@code names}: {@code name:port} that others know it by. {@code publish}: host ports
     * by
     * listen port.
     */
    public record Hop(String role, String type, Path conf, List<String> names, Map<Integer, Integer> publish) {}

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

    private static Hop hop(Role role) {
        var publish = new LinkedHashMap<Integer, Integer>();
        for (var each : role.publish()) publish.put(each.listen(), each.host());
        return new Hop(role.name(), role.type().word(), role.conf(), role.listen().stream().map(name -> name.host() + ':' + name.port())
                .toList(),
                publish);
    }
}
