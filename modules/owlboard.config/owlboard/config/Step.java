package owlboard.config;

import java.util.List;

/** What the rewrite module runs, in file order, at server and at location level (ngx_http_rewrite_module). */
public sealed interface Step {
    Place place();

    /** {@code set $name value}. {@code slot} is -1 for the two built-in variables that can be set: {@code args} and {@code limit_rate}. */
    record Set(Place place, String name, int slot, Template value) implements Step {}

    /**
     * {@code if (condition) { ... }}. {@code location} is what is in force once it matched: the same as the enclosing one with the block's
     * own settings; null at server level.
     */
    record If(Place place, Condition condition, List<Step> steps, Location location) implements Step {}

    /**
     * {@code rewrite regex replacement [flag]}. {@code redirects}: the flag, or the replacement's start, makes it an answer.
     * {@code dropArgs}: the replacement ended in {@code ?} (already taken off).
     */
    record Rewrite(Place place, Regex regex, Template replacement, Flag flag, boolean dropArgs) implements Step {}

    enum Flag { NONE, LAST, BREAK, REDIRECT, PERMANENT }

    /** {@code return code [text]} or {@code return code URL} or {@code return URL}. {@code text} is null when there is none. */
    record Return(Place place, int code, Template text) implements Step {}

    /** {@code break}. */
    record Break(Place place) implements Step {}
}
