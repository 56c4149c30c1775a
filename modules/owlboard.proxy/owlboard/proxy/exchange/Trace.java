package owlboard.proxy.exchange;

import java.util.ArrayList;
import java.util.List;
import owlboard.config.Location;
import owlboard.config.Place;

/**
 * What an exchange meets on its way, and why, for who has it explained; every other exchange has none. One thread's.
 */
public final class Trace {
    /** {@code what}: server, location, rewrite, limit, access, answer. {@code place} null where the file says nothing of it. */
    public record Told(String what, String text, Place place) {}

    private final List<Told> told = new ArrayList<>();

    public void tell(String what, String text, Place place) {
        told.add(new Told(what, text, place));
    }

    /** {@code word}: how the URI compares with the location, or why it is the one. */
    public void location(Location location, String word) {
        tell("location", title(location) + ": " + word, location.place());
    }

    public List<Told> all() {
        return List.copyOf(told);
    }

    /** As the file has it: {@code location = /health}. */
    public static String title(Location location) {
        return switch (location.match()) {
            case Location.Match.Exact match -> "location = " + match.uri();
            case Location.Match.Prefix match -> (match.noRegex() ? "location ^~ " : "location ") + match.uri();
            case Location.Match.Matching match -> "location ~ " + match.regex().source();
            case Location.Match.Named match -> "location " + match.name();
            case Location.Match.Anonymous _ -> "if";
        };
    }
}
