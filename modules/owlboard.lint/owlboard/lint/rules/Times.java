package owlboard.lint.rules;

import owlboard.config.language.Units;

/** Times and sizes, to be compared; what nginx would refuse compares as nothing said. */
final class Times {
    private Times() {}

    /** 0 where it is no time. */
    static long millis(String text) {
        return Units.millis(text).orElse(0);
    }

    /** 0 is no limit: {@code Long.MAX_VALUE}, as is what is no size. */
    static long bytes(String text) {
        long bytes = Units.size(text).orElse(0);
        return bytes == 0 ? Long.MAX_VALUE : bytes;
    }
}
