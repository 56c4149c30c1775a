package owlboard.topology;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import owlboard.config.language.Nearest;

/** The words of one command line: flags with a value, switches, and names. {@code typed}: flags that were spelled otherwise. */
record Flags(String command, Map<String, List<String>> values, Set<String> switches, List<String> names,
        Map<String, String> typed) {

    /** Which words a command takes. {@code shorts} are other spellings: {@code -d} for {@code --detach}. */
    record Known(Set<String> values, Set<String> switches, Map<String, String> shorts, boolean names) {
        /** A word that may stand where the value of another flag was forgotten. */
        private boolean isFlag(String word) {
            return word.isEmpty() || values.contains(word) || switches.contains(word) || shorts.containsKey(word);
        }
    }

    private static final String REPEATED = "--external";

    static Flags parse(String command, List<String> words, Known known) throws Complaint {
        var values = new HashMap<String, List<String>>();
        var switches = new HashSet<String>();
        var names = new ArrayList<String>();
        var typed = new HashMap<String, String>();
        for (int i = 0; i < words.size(); i++) {
            var word = words.get(i);
            if (!word.startsWith("-")) {
                if (!known.names) {
                    throw Complaint.usage("owlboard " + command + " takes no '" + word + "' (all of them: owlboard " + command
                            + " --help)");
                }
                names.add(word);
                continue;
            }
            int equals = word.indexOf('=');
            var spelled = equals < 0 ? word : word.substring(0, equals);
            var flag = known.shorts.getOrDefault(spelled, spelled);
            typed.putIfAbsent(flag, spelled);
            if (known.switches.contains(flag)) {
                if (equals >= 0) throw Complaint.usage("owlboard " + command + ": " + spelled + " takes no value");
                switches.add(flag);
            } else if (known.values.contains(flag)) {
                boolean missing = equals < 0 ? i + 1 == words.size() || known.isFlag(words.get(i + 1)) : equals + 1 == word.length();
                if (missing) throw Complaint.usage("owlboard " + command + ": " + spelled + " needs a value");
                var sofar = values.computeIfAbsent(flag, first -> new ArrayList<>());
                if (!sofar.isEmpty() && !flag.equals(REPEATED)) {
                    throw Complaint.usage("owlboard " + command + ": " + spelled + " is given twice; it may be given once");
                }
                sofar.add(equals < 0 ? words.get(++i) : word.substring(equals + 1));
            } else {
                throw Complaint.usage("owlboard " + command + " has no flag " + flag + hint(flag, known) + " (all of them: owlboard "
                        + command + " --help)");
            }
        }
        return new Flags(command, values, switches, names, typed);
    }

    private static String hint(String flag, Known known) {
        var all = new ArrayList<>(known.values);
        all.addAll(known.switches);
        return Nearest.aside(flag, all);
    }

    boolean has(String name) {
        return switches.contains(name);
    }

    String value(String flag, String otherwise) {
        return values.containsKey(flag) ? values.get(flag).getFirst() : otherwise;
    }

    List<String> all(String flag) {
        return values.getOrDefault(flag, List.of());
    }

    /** Null when the flag was not given. */
    Path path(String flag) {
        var text = value(flag, null);
        return text == null ? null : Path.of(text);
    }

    int number(String flag, int otherwise, int low, int high) throws Complaint {
        var text = value(flag, null);
        if (text == null) return otherwise;
        if (text.matches("-?\\d{1,9}")) {
            int number = Integer.parseInt(text);
            if (number >= low && number <= high) return number;
        }
        throw Complaint.usage("owlboard " + command + ": " + typed.get(flag) + " " + text + " is not a number from " + low + " to "
                + high);
    }
}
