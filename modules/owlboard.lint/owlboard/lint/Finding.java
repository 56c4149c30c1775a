package owlboard.lint;

import java.util.List;
import owlboard.config.Place;
import owlboard.lint.look.Rule;
import owlboard.lint.look.Severity;

/** What a rule says of one or more places of one file; {@code fixable}: {@code --fix} mends at least one of them. */
public record Finding(Rule rule, Severity severity, List<Place> places, String reason, boolean fixable) {
    public Place place() {
        return places.getFirst();
    }
}
