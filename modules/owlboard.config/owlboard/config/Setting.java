package owlboard.config;

/**
 * Something that is set at a level, and nothing more of it: directives are entries of a table above.
 *
 * @param <T> its value: times are Long milliseconds, sizes are Long bytes
 */
public interface Setting<T> {
    /** What it is where nobody sets it; null when it has no default. */
    T unset();
}
