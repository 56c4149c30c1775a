package owlboard.topology;

import owlboard.config.language.Syntax.Node;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which gateways a balancer is to know beyond what its configuration says.
 *
 * @param planned the names and ports of all gateways of the topology file
 * @param absent  those of them that are not there: their {@code server} lines go
 * @param away    those that are there and cannot serve now: their lines get {@code owlboard_away}
 * @param added   gateways that no file names: each gets the line of the last planned one
 */
record Members(Set<String> planned, Set<String> absent, Set<String> away, List<Role> added) {

    /** {@code api_gateway_1:80} for each name that a gateway is known by. */
    static Set<String> names(List<Role> gateways) {
        var names = new HashSet<String>();
        for (var gateway : gateways) {
            for (var name : gateway.listen()) names.addAll(List.of(name.toString(), gateway.name() + ":" + name.port()));
        }
        return names;
    }

    boolean changeNothing() {
        return absent.isEmpty() && away.isEmpty() && added.isEmpty();
    }

    /** {@code nodes} with each {@code upstream} as the gateways are. */
    List<Node> in(List<Node> nodes) {
        var changed = new ArrayList<Node>();
        for (var node : nodes) {
            if (node.block() == null) {
                changed.add(node);
            } else {
                changed.add(new Node(node.place(), node.name(), node.args(),
                        node.name().equals("upstream") ? group(node.block()) : in(node.block()), node.end()));
            }
        }
        return changed;
    }

    /** Whether any {@code upstream} names a gateway. */
    boolean areNamedIn(List<Node> nodes) {
        return nodes.stream().anyMatch(node -> node.block() != null
                && (node.name().equals("upstream") && last(node.block()) != null || areNamedIn(node.block())));
    }

    private List<Node> group(List<Node> servers) {
        var last = last(servers);
        var changed = new ArrayList<Node>();
        for (var server : servers) {
            var key = key(server);
            if (!absent.contains(key)) changed.add(away.contains(key) ? away(server) : server);
            if (server == last) addTo(changed, last, servers);
        }
        return changed;
    }

    private Node last(List<Node> servers) {
        return servers.stream().filter(server -> planned.contains(key(server))).reduce((first, second) -> second).orElse(null);
    }

    private void addTo(List<Node> changed, Node last, List<Node> servers) {
        var port = key(last).substring(key(last).lastIndexOf(':'));
        for (var role : added) {
            var name = role.name() + port;
            if (servers.stream().anyMatch(server -> key(server).equals(name))) continue;
            var words = new ArrayList<>(last.args());
            words.set(0, name);
            var line = new Node(last.place(), last.name(), words, null, last.end());
            changed.add(away.contains(name) ? away(line) : line);
        }
    }

    private static Node away(Node server) {
        var words = new ArrayList<>(server.args());
        words.add("owlboard_away");
        return new Node(server.place(), server.name(), words, null, server.end());
    }

    /** The name and port of a {@code server} line; nothing for other directives. */
    private static String key(Node node) {
        if (!node.name().equals("server") || node.args().isEmpty()) return "";
        var address = node.args().getFirst();
        return address.lastIndexOf(':') > address.lastIndexOf(']') ? address : address + ":80";
    }
}
