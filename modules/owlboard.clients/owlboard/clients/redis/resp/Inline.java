package owlboard.clients.redis.resp;

import java.util.ArrayList;
import java.util.List;

/** A command typed by hand: words between spaces; quotes keep spaces in a word. */
final class Inline {
    private Inline() {}

    static List<String> split(String line) throws ProtocolException {
        var words = new ArrayList<String>();
        int at = 0;
        while (true) {
            while (at < line.length() && isSpace(line.charAt(at))) at++;
            if (at == line.length()) return words;
            var word = new StringBuilder();
            while (at < line.length() && !isSpace(line.charAt(at))) {
                char c = line.charAt(at);
                if (c == '"' || c == '\'') at = quoted(line, at + 1, c, word);
                else {
                    word.append(c);
                    at++;
                }
            }
            words.add(word.toString());
        }
    }

    private static int quoted(String line, int at, char quote, StringBuilder word) throws ProtocolException {
        for (; at < line.length(); at++) {
            char c = line.charAt(at);
            if (c == quote) return at + 1;
            if (c == '\\' && at + 1 < line.length()) c = unescaped(line.charAt(++at), quote);
            word.append(c);
        }
        throw new ProtocolException("unbalanced quotes in request");
    }

    private static char unescaped(char c, char quote) {
        if (quote == '\'') return c;
        return switch (c) {
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> c;
        };
    }

    private static boolean isSpace(char c) {
        return c <= ' ';
    }
}
