package owlboard.config;

import owlboard.config.directive.Directive;

import java.util.Map;

/** The settings in force in one block, after inheritance and defaults. Immutable. */
public final class Level {
    private final Map<Directive<?>, Object> values;

    public Level(Map<Directive<?>, Object> values) {
        this.values = Map.copyOf(values);
    }

    /** The value in force here, or the directive's default; null only when it has none. */
    @SuppressWarnings("unchecked")
    public <T> T get(Directive<T> directive) {
        var value = (T) values.get(directive);
        return value != null ? value : directive.unset();
    }

    /** Whether this block or one around it sets the directive. */
    public boolean isSet(Directive<?> directive) {
        return values.containsKey(directive);
    }
}
