package owlboard.proxy.status;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import owlboard.proxy.upstream.Event;
import owlboard.proxy.upstream.Group;
import owlboard.proxy.upstream.Peer;

/** What peers are called where people read of them: by their host alone, where that says which one is meant. */
final class Called {
    private final Map<String, String> namesByHost = new HashMap<>();
    /** Hosts that several names have; they keep their ports. */
    private final Set<String> shared = new HashSet<>(Set.of("localhost"));
    /** Names that stand for several addresses. */
    private final Set<String> replicated = new HashSet<>();

    Called(Collection<Group.State> groups, Collection<Event> events) {
        for (var group : groups) {
            for (var peer : group.peers()) {
                know(peer.name());
                if (peer.id().parent() >= 0) replicated.add(peer.name());
            }
        }
        for (var event : events) know(event.peer());
    }

    private void know(String name) {
        var other = namesByHost.putIfAbsent(host(name), name);
        if (other != null && !other.equals(name)) shared.add(host(name));
    }

    String of(Peer.State peer) {
        return of(peer.name(), peer.address());
    }

    String of(Event event) {
        return of(event.peer(), event.address());
    }

    private String of(String name, String address) {
        var host = host(name);
        if (replicated.contains(name) && address != null) return host + " " + address;
        return shared.contains(host) ? name : host;
    }

    /** Without its port; an address keeps it, as many may have that. */
    static String host(String name) {
        int colon = name.lastIndexOf(':');
        boolean isName = colon > 0 && Character.isLetter(name.charAt(0)) && !name.startsWith("unix:");
        return isName ? name.substring(0, colon) : name;
    }
}
