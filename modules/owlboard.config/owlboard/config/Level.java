package owlboard.config;

import java.util.Map;

/** The settings in force in one block, after inheritance and defaults. Immutable. */
public final class Level {
    private final Map<? extends Setting<?>, Object> values;

    public Level(Map<? extends Setting<?>, Object> values) {
        this.values = Map.copyOf(values);
    }

    /** The value in force here, or its default; null only when it has none. */
    @SuppressWarnings("unchecked")
    public <T> T get(Setting<T> setting) {
        var value = (T) values.get(setting);
        return value != null ? value : setting.unset();
    }

    /** Whether this block or one around it sets it. */
    public boolean isSet(Setting<?> setting) {
        return values.containsKey(setting);
    }
}
