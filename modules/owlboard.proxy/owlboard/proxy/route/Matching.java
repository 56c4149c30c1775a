package owlboard.proxy.route;

import owlboard.config.Regex;
import owlboard.proxy.listen.Exchange;

/** Applies a regular expression of the configuration and leaves its captures to the exchange. Linear steps are not promised by the JDK: the text is bounded by the size of a head. */
public final class Matching {
    private Matching() {}

    public static boolean find(Exchange exchange, Regex regex, String text) {
        var matcher = regex.pattern().matcher(text);
        boolean found;
        try {
            found = matcher.find();
        } catch (StackOverflowError tooDeep) {
            throw new IllegalStateException("the regular expression " + regex.source() + " overflows the stack on a text of " + text.length() + " bytes", tooDeep);
        }
        if (!found) return false;
        exchange.captures = matcher;
        for (var named : regex.named().values()) {
            var value = matcher.group(named.group());
            exchange.define(named.slot(), value == null ? "" : value);
        }
        return true;
    }
}
