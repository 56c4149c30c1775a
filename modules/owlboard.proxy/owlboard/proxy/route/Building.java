package owlboard.proxy.route;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import owlboard.config.Configuration;
import owlboard.config.Level;
import owlboard.config.Template;
import owlboard.config.directive.Core;
import owlboard.proxy.count.Counters;
import owlboard.proxy.count.Zones;
import owlboard.proxy.exchange.Features;
import owlboard.proxy.exchange.MainSlot;
import owlboard.proxy.exchange.Making;
import owlboard.proxy.exchange.Paths;
import owlboard.proxy.exchange.Scope;
import owlboard.proxy.exchange.Settings;
import owlboard.proxy.exchange.Snapshot;
import owlboard.proxy.exchange.Trace;
import owlboard.proxy.exchange.Value;
import owlboard.proxy.logfile.ErrorLog;
import owlboard.proxy.logfile.LogFiles;

/** A configuration while it is made ready. It keeps nothing of the one before but what features took over. */
public final class Building implements Making {
    /**
     * What an engine has over all its configurations.
     *
     * @param streams what there is where {@code stream} is served
     * @param others what features want of it, by kind; {@link Trace}: it only explains
     */
    public record Engine(Features features, Features streams, Paths paths, Counters counters, LogFiles logs, String hostname,
            Map<Class<?>, Object> others) {
        private Engine ofStream() {
            return new Engine(streams, streams, paths, counters, logs, hostname, others);
        }
    }

    private final Configuration configuration;
    private final Engine engine;
    private final Variables variables;
    private final List<String> warnings = new ArrayList<>();
    private final Map<MainSlot<?>, Object> made = new IdentityHashMap<>();
    private final Zones zones;
    /** Of the {@code stream} block; null: there is none. */
    private final Building stream;
    private Map<MainSlot<?>, Object> before;

    /** {@code before} is null at the first start. */
    public Building(Configuration configuration, Engine engine, Snapshot before) {
        this.configuration = configuration;
        this.engine = engine;
        zones = new Zones(before == null ? null : before.zones);
        this.before = before == null ? Map.of() : before.all();
        variables = Variables.of(configuration.http(), engine.features);
        var streamBefore = before == null ? null : before.stream;
        stream = configuration.stream() == null ? null : new Building(configuration.ofStream(), engine.ofStream(), streamBefore);
    }

    /** Once. */
    public Snapshot snapshot(List<MainSlot<?>> wanted) {
        for (var slot : wanted) main(slot);
        before = Map.of();
        return new Snapshot(this, engine.counters, engine.hostname, made, stream == null ? null : stream.snapshot(wanted));
    }

    /** Its parts that have servers of their own: {@code http}, and {@code stream} where there is one. */
    public List<Building> parts() {
        return stream == null ? List.of(this) : List.of(this, stream);
    }

    @Override
    public boolean isForTraces() {
        return engine.others.containsKey(Trace.class);
    }

    /** Problems that do not prevent a start. */
    public List<String> warnings() {
        return parts().stream().flatMap(part -> part.warnings.stream()).toList();
    }

    @Override
    public Configuration configuration() {
        return configuration;
    }

    @Override
    public Paths paths() {
        return engine.paths;
    }

    @Override
    public LogFiles logs() {
        return engine.logs;
    }

    @Override
    public String hostname() {
        return engine.hostname;
    }

    @Override
    public ErrorLog errorLog(Level level) {
        return ErrorLog.of(level.get(Core.ERROR_LOG), engine.logs, engine.hostname);
    }

    @Override
    public Value value(Template template) {
        return variables.value(template);
    }

    @Override
    public Function<String, Value.Part> variables() {
        return variables::named;
    }

    @Override
    public Zones zones() {
        return zones;
    }

    @Override
    public Settings settings(Scope scope) {
        return new Settings(scope, this, engine.features);
    }

    @Override
    @SuppressWarnings("unchecked") // its own maker made it
    public <T> T main(MainSlot<T> slot) {
        var there = made.get(slot);
        if (there == null) made.put(slot, there = slot.make(this, (T) before.get(slot)));
        return (T) there;
    }

    @Override
    public <T> T lasting(Class<T> kind) {
        return kind.cast(engine.others.get(kind));
    }

    @Override
    public void warn(String problem) {
        warnings.add(problem);
    }
}
