package owlboard.tls;

import java.util.regex.Pattern;

/**
 * A certificate's name with a star in its first label, lower case: {@code *.shop.example}, {@code w*.shop.example}. The star stands for
 * letters, digits and hyphens, for one at least where it is alone in its label, and for part of no internationalized label. Source:
 * {@code valid_star} and {@code wildcard_match} of OpenSSL 3; RFC 6125 §6.4.3.
 */
record Star(String before, String behind) {
    /** Two dots behind the star at least, and every label as DNS has them. */
    private static final Pattern VALID =
            Pattern.compile("(?:\\*|\\*-?[a-z0-9](?:[a-z0-9-]*[a-z0-9])?|(?!xn--)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\\*)"
                    + "(?:\\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?){2,}");
    private static final String INTERNATIONAL = "xn--";

    /** Null: it has no star, or none that stands for anything. */
    static Star of(String name) {
        int star = name.indexOf('*');
        return star < 0 || !VALID.matcher(name).matches() ? null : new Star(name.substring(0, star), name.substring(star + 1));
    }

    boolean matches(String name) {
        int end = name.length() - behind.length();
        if (end < before.length() || !name.startsWith(before) || !name.endsWith(behind)) return false;
        var stood = name.substring(before.length(), end);
        boolean alone = before.isEmpty() && behind.startsWith(".");
        if (alone ? stood.isEmpty() : stood.startsWith(INTERNATIONAL)) return false;
        return stood.equals("*") || stood.chars().allMatch(c -> c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-');
    }
}
