package owlboard.proxy.exchange;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * What an nginx module is here: its settings, handlers, filters, contents and variables, told in one place by the class that has them.
 * {@link Features} has them all, in nginx's order.
 */
public final class Feature {
    final List<Slot<?>> slots;
    final Map<Phase, List<Function<Settings, Handler>>> handlers = new EnumMap<>(Phase.class);
    final List<Slot<? extends Filter>> filters = new ArrayList<>();
    final List<BiFunction<Settings, Scope, Content>> contents = new ArrayList<>();
    final Map<String, Value.Part> variables = new HashMap<>();

    private Feature(List<Slot<?>> slots) {
        this.slots = slots;
    }

    public static Feature of(Slot<?>... slots) {
        return new Feature(List.of(slots));
    }

    /** Where the slot is not null its handler has a say in this phase. */
    public Feature handles(Phase phase, Slot<? extends Handler> slot) {
        return handles(phase, (Settings settings) -> settings.get(slot));
    }

    /** Whatever is in force: an exchange may have come here from another level, which left it something to end. */
    public Feature always(Phase phase, Handler handler) {
        return handles(phase, (Settings _) -> handler);
    }

    private Feature handles(Phase phase, Function<Settings, Handler> handler) {
        handlers.computeIfAbsent(phase, _ -> new ArrayList<>()).add(handler);
        return this;
    }

    /** Where the slot is not null its filter stands on the way of answers. */
    public Feature filters(Slot<? extends Filter> slot) {
        filters.add(slot);
        return this;
    }

    /** {@code content} may be null: another one answers at that level. */
    public Feature answers(BiFunction<Settings, Scope, Content> content) {
        contents.add(content);
        return this;
    }

    public Feature defines(Map<String, Value.Part> parts) {
        variables.putAll(parts);
        return this;
    }
}
