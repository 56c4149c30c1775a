package owlboard.topology;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A role with its ports on this machine.
 *
 * @param ports listen port (as configurations know it) to port of this machine
 * @param tls   the listen ports that speak TLS
 * @param admin where a proxy's administration server listens, on loopback; 0: there is none
 * @param probed the port where a service that wants certificates tells its health without; 0: there is none
 */
record Placed(Role role, Map<Integer, Integer> ports, List<Integer> tls, Health health, int probed, int admin) {
    /** Among ports that are written down: {@link #probed}. */
    static final int PROBED = 0;
    /** Among ports that are written down, and in the endpoint directory: {@link #admin}. */
    static final int ADMIN = 8900;

    /** Gives every role its ports; a published port that is taken is a complaint that names its holder. */
    static List<Placed> all(Plan plan, Ports free) throws Complaint {
        var placed = new ArrayList<Placed>();
        for (var role : plan.roles()) placed.add(of(role, free, Held.NONE));
        return placed;
    }

    static Placed of(Role role, Ports free, Held held) throws Complaint {
        return role.type().isProxy() ? proxy(role, free, held) : service(role, free, held);
    }

    /**
     * Ports that a role had before: it gets them again where it can.
     *
     * @param ports listen port to port of this machine
     * @param runs  its process goes on, and listens on them
     */
    record Held(Map<Integer, Integer> ports, boolean runs) {
        static final Held NONE = new Held(Map.of(), false);

        private int of(int listen, Ports free) throws Complaint {
            var port = ports.get(listen);
            return port != null && (runs || Ports.isFree(InetAddress.getLoopbackAddress(), port)) ? port : free.next();
        }

        private boolean listensOn(int host, int listen) {
            return runs && ports.getOrDefault(listen, 0) == host;
        }
    }

    private static Placed proxy(Role role, Ports free, Held held) throws Complaint {
        var listens = Listens.of(role.conf());
        var ports = new TreeMap<Integer, Integer>();
        for (var publish : role.publish()) {
            if (publish.host() == 0) ports.put(publish.listen(), held.of(publish.listen(), free));
            else ports.put(publish.listen(), held.listensOn(publish.host(), publish.listen()) ? publish.host() : taken(publish.host(),
                    role, free));
        }
        for (var name : role.listen()) {
            if (!ports.containsKey(name.port())) ports.put(name.port(), held.of(name.port(), free));
        }
        for (int listen : listens.tls().keySet()) {
            if (!ports.containsKey(listen)) ports.put(listen, held.of(listen, free));
        }
        var tls = listens.tls().entrySet().stream().filter(Map.Entry::getValue).map(Map.Entry::getKey).toList();
        return new Placed(role, ports, tls, health(role, listens.health()), 0, held.of(ADMIN, free));
    }

    private static Placed service(Role role, Ports free, Held held) throws Complaint {
        int port = role.listen().getFirst().port();
        int own = held.of(port, free);
        return new Placed(role, Map.of(port, own), role.mtls() ? List.of(port) : List.of(), health(role, true), role.mtls()
                ? held.of(PROBED, free) : 0, 0);
    }

    private static int taken(int port, Role role, Ports ports) throws Complaint {
        if (Ports.isFree(null, port)) return port;
        if (port < 1024 && Holder.of(port).equals("another process") && !Ports.isFree(InetAddress.getLoopbackAddress(), port)) {
            throw Complaint.failure("port " + port + " of " + role.name() + " needs root or is in use; publish one above 1023 in "
                    + role.place());
        }
        throw Complaint.failure("port " + port + " of " + role.name() + " is in use by " + Holder.of(port)
                + "; end that, or move the published ports: owlboard up --port-offset " + ports.otherOffset());
    }

    private static Health health(Role role, boolean hasPath) {
        if (!(role.health() instanceof Health.Usual)) return role.health();
        if (role.type().isStore()) return new Health.Greets(role.type());
        return hasPath ? new Health.Ok("/health") : new Health.Tcp();
    }

    /** Lines of the endpoint directory. */
    List<String> endpoints() {
        var lines = new ArrayList<String>();
        for (var name : role.listen()) lines.add(name + " 127.0.0.1:" + ports.get(name.port()));
        ports.forEach((listen, host) -> {
            var own = new Role.Name(role.name(), listen);
            if (!role.listen().contains(own)) lines.add(own + " 127.0.0.1:" + host);
        });
        if (admin != 0) lines.add(new Role.Name(role.name(), ADMIN) + " 127.0.0.1:" + admin);
        return lines;
    }

    /** All ports, to be written down. */
    Map<Integer, Integer> held() {
        var all = new TreeMap<>(ports);
        if (probed != 0) all.put(PROBED, probed);
        if (admin != 0) all.put(ADMIN, admin);
        return all;
    }

    /** The port that health is asked on: the one that is there for it, the first named one that speaks plain HTTP, else the first. */
    int healthPort() {
        if (probed != 0) return probed;
        var named = role.publish().isEmpty() ? role.listen().stream().map(Role.Name::port).toList() : role.publish().stream()
                .map(Role.Publish::listen).toList();
        int listen = named.stream().filter(port -> !tls.contains(port)).findFirst()
                .orElse(named.isEmpty() ? ports.keySet().iterator().next() : named.getFirst());
        return ports.get(listen);
    }

    Health asked() {
        boolean plain = tls.stream().map(ports::get).noneMatch(port -> port == healthPort());
        return plain ? health : new Health.Tcp();
    }

    boolean isPublished(int listen) {
        return role.publish().stream().anyMatch(publish -> publish.listen() == listen);
    }

    /** {@code http://localhost:8000}. */
    private String address(int listen) {
        return scheme(listen) + "://" + (isPublished(listen) ? "localhost" : "127.0.0.1") + ":" + ports.get(listen);
    }

    private String scheme(int listen) {
        return switch (role.type()) {
            case MYSQL, POSTGRES, REDIS -> role.type().word();
            case MONGO -> "mongodb";
            case RABBITMQ -> "amqp";
            default -> tls.contains(listen) ? "https" : "http";
        };
    }

    /** All of them, the published ones first and in their order; of a balancer's, behind them, that of its administration server. */
    String addresses() {
        var listens = new ArrayList<>(role.publish().stream().map(Role.Publish::listen).toList());
        ports.keySet().stream().filter(listen -> !listens.contains(listen)).forEach(listens::add);
        var all = new ArrayList<>(listens.stream().map(this::address).toList());
        if (admin != 0 && role.type() == Role.Type.LB) all.add("http://127.0.0.1:" + admin);
        return String.join(" ", all);
    }

    /** As docker compose prints ports: {@code 0.0.0.0:8000->80/tcp}. */
    String portsText() {
        var parts = new ArrayList<String>();
        ports.forEach((listen, host) -> parts.add((isPublished(listen) ? "0.0.0.0:" : "127.0.0.1:") + host + "->" + listen + "/tcp"));
        return String.join(", ", parts);
    }
}
