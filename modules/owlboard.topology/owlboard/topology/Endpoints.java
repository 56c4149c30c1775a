package owlboard.topology;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The endpoint directory: which address of this machine a name of the configurations means; for a balancer's page also where a service
 * tells its health ({@code NAME:health}), the names of its store and broker ({@code NAME:store}, {@code NAME:broker}), and where those
 * listen while they run ({@code NAME:alive}).
 */
final class Endpoints {
    private Endpoints() {}

    static List<String> behind(Placed placed, Set<String> brokers) {
        var role = placed.role();
        if (role.type().isStore()) return List.of(role.name() + ":alive 127.0.0.1:" + placed.healthPort());
        if (!role.type().isService() || !placed.asked().equals(new Health.Ok("/health"))) return List.of();
        var lines = new ArrayList<String>();
        lines.add(role.name() + ":health 127.0.0.1:" + placed.healthPort());
        for (var name : role.after()) lines.add(role.name() + (brokers.contains(name) ? ":broker " : ":store ") + name);
        return lines;
    }

    /** Replaced as a whole; who reads it again sees the old one or the new one. */
    static void write(State state, List<Placed> roles, List<Outsider> outsiders) throws Complaint {
        var text = new StringBuilder("# written by owlboard up: name:port host:port\n");
        for (var placed : roles) placed.endpoints().forEach(line -> text.append(line).append('\n'));
        var brokers = Stream.concat(roles.stream().map(Placed::role), outsiders.stream().map(Outsider::role))
                .filter(role -> role.type() == Role.Type.RABBITMQ).map(Role::name).collect(Collectors.toSet());
        for (var placed : roles) behind(placed, brokers).forEach(line -> text.append(line).append('\n'));
        for (var outsider : outsiders) text.append(outsider.endpoint()).append('\n');
        try {
            State.write(state.endpoints(), text.toString());
        } catch (IOException cause) {
            throw Complaint.file("write", state.endpoints(), cause, "make room, or name another state folder with --state D");
        }
    }
}
