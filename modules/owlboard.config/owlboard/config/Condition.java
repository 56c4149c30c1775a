package owlboard.config;

/** The condition of an {@code if}. */
public sealed interface Condition {
    /** {@code ($v)}: true unless empty or {@code 0}. */
    record Truthy(Template value) implements Condition {}

    /** {@code ($v = text)}, {@code ($v != text)}. */
    record Equals(Template value, Template other, boolean negated) implements Condition {}

    /** {@code ($v ~ re)}, {@code ~*}, {@code !~}, {@code !~*}. */
    record Matches(Template value, Regex regex, boolean negated) implements Condition {}

    /** {@code (-f path)} and its kin: {@code test} is f, d, e or x. */
    record File(char test, Template path, boolean negated) implements Condition {}
}
