package owlboard.config.block;

import owlboard.config.language.Refusal;
import owlboard.config.language.Units;
import owlboard.config.language.Words;

/** {@code name}, {@code name:port}, {@code [v6]:port}, {@code unix:/path}. */
record Addresses(String host, int port) {
    /** Refuses what is no address; {@code where} ends the message, as in {@code invalid port in upstream "a:b"}. */
    static void check(Words words, String text, String where) throws Refusal {
        if (text.startsWith("unix:")) {
            if (text.length() == 5) throw words.refuse("no path in the unix domain socket in " + where);
            return;
        }
        parse(words, text, where);
    }

    /** Where nothing has a usual port. */
    static void checkPort(Words words, String text) throws Refusal {
        boolean bare = !text.startsWith("unix:") && text.indexOf(':', text.indexOf(']') + 1) < 0;
        if (bare) throw words.refuse("no port in upstream \"" + text + '"');
    }

    /** {@code port} is -1 when there is none. */
    static Addresses parse(Words words, String text, String where) throws Refusal {
        if (text.contains("/")) throw words.refuse("invalid host in " + where, "it is an address, not a URL");
        if (text.startsWith("[")) {
            int close = text.indexOf(']');
            if (close < 0) throw words.refuse("invalid host in " + where);
            var after = text.substring(close + 1);
            if (!after.isEmpty() && !after.startsWith(":")) throw words.refuse("invalid port in " + where);
            return new Addresses(text.substring(1, close), after.isEmpty() ? -1 : port(words, after.substring(1), where));
        }
        int colon = text.indexOf(':');
        var host = colon < 0 ? text : text.substring(0, colon);
        if (host.isEmpty()) throw words.refuse("no host in " + where);
        return new Addresses(host, colon < 0 ? -1 : port(words, text.substring(colon + 1), where));
    }

    static int port(Words words, String text, String where) throws Refusal {
        var port = Units.number(text);
        if (port.isEmpty() || port.getAsLong() < 1 || port.getAsLong() > 65535) throw words.refuse("invalid port in " + where);
        return (int) port.getAsLong();
    }
}
