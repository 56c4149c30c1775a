package owlboard.config.block;

import owlboard.config.Http;
import owlboard.config.Place;
import owlboard.config.directive.Ssl;
import owlboard.config.directive.Upstreams;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A name of shared memory is for one use and has one size, whoever declares it (ngx_shared_memory_add). */
final class SharedZones {
    /** Of one declaration; {@code bytes} 0: another one says how many. */
    private record Declared(Place place, String name, String use, long bytes) {}

    private final Reading reading;
    private final List<Declared> all = new ArrayList<>();

    private SharedZones(Http http, Reading reading) {
        this.reading = reading;
        for (var zone : http.limitReqZones()) all.add(new Declared(zone.place(), zone.name(), "limit_req", zone.sizeBytes()));
        for (var zone : http.limitConnZones()) all.add(new Declared(zone.place(), zone.name(), "limit_conn", zone.sizeBytes()));
        for (var path : http.cachePaths()) all.add(new Declared(path.place(), path.zone(), path.protocol() + " cache", path.zoneBytes()));
        for (var upstream : http.upstreams()) {
            var zone = upstream.level().get(Upstreams.ZONE);
            if (zone != null) all.add(new Declared(zone.place(), zone.name(), "upstream", zone.sizeBytes()));
        }
        session(http.level().get(Ssl.SSL_SESSION_CACHE));
        for (var server : http.servers()) session(server.level().get(Ssl.SSL_SESSION_CACHE));
    }

    /** An inherited one is met again, at its own place. */
    private void session(Ssl.SessionCache cache) {
        if (cache.zone() != null) all.add(new Declared(cache.place(), cache.zone(), "ssl", cache.zoneBytes()));
    }

    static void check(Http http, Reading reading) {
        new SharedZones(http, reading).check();
    }

    private void check() {
        all.sort(Comparator.comparing((Declared zone) -> zone.place.file()).thenComparingInt(zone -> zone.place.line()));
        var first = new HashMap<String, Declared>();
        for (var zone : all) {
            var before = first.putIfAbsent(zone.name, zone);
            if (before != null && !before.use.equals(zone.use)) {
                reading.refuse(zone.place, "the shared memory zone \"" + zone.name + "\" is already declared for a different use");
            }
        }
        sizes(first);
    }

    private void sizes(Map<String, Declared> first) {
        for (var zone : all) {
            if (!first.get(zone.name).use.equals(zone.use)) continue;
            long size = all.stream().filter(other -> other.name.equals(zone.name) && other.use.equals(zone.use) && other.bytes > 0)
                    .mapToLong(Declared::bytes).findFirst().orElse(0);
            if (size == 0) reading.refuse(zone.place, "zero size shared memory zone \"" + zone.name + '"');
            else if (zone.bytes != 0 && zone.bytes != size) {
                reading.refuse(zone.place, "the size " + zone.bytes + " of shared memory zone \"" + zone.name
                        + "\" conflicts with already declared size " + size);
            }
        }
    }
}
