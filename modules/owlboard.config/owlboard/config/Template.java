package owlboard.config;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A value with variables, compiled once: {@code http://$host:8000$request_uri}.
 * Adjacent literals are merged; an empty value is a template without parts.
 */
public record Template(String source, List<Part> parts) {
    public sealed interface Part {}

    /** Literal text, to be sent as it stands (Latin-1 characters are bytes: a file is read as ISO 8859-1 so that bytes survive). */
    public record Text(String text) implements Part {}

    /** {@code $name} of a built-in variable, or of one of the prefixes of {@link Variables}. Lower case, without the dollar. */
    public record BuiltIn(String name) implements Part {}

    /**
     * {@code $name} that the configuration defines (set, map, geo, split_clients, a named capture). {@code slot} indexes
     * {@link Http#variables()}.
     */
    public record Defined(String name, int slot) implements Part {}

    /** {@code $0} (whole match) to {@code $9} of the last regular expression that matched. */
    public record Capture(int group) implements Part {}

    public Template {
        parts = List.copyOf(parts);
    }

    public static Template of(String text) {
        return new Template(text, text.isEmpty() ? List.of() : List.of(new Text(text)));
    }

    public boolean isConstant() {
        return parts.stream().allMatch(Text.class::isInstance);
    }

    /** The text of a constant template. */
    public String constant() {
        if (!isConstant()) throw new IllegalStateException(source + " has variables");
        return parts.stream().map(part -> ((Text) part).text()).collect(Collectors.joining());
    }
}
