package owlboard.proxy.access;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import owlboard.proxy.count.Slab;
import owlboard.proxy.exchange.MainSlot;
import owlboard.proxy.exchange.Making;

/**
 * {@code limit_req_zone} and {@code limit_conn_zone} of a configuration, by name. Those of the same definition keep their counts over a
 * reload.
 */
public final class Zones {
    public static final MainSlot<Zones> SLOT = new MainSlot<>(Zones::new);

    private final Map<String, ReqZone> requests = new LinkedHashMap<>();
    private final Map<String, ConnZone> connections = new LinkedHashMap<>();

    private Zones(Making making, Zones before) {
        for (var zone : making.configuration().http().limitReqZones()) {
            var key = making.value(zone.key());
            var old = before == null ? null : before.requests.get(zone.name());
            requests.put(zone.name(), old != null && old.isLike(zone) ? old.withKey(key) : new ReqZone(zone, key));
        }
        for (var zone : making.configuration().http().limitConnZones()) {
            var key = making.value(zone.key());
            var old = before == null ? null : before.connections.get(zone.name());
            connections.put(zone.name(), old != null && old.isLike(zone) ? old.withKey(key) : new ConnZone(zone, key));
        }
    }

    /** What is told of them. */
    public List<LimitZone> all() {
        return Stream.concat(requests.values().stream().map(zone -> zone.counted), connections.values().stream().map(zone -> zone.counted))
                .toList();
    }

    /** What nginx would keep of them in shared memory. */
    public List<Slab> slabs() {
        return Stream.concat(requests.values().stream().map(ReqZone::slab), connections.values().stream().map(ConnZone::slab)).toList();
    }

    ReqZone requests(String name) {
        return requests.get(name);
    }

    ConnZone connections(String name) {
        return connections.get(name);
    }
}
