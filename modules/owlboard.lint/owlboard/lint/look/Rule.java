package owlboard.lint.look;

import java.util.List;

/**
 * One check. {@code id}: as nginx's other linters call it, or our own; {@code aliases}: what others call the same idea, and the T-number
 * of the team's findings; {@code why}: what happens, and by which rule of nginx; {@code remedy}: what to write instead.
 */
public record Rule(String id, List<String> aliases, Severity severity, String why, String remedy, Check check) {
    /** Looks at one configuration and tells what it has found. */
    @FunctionalInterface
    public interface Check {
        void look(Conf conf, Found found);
    }

    public boolean isCalled(String name) {
        return id.equals(name) || aliases.contains(name);
    }

    /** @param names the id and the aliases, with blanks between them */
    public static Rule of(String names, Severity severity, String why, String remedy, Check check) {
        var all = List.of(names.split(" "));
        return new Rule(all.getFirst(), all.subList(1, all.size()), severity, why, remedy, check);
    }
}
