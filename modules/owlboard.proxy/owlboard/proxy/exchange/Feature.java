package owlboard.proxy.exchange;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * What an nginx module is here: its settings, handlers, filters, contents and variables, told in one place by the class that has them.
 * {@link Features} has them all, in nginx's order.
 */
public final class Feature {
    final List<Slot<?>> slots;
    final Map<Phase, List<Handler>> handlers = new EnumMap<>(Phase.class);
    final List<Slot<? extends Filter>> filters = new ArrayList<>();
    final List<BiFunction<Settings, Scope, Content>> contents = new ArrayList<>();
    final Map<String, Value.Part> variables = new HashMap<>();

    private Feature(List<Slot<?>> slots) {
        this.slots = slots;
    }

    public static Feature of(Slot<?>... slots) {
        return new Feature(List.of(slots));
    }

    public Feature handles(Phase phase, Handler handler) {
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
