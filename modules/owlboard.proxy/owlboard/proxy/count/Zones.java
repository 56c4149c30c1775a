package owlboard.proxy.count;

import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What requests of a configuration are counted for: its servers and its locations by name. Every one has a zone, servers of one name with
 * their addresses; {@code status_zone} gives it another name, or one to several of them; the name servers of a {@code resolver} have one
 * where it says so. Over a reload a zone of the same name goes on.
 */
public final class Zones {
    private final Map<String, Zone> servers = new LinkedHashMap<>();
    private final Map<String, Zone> locations = new LinkedHashMap<>();
    private final Map<String, Lookups> resolvers = new LinkedHashMap<>();
    /** Of servers that {@code status_zone} gives none. */
    private final Set<String> own = new HashSet<>();
    private final Zones before;

    /** {@code before}: those of the configuration before; null at a start. */
    public Zones(Zones before) {
        this.before = before == null ? null : before.alone();
    }

    private Zones(Map<String, Zone> servers, Map<String, Zone> locations, Map<String, Lookups> resolvers) {
        this.servers.putAll(servers);
        this.locations.putAll(locations);
        this.resolvers.putAll(resolvers);
        before = null;
    }

    /** Without those before it, which nobody needs any more. */
    private Zones alone() {
        return new Zones(servers, locations, resolvers);
    }

    /** What a server is called that has this name of its own: where another one has it already, with {@code address} behind it. */
    public String own(String name, String address) {
        return own.add(name) ? name : name + address;
    }

    public Zone server(String name) {
        return servers.computeIfAbsent(name, _ -> known(before == null ? Map.of() : before.servers, name));
    }

    public Zone location(String name) {
        return locations.computeIfAbsent(name, _ -> known(before == null ? Map.of() : before.locations, name));
    }

    public Lookups resolver(String name) {
        return resolvers.computeIfAbsent(name, _ -> {
            var lookups = before == null ? null : before.resolvers.get(name);
            return lookups != null ? lookups : new Lookups();
        });
    }

    private static Zone known(Map<String, Zone> before, String name) {
        var zone = before.get(name);
        return zone != null ? zone : new Zone(name);
    }

    /** In file order. */
    public List<Zone> servers() {
        return List.copyOf(servers.values());
    }

    public List<Zone> locations() {
        return List.copyOf(locations.values());
    }

    /** By name, in file order: those that a group or a location asks. */
    public Map<String, Lookups> resolvers() {
        return Collections.unmodifiableMap(resolvers);
    }
}
