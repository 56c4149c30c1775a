package owlboard.config.directive;

import java.util.OptionalLong;
import owlboard.config.Outliers;
import owlboard.config.language.Refusal;
import owlboard.config.language.Units;
import owlboard.config.language.Words;

/** Reads {@code owlboard_outliers on | off | [interval=10s] [requests=50] [failed=20%] [p99=10] [rest=10s]}. */
final class OutliersLine {
    private OutliersLine() {}

    /** Null: off. */
    static Outliers read(Words words) throws Refusal {
        if (words.count() == 1 && words.text().equals("off")) return null;
        long interval = 10_000;
        long requests = 50;
        long failed = 20;
        long factor = 10;
        long rest = 10_000;
        for (int i = 0; i < words.count(); i++) {
            var word = words.text(i);
            var value = word.substring(word.indexOf('=') + 1);
            switch (word.contains("=") ? word.substring(0, word.indexOf('=')) : word) {
                case "on" -> {
                    if (words.count() > 1) throw words.invalidParameter(i);
                }
                case "interval" -> interval = within(words, i, Units.millis(value), 100, 3_600_000);
                case "requests" -> requests = within(words, i, Units.number(value), 1, 1_000_000_000);
                case "failed" -> failed = within(words, i, percent(value), 1, 100);
                case "p99" -> factor = within(words, i, Units.number(value), 2, 1_000_000);
                case "rest" -> rest = within(words, i, Units.millis(value), 1000, 86_400_000);
                default -> throw words.invalidParameter(i);
            }
        }
        return new Outliers(interval, (int) requests, (int) failed, (int) factor, rest);
    }

    private static OptionalLong percent(String value) {
        return value.endsWith("%") ? Units.number(value.substring(0, value.length() - 1)) : OptionalLong.empty();
    }

    private static long within(Words words, int index, OptionalLong value, long least, long most) throws Refusal {
        if (value.isPresent() && value.getAsLong() >= least && value.getAsLong() <= most) return value.getAsLong();
        throw words.invalidParameter(index);
    }
}
