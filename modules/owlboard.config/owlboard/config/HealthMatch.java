package owlboard.config;

import java.util.List;

/**
 * A {@code match} block: all of its tests hold for the answer of a server that is well. {@code statuses} null: any will do;
 * {@code required}: none of them may be empty or 0.
 */
public record HealthMatch(Place place, String name, Statuses statuses, List<Header> headers, List<Body> bodies, List<Template> required) {
    /** {@code status 200 301-303} or, with {@code not}, {@code status ! 400-599}. */
    public record Statuses(boolean not, List<Range> ranges) {
        public boolean hold(int status) {
            return not != ranges.stream().anyMatch(range -> range.from <= status && status <= range.to);
        }
    }

    /** Both ends are in it. */
    public record Range(int from, int to) {}

    public enum Operator { PRESENT, ABSENT, EQUAL, DIFFERENT, MATCHES, MATCHES_NOT }

    /** {@code value} stands with EQUAL and DIFFERENT, {@code regex} with MATCHES and MATCHES_NOT. */
    public record Header(String name, Operator operator, String value, Regex regex) {}

    /** {@code body ~ "regex"}, {@code body !~ "regex"}. */
    public record Body(boolean not, Regex regex) {}
}
