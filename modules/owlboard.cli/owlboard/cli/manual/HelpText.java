package owlboard.cli.manual;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What {@code --help} of one command says, and what it stands for.
 *
 * @param title    how it is typed: {@code owlboard ps}, {@code owlboard --role lb}
 * @param purpose  one sentence
 * @param text     the help itself: usage, blank line, paragraphs; lines of two blanks and a word list something
 * @param operands what may stand behind the flags, besides what {@code usage:} says (NAME: a role that has run, FILE: a file)
 * @param behind   what may stand behind some of these, in place of all others
 */
public record HelpText(String title, String purpose, String text, List<String> operands, Map<String, List<String>> behind) {
    /** Two blanks, names, perhaps the name of a value, and behind two more blanks what it does. */
    private static final Pattern FLAG = Pattern.compile("  (-\\S+?(?:, ?-\\S+?)*)(?: (\\S+))?(?:(?: +: | {2,})(.*)|)");
    private static final Pattern LITERAL = Pattern.compile("[a-z0-9]+(\\|[a-z0-9]+)+");
    private static final Pattern LISTED = Pattern.compile(": ([a-z]+(?:, [a-z]+)+)$");

    /** One flag. {@code argument}: the name of its value, or empty; {@code help}: what it does, on one line. */
    public record Flag(List<String> names, String argument, String help) {
        public boolean takesValue() {
            return !argument.isEmpty();
        }

        /** {@code table|json} is one of two words, {@code FILE} is not; {@code signal} has its words behind what the flag does. */
        public List<String> words() {
            if (LITERAL.matcher(argument).matches()) return List.of(argument.split("\\|"));
            var listed = LISTED.matcher(help);
            return takesValue() && listed.find() ? List.of(listed.group(1).split(", ")) : List.of();
        }
    }

    /** {@code ps}; {@code role-lb} of a role. */
    public String name() {
        return title.replaceFirst("^owlboard (--)?", "").replace(' ', '-');
    }

    /** Every flag that the text lists, each once. */
    public List<Flag> flags() {
        var flags = new ArrayList<Flag>();
        for (var line : text.lines().toList()) {
            var found = FLAG.matcher(line);
            if (found.matches()) {
                var flag = new Flag(Arrays.asList(found.group(1).split(", ?")), word(found.group(2)), word(found.group(3)));
                if (flags.stream().noneMatch(each -> each.names.equals(flag.names))) flags.add(flag);
            }
        }
        return List.copyOf(flags);
    }

    private static String word(String group) {
        return group == null ? "" : group;
    }

    /** The lines of {@code usage:}, without that word. */
    public List<String> synopsis() {
        return text.lines().takeWhile(line -> !line.isBlank()).map(line -> line.replaceFirst("^[Uu]sage: *", "").strip()).toList();
    }

    /** Whether {@code usage:} names an operand so: {@code NAME}, {@code FILE}. */
    public boolean takes(String operand) {
        var words = String.join(" ", synopsis()).replaceAll("\\[?--?\\S+ [^\\s\\]]+\\]?", "");
        return Pattern.compile("\\b" + operand + "\\b").matcher(words).find();
    }

    /** All behind the usage, a block of lines at a time. */
    List<List<String>> blocks() {
        var blocks = new ArrayList<List<String>>();
        for (var block : text.strip().split("\n\\s*\n")) blocks.add(block.lines().toList());
        return blocks.subList(Math.min(1, blocks.size()), blocks.size());
    }
}
