package owlboard.standins.redis.data;

/**
 * Patterns of KEYS, SCAN and PSUBSCRIBE: {@code *}, {@code ?}, {@code [a-z]}, {@code [^a]}, {@code \} before a literal. Time: pattern times
 * text.
 */
public final class Glob {
    private Glob() {}

    public static boolean matches(String pattern, String text) {
        int p = 0;
        int t = 0;
        int star = -1;
        int resume = 0;
        while (t < text.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                resume = t;
                continue;
            }
            int next = p < pattern.length() ? one(pattern, p, text.charAt(t)) : -1;
            if (next >= 0) {
                p = next;
                t++;
            } else if (star >= 0) {
                p = star + 1;
                t = ++resume;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') p++;
        return p == pattern.length();
    }

    /** Where the pattern goes on when its element at {@code p} takes this char; -1 when it does not. */
    private static int one(String pattern, int p, char c) {
        return switch (pattern.charAt(p)) {
            case '?' -> p + 1;
            case '[' -> set(pattern, p + 1, c);
            case '\\' -> {
                int literal = p + 1 < pattern.length() ? p + 1 : p;
                yield pattern.charAt(literal) == c ? literal + 1 : -1;
            }
            default -> pattern.charAt(p) == c ? p + 1 : -1;
        };
    }

    private static int set(String pattern, int p, char c) {
        boolean not = p < pattern.length() && pattern.charAt(p) == '^';
        if (not) p++;
        boolean in = false;
        while (p < pattern.length() && pattern.charAt(p) != ']') {
            if (pattern.charAt(p) == '\\' && p + 1 < pattern.length()) p++;
            char low = pattern.charAt(p++);
            char high = low;
            if (p + 1 < pattern.length() && pattern.charAt(p) == '-' && pattern.charAt(p + 1) != ']') {
                high = pattern.charAt(p + 1);
                p += 2;
            }
            in |= Math.min(low, high) <= c && c <= Math.max(low, high);
        }
        if (in == not) return -1;
        return Math.min(p + 1, pattern.length());
    }
}
