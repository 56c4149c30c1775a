package owlboard.proxy.cache;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import owlboard.config.Http;
import owlboard.config.directive.Proxy;
import owlboard.proxy.count.Slab;
import owlboard.proxy.exchange.MainSlot;
import owlboard.proxy.exchange.Paths;
import owlboard.proxy.logfile.ErrorLog;

/** The zones of one configuration that something uses. What the configuration before had is taken over with all that is in it. */
public final class CacheZones {
    public static final MainSlot<CacheZones> SLOT =
            new MainSlot<>((making, before) -> new CacheZones(making.configuration().http(), making.paths(), before));

    private final Map<String, Http.CachePath> declared = new LinkedHashMap<>();
    private final Map<String, Zone> inherited;
    private final Map<String, Zone> used = new LinkedHashMap<>();
    private final Paths paths;
    private final Path temporary;

    private CacheZones(Http http, Paths paths, CacheZones before) {
        this.paths = paths;
        temporary = paths.temporary(http.level().get(Proxy.PASSING.tempPath).path());
        inherited = before == null ? Map.of() : Map.copyOf(before.used);
        for (var path : http.cachePaths()) declared.put(path.zone(), path);
    }

    /** Some level names this zone. */
    void use(String name) {
        var path = declared.get(name);
        if (path != null) used.computeIfAbsent(name, _ -> zone(path));
    }

    /** Some level names a zone with variables. */
    void useAll() {
        declared.keySet().forEach(this::use);
    }

    private Zone zone(Http.CachePath path) {
        var folder = paths.resolve(path.path());
        var before = inherited.get(path.zone());
        if (before != null && before.isLike(path, folder)) return before;
        return new Zone(path, folder, path.useTempPath() ? temporary : folder);
    }

    Zone zone(String name) {
        return used.get(name);
    }

    /** One zone; {@code maxBytes} 0: it has no bound of its own. {@code outcomes} by {@code $upstream_cache_status}. */
    public record State(String name, long bytes, long maxBytes, boolean cold, Map<String, Visits.Outcome> outcomes) {}

    public List<State> states() {
        var all = new ArrayList<State>();
        used.forEach((name, zone) -> {
            var outcomes = new LinkedHashMap<String, Visits.Outcome>();
            for (var status : Status.values()) outcomes.put(status.name(), zone.visits.outcome(status));
            all.add(new State(name, zone.bytesOnDisk(), zone.path.maxBytes(), zone.isCold(), outcomes));
        });
        return all;
    }

    /** Of their indices. */
    public List<Slab> slabs() {
        return used.values().stream().map(Zone::slab).toList();
    }

    /** Counts from here on; {@code name} null: all. */
    public void reset(String name) {
        used.forEach((each, zone) -> {
            if (name == null || name.equals(each)) zone.visits.reset();
        });
    }

    boolean isEmpty() {
        return used.isEmpty();
    }

    /** They are in force: they look at their files, and keep their bounds. */
    void start(ErrorLog errorLog) {
        used.forEach((name, zone) -> {
            zone.path = declared.get(name);
            zone.start(errorLog::log);
        });
    }

    /** Those end that {@code after} does not have; all where it is null. */
    public void end(CacheZones after) {
        Set<Zone> kept = after == null ? Set.of() : new HashSet<>(after.used.values());
        for (var zone : List.copyOf(used.values())) if (!kept.contains(zone)) zone.close();
    }
}
