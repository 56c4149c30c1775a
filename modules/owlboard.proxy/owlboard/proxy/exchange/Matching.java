package owlboard.proxy.exchange;

import java.util.regex.Matcher;
import owlboard.config.Regex;
import owlboard.proxy.logfile.ErrorLog;

/**
 * Applies a regular expression of the configuration to what a client sent, and leaves its captures to the exchange. The JDK's matcher may
 * take time without bound, so the looks at characters of one request are counted, as PCRE counts the steps of a match.
 */
public final class Matching {
    /**
     * Characters that the regular expressions of one request may look at, again and again: some 15 ms, ten times that in a process that has
     * just started.
     */
    public static final int STEPS_MAX = 2_000_000;
    /** In place of the steps that are left: nothing matches any more, so that a last answer can be composed. */
    public static final int GIVEN_UP = Integer.MIN_VALUE;
    private static final int SHOWN_MAX = 200;

    private static final Error SPENT = new Spent();

    private Matching() {}

    /**
     * The request is answered with 500. Unchecked: a variable of a {@code map} may be asked for anywhere. Without a stack trace, as it is
     * the text's doing.
     */
    public static final class Exceeded extends RuntimeException {
        private static final long serialVersionUID = 1;

        private Exceeded(String reason, Regex regex, String text) {
            super("pcre2_match() failed: " + reason + " on \"" + shown(text) + "\" using \"" + regex.source() + "\" in " + regex.place(),
                    null, false, false);
        }

        private static String shown(String text) {
            return text.length() <= SHOWN_MAX ? text : text.substring(0, SHOWN_MAX) + "...";
        }
    }

    /** No step is left: ends the JDK's matcher from within. */
    private static final class Spent extends Error {
        private static final long serialVersionUID = 1;

        Spent() {
            super(null, null, false, false);
        }
    }

    /** A text that counts how often it is looked at, and looks at the clock now and then: a process that has just started is slow. */
    private static final class Counted implements CharSequence {
        /** Looks between two looks at the clock; a power of two less one. */
        private static final int CLOCK_MASK = (1 << 15) - 1;
        private static final long MOST_NANOS = 200_000_000;

        private final String text;
        private long untilNanos;
        int left;

        Counted(String text, int left) {
            this.text = text;
            this.left = left;
        }

        @Override
        public char charAt(int index) {
            if (--left < 0 || (left & CLOCK_MASK) == 0 && isLate()) throw SPENT;
            return text.charAt(index);
        }

        private boolean isLate() {
            long now = System.nanoTime();
            if (untilNanos == 0) untilNanos = now + MOST_NANOS;
            if (now - untilNanos < 0) return false;
            left = -1;
            return true;
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.substring(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** Whether it matches; the captures, and the variables of named ones, are the exchange's from now on. */
    public static boolean find(Exchange exchange, Regex regex, String text) {
        var matcher = search(exchange, regex, text);
        if (matcher == null) return false;
        exchange.captures = matcher;
        for (var named : regex.named().values()) {
            var value = matcher.group(named.group());
            exchange.define(named.slot(), value == null ? "" : value);
        }
        return true;
    }

    /** Whether it matches, which leaves the captures as they are. */
    public static boolean matches(Exchange exchange, Regex regex, String text) {
        return search(exchange, regex, text) != null;
    }

    /** Null: it does not match. */
    private static Matcher search(Exchange exchange, Regex regex, String text) {
        if (exchange.regexStepsLeft == GIVEN_UP || !regex.mayMatch(text)) return null;
        var counted = new Counted(text, exchange.regexStepsLeft);
        var matcher = regex.pattern().matcher(counted);
        try {
            return find(matcher, regex, text) ? matcher : null;
        } catch (Exceeded over) {
            if (!exchange.headSent && !exchange.over) throw over;
            exchange.log(ErrorLog.Severity.ERROR, over.getMessage());
            exchange.regexExceeded = true;
            counted.left = GIVEN_UP;
            return null;
        } finally {
            exchange.regexStepsLeft = counted.left;
        }
    }

    /** The same for a text that belongs to no request: the server name of a handshake. @throws Exceeded as above */
    public static boolean find(Regex regex, String text) {
        return regex.mayMatch(text) && find(regex.pattern().matcher(new Counted(text, STEPS_MAX)), regex, text);
    }

    private static boolean find(Matcher matcher, Regex regex, String text) {
        try {
            return matcher.find();
        } catch (Spent limit) {
            throw new Exceeded("-47 (match limit)", regex, text);
        } catch (StackOverflowError tooDeep) {
            throw new Exceeded("-53 (matching depth limit)", regex, text);
        }
    }
}
