package owlboard.proxy.access;

import java.util.HashMap;
import java.util.Map;
import owlboard.proxy.exchange.MainSlot;
import owlboard.proxy.exchange.Making;

/**
 * {@code limit_req_zone} and {@code limit_conn_zone} of a configuration, by name. Those of the same definition keep their counts over a
 * reload.
 */
final class Zones {
    static final MainSlot<Zones> SLOT = new MainSlot<>(Zones::new);

    private final Map<String, ReqZone> requests = new HashMap<>();
    private final Map<String, ConnZone> connections = new HashMap<>();

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

    ReqZone requests(String name) {
        return requests.get(name);
    }

    ConnZone connections(String name) {
        return connections.get(name);
    }
}
