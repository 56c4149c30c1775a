package owlboard.proxy.exchange;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import owlboard.config.Configuration;
import owlboard.proxy.count.Counters;
import owlboard.proxy.count.Zones;
import owlboard.proxy.logfile.ErrorLog;

/** One configuration, ready to serve: immutable but for counters. An exchange takes one at its start and keeps it. */
public final class Snapshot {
    public final Configuration configuration;
    public final Paths paths;
    public final Counters counters;
    public final Zones zones;
    public final String hostname;
    /** How many variables it defines. */
    public final int variableCount;
    public final ErrorLog errorLog;
    /** The {@code stream} block of the same file, as a whole of its own; null: there is none. */
    public final Snapshot stream;
    private final Map<MainSlot<?>, Object> made;

    /** {@code made}: what {@link #get} gives. */
    public Snapshot(Making making, Counters counters, String hostname, Map<MainSlot<?>, Object> made, Snapshot stream) {
        configuration = making.configuration();
        paths = making.paths();
        this.counters = counters;
        zones = making.zones();
        this.hostname = hostname;
        variableCount = configuration.http().variables().size();
        errorLog = making.errorLog(configuration.main());
        this.made = new IdentityHashMap<>(made);
        this.stream = stream;
    }

    /** Those that have servers and groups of their own. */
    public List<Snapshot> parts() {
        return stream == null ? List.of(this) : List.of(this, stream);
    }

    @SuppressWarnings("unchecked") // its own maker made it
    public <T> T get(MainSlot<T> slot) {
        return (T) made.get(slot);
    }

    /** Of all slots, for the configuration that comes after it. */
    public Map<MainSlot<?>, Object> all() {
        return made;
    }
}
