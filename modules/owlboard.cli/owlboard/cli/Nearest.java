package owlboard.cli;

import java.util.List;

/** "Did you mean": the known word that a mistyped one was most likely meant to be. */
final class Nearest {
    private Nearest() {}

    /** Null when none is near: more than a third of the letters (at least one) would have to change. */
    static String of(String typed, List<String> known) {
        String nearest = null;
        int allowed = Math.max(1, typed.length() / 3);
        for (var word : known) {
            int distance = distance(typed, word);
            if (distance <= allowed) {
                nearest = word;
                allowed = distance - 1;
            }
        }
        return nearest;
    }

    /** {@code ; did you mean X?} or nothing. */
    static String hint(String typed, List<String> known) {
        var nearest = of(typed, known);
        return nearest == null ? "" : "; did you mean " + nearest + "?";
    }

    /** Letters inserted, removed, replaced, or swapped with their neighbour. */
    private static int distance(String a, String b) {
        int[] beforeLast = new int[b.length() + 1];
        int[] last = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) last[j] = j;
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                row[j] = Math.min(last[j - 1] + change, Math.min(last[j], row[j - 1]) + 1);
                boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                if (swapped) row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
            }
            beforeLast = last;
            last = row;
        }
        return last[b.length()];
    }
}
