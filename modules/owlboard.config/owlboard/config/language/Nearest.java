package owlboard.config.language;

import java.util.Collection;
import java.util.Comparator;

/** Finds the name that was probably meant. */
public final class Nearest {
    private static final int EDITS_MAX = 3;

    private Nearest() {}

    /** {@code ; did you mean "x"?}, or nothing when no name is near: for the end of a sentence. */
    public static String aside(String name, Collection<String> known) {
        var hint = hint(name, known);
        return hint.isEmpty() ? "" : "; " + hint;
    }

    /** {@code did you mean "x"?}, or nothing when no name is near: a third of the letters may be wrong, but no more than three. */
    public static String hint(String name, Collection<String> known) {
        int limit = Math.clamp(name.length() / 3, 1, EDITS_MAX);
        return known.stream().filter(other -> Math.abs(other.length() - name.length()) <= limit) // whose distance is at least that
                .filter(other -> distance(name, other) <= limit && !other.equals(name))
                .min(Comparator.<String>comparingInt(other -> distance(name, other)).thenComparing(Comparator.naturalOrder()))
                .map(other -> "did you mean \"" + other + "\"?").orElse("");
    }

    /** Edits between two words: insertions, deletions, replacements and swaps of neighbours. */
    static int distance(String a, String b) {
        var edits = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) edits[i][0] = i;
        for (int j = 0; j <= b.length(); j++) edits[0][j] = j;
        for (int i = 1; i <= a.length(); i++) {
            for (int j = 1; j <= b.length(); j++) {
                int replaced = edits[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                edits[i][j] = Math.min(replaced, 1 + Math.min(edits[i - 1][j], edits[i][j - 1]));
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    edits[i][j] = Math.min(edits[i][j], edits[i - 2][j - 2] + 1);
                }
            }
        }
        return edits[a.length()][b.length()];
    }
}
