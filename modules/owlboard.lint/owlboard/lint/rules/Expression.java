package owlboard.lint.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** A regular expression as it is written: its capturing groups and what stands in them, no more. */
record Expression(String text, List<Group> groups) {
    /** {@code from} and {@code to} are the places of its parentheses; {@code name} null where it has none. */
    record Group(int from, int to, String name) {
        boolean holds(Group other) {
            return from < other.from && other.to <= to;
        }
    }

    private static final Pattern NAMED = Pattern.compile("\\(\\?P?<([A-Za-z_]\\w*)>.*", Pattern.DOTALL);

    /** One repeated thing; anything at its end; two alternatives that are the same, or of which one repeats. */
    private static final Pattern AGAIN = Pattern.compile("(\\\\?[^()|\\\\\\[]|\\[[^\\]]*\\])[*+]|.*\\.[*+]|([^|]+)\\|\\2"
            + "|.*[*+]\\|.*|.*\\|.*[*+]", Pattern.DOTALL);

    static Expression of(String text) {
        var open = new ArrayList<Integer>();
        var groups = new ArrayList<Group>();
        boolean inClass = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\') i++;
            else if (c == '[') inClass = true;
            else if (c == ']') inClass = false;
            else if (c == '(' && !inClass) open.add(i);
            else if (c == ')' && !inClass && !open.isEmpty()) close(text, open.removeLast(), i, groups);
        }
        groups.sort((a, b) -> Integer.compare(a.from, b.from));
        return new Expression(text, List.copyOf(groups));
    }

    private static void close(String text, int from, int to, List<Group> groups) {
        var named = NAMED.matcher(text.substring(from));
        if (named.matches()) groups.add(new Group(from, to, named.group(1)));
        else if (!text.startsWith("(?", from)) groups.add(new Group(from, to, null));
    }

    /** Whether a repeated group holds a repetition of its own, {@code (a+)+}, with nothing fixed between two rounds. */
    boolean isExplosive() {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '\\') i++;
            else if (text.charAt(i) == '(') {
                int end = end(i);
                if (end < 0 || end + 1 >= text.length() || "*+{".indexOf(text.charAt(end + 1)) < 0) continue;
                var inner = text.substring(i + 1, end).replaceFirst("^\\?(:|P?<\\w+>)", "");
                if (AGAIN.matcher(inner).matches()) return true;
            }
        }
        return false;
    }

    private int end(int from) {
        int depth = 0;
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\') i++;
            else if (c == '(') depth++;
            else if (c == ')' && --depth == 0) return i;
        }
        return -1;
    }

    /** The numbers behind {@code $} in a text, in order. */
    static List<Integer> numbers(String text) {
        var numbers = new ArrayList<Integer>();
        for (var each = Pattern.compile("\\$\\{?([1-9])").matcher(text); each.find(); ) numbers.add(Integer.valueOf(each.group(1)));
        return numbers;
    }

    /** The names behind {@code $} in a text, as written. */
    static List<String> variables(String text) {
        var names = new ArrayList<String>();
        for (var each = Pattern.compile("\\$\\{?([A-Za-z_]\\w*)").matcher(text); each.find(); ) names.add(each.group(1));
        return names;
    }
}
