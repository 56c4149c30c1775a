package owlboard.topology;

import java.util.Collection;

/** The known word that was probably meant. */
final class Nearest {
    private Nearest() {}

    /** {@code ; did you mean "x"?}, or nothing when no word is near. */
    static String hint(String typed, Collection<String> known) {
        String nearest = null;
        int allowed = Math.max(1, typed.length() / 3);
        for (var word : known.stream().sorted().toList()) {
            int distance = distance(typed, word);
            if (distance > allowed) continue;
            nearest = word;
            allowed = distance - 1;
        }
        return nearest == null ? "" : "; did you mean \"" + nearest + "\"?";
    }

    private static int distance(String a, String b) {
        var last = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) last[j] = j;
        for (int i = 1; i <= a.length(); i++) {
            var row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = last[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, 1 + Math.min(last[j], row[j - 1]));
            }
            last = row;
        }
        return last[b.length()];
    }
}
