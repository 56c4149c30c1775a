package owlboard.config.language;

import java.util.OptionalLong;

/** Numbers with units as nginx writes them. Empty: not one. */
public final class Units {
    private static final String ORDER = "yMwdhms";
    private static final long[] SECONDS = {31_536_000, 2_592_000, 604_800, 86_400, 3_600, 60, 1};

    private Units() {}

    /** Bytes: {@code 512}, {@code 8k}, {@code 10M}, {@code 1g}. */
    public static OptionalLong size(String text) {
        if (text.isEmpty()) return OptionalLong.empty();
        var shift = switch (text.charAt(text.length() - 1)) {
            case 'k', 'K' -> 10;
            case 'm', 'M' -> 20;
            case 'g', 'G' -> 30;
            default -> 0;
        };
        var number = number(shift == 0 ? text : text.substring(0, text.length() - 1));
        return number.isEmpty() || number.getAsLong() > Long.MAX_VALUE >> shift ? OptionalLong.empty()
                : OptionalLong.of(number.getAsLong() << shift);
    }

    /**
     * Milliseconds: {@code 30s}, {@code 500ms}, {@code 1h30m}; a bare number is seconds. Months and years are too long to count in
     * milliseconds, as in nginx.
     */
    public static OptionalLong millis(String text) {
        return time(text, true);
    }

    /** Seconds: {@code 60}, {@code 10d}, {@code 1y}, {@code 1h30m}. */
    public static OptionalLong seconds(String text) {
        return time(text, false);
    }

    /** Digits alone. */
    public static OptionalLong number(String text) {
        if (text.isEmpty() || text.length() > 18) return OptionalLong.empty();
        for (int i = 0; i < text.length(); i++) if (!isDigit(text.charAt(i))) return OptionalLong.empty();
        return OptionalLong.of(Long.parseLong(text));
    }

    private static OptionalLong time(String text, boolean inMillis) {
        long total = 0;
        int step = inMillis ? ORDER.indexOf('w') - 1 : -1;  // units go from long to short, each once
        int at = 0;
        while (at < text.length()) {
            int from = at;
            while (at < text.length() && isDigit(text.charAt(at))) at++;
            var number = number(text.substring(from, at));
            if (number.isEmpty()) return OptionalLong.empty();
            long scale;
            if (at == text.length()) {
                scale = inMillis ? 1000 : 1;
            } else if (text.startsWith("ms", at)) {
                if (!inMillis || step >= ORDER.length()) return OptionalLong.empty();
                step = ORDER.length();
                scale = 1;
                at += 2;
            } else {
                int unit = ORDER.indexOf(text.charAt(at++));
                if (unit <= step || unit < 0) return OptionalLong.empty();
                step = unit;
                scale = SECONDS[unit] * (inMillis ? 1000 : 1);
            }
            while (at < text.length() && text.charAt(at) == ' ') at++;
            if (number.getAsLong() > (Long.MAX_VALUE - total) / scale) return OptionalLong.empty();
            total += number.getAsLong() * scale;
        }
        return text.isEmpty() ? OptionalLong.empty() : OptionalLong.of(total);
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
