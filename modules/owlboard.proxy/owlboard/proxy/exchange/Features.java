package owlboard.proxy.exchange;

import java.io.IOException;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import owlboard.proxy.exchange.Verdict.Refused;

/** The features of an engine, in the order in which their handlers, filters and contents come. */
public final class Features {
    private static final Handler[] NONE = {};

    private final List<Feature> all;
    private final Map<Phase, Handler[]> handlers = new EnumMap<>(Phase.class);
    private final Map<String, Value.Part> variables = new HashMap<>();

    private Features(List<Feature> all) {
        this.all = all;
        for (var phase : Phase.values()) {
            handlers.put(phase, all.stream().flatMap(feature -> feature.handlers.getOrDefault(phase, List.of()).stream())
                    .toArray(Handler[]::new));
        }
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

    /** Of those that would answer at this level the first. */
    Content content(Settings settings, Scope scope) {
        return all.stream().flatMap(feature -> feature.contents.stream()).map(content -> content.apply(settings, scope))
                .filter(Objects::nonNull).findFirst().orElse(null);
    }

    /** Null: no feature defines it. */
    public Value.Part variable(String name) {
        return variables.get(name);
    }

    /** Until a handler says another word than to go on. */
    public Verdict run(Phase phase, Exchange exchange) throws Failure, IOException {
        var list = handlers.getOrDefault(phase, NONE);
        if (phase == Phase.ACCESS && exchange.settings.core.anySatisfies) return any(list, exchange);
        for (var handler : list) {
            var verdict = handler.handle(exchange);
            if (verdict != Verdict.GO_ON && verdict != Verdict.PASS) return verdict;
        }
        return Verdict.GO_ON;
    }

    /** {@code satisfy any}: who is refused may still be let pass by another handler; of two refusals a 401 is told. */
    private static Verdict any(Handler[] list, Exchange exchange) throws Failure, IOException {
        Refused refused = null;
        for (var handler : list) {
            switch (handler.handle(exchange)) {
                case Refused again -> refused = refused != null && refused.status() == 401 ? refused : again;
                case Verdict.Word word when word == Verdict.Word.GO_ON -> { }
                case Verdict.Word word when word == Verdict.Word.PASS -> {
                    return Verdict.GO_ON;
                }
                case Verdict other -> {
                    return other;
                }
            }
        }
        return refused == null ? Verdict.GO_ON : refused;
    }
}
