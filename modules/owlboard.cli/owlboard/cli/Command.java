package owlboard.cli;

import java.util.ArrayList;
import java.util.List;
import owlboard.config.language.Nearest;

/**
 * A command or role of the image. {@code title} is how it is typed ({@code owlboard --role lb}); {@code operands} names the words after the
 * flags in help, null when there are none; {@code notes} end its help. {@code flags} is null for a command whose own module reads its
 * arguments.
 */
record Command(String name, String title, String operands, String purpose, List<Flag> flags, String notes) {

    Flag flag(String name) throws Usage {
        for (var flag : flags) {
            if (flag.name().equals(name)) return flag;
        }
        throw new Usage(title + " has no flag " + name + Nearest.aside(name, flagNames()) + seeHelp());
    }

    boolean has(String flag) {
        return flags.stream().anyMatch(each -> each.name().equals(flag));
    }

    private List<String> flagNames() {
        var names = new ArrayList<String>();
        for (var flag : flags) names.add(flag.name());
        return names;
    }

    String seeHelp() {
        return " (all of them: " + title + " --help)";
    }
}
