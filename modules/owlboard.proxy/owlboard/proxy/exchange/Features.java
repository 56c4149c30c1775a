package owlboard.proxy.exchange;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The features of an engine, in the order in which their handlers, filters and contents come. */
public final class Features {
    private final List<Feature> all;
    private final Map<String, Value.Part> variables = new HashMap<>();

    private Features(List<Feature> all) {
        this.all = all;
        for (var feature : all) variables.putAll(feature.variables);
    }

    public static Features of(Feature... all) {
        return new Features(List.of(all));
    }

    List<Slot<?>> slots() {
        return all.stream().<Slot<?>>flatMap(feature -> feature.slots.stream()).toList();
    }

    List<? extends Slot<? extends Filter>> filters() {
        return all.stream().flatMap(feature -> feature.filters.stream()).toList();
    }

    /** Those that have a say with these settings. */
    Handler[] handlers(Phase phase, Settings settings) {
        return all.stream().flatMap(feature -> feature.handlers.getOrDefault(phase, List.of()).stream())
                .map(handler -> handler.apply(settings)).filter(Objects::nonNull).toArray(Handler[]::new);
    }

    /** Of those that would answer at this level the first. */
    Content content(Settings settings, Scope scope) {
        return all.stream().flatMap(feature -> feature.contents.stream()).map(content -> content.apply(settings, scope))
                .filter(Objects::nonNull).findFirst().orElse(null);
    }

    /** Null: no feature defines it. */
    public Value.Part variable(String name) {
        return variables.get(name);
    }
}
