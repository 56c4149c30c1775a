package owlboard.lint.rules;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import owlboard.lint.look.Rule;

/** All rules, in the order in which they are listed. */
public final class Catalogue {
    public static final List<Rule> RULES = Stream.of(Hops.RULES, Passing.RULES, Requests.RULES, Answers.RULES, Locations.RULES,
            Expressions.RULES, Transport.RULES, Whole.RULES, Advisories.RULES).flatMap(List::stream).toList();

    private Catalogue() {}

    /** By its id, or what another linter calls it, or the number of the team's finding. */
    public static Optional<Rule> named(String name) {
        return RULES.stream().filter(rule -> rule.id().equals(name)).findFirst()
                .or(() -> RULES.stream().filter(rule -> rule.isCalled(name)).findFirst());
    }
}
