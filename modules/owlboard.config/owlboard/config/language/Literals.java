package owlboard.config.language;

import java.util.ArrayList;
import java.util.List;

/**
 * What every text that matches a PCRE holds, one behind the other: the literals of its outermost sequence. {@code ^/(.*)\.html$} holds
 * {@code /} and then {@code .html}. Says less where it is not sure: nothing for alternatives, for options inside the pattern, for
 * {@code \Q}.
 */
final class Literals {
    private final String source;
    private final List<String> found = new ArrayList<>();
    private final StringBuilder run = new StringBuilder();
    private int at;

    private Literals(String source) {
        this.source = source;
    }

    static List<String> of(String source) {
        var literals = new Literals(source);
        return literals.read() ? List.copyOf(literals.found) : List.of();
    }

    /** False: nothing can be said. */
    private boolean read() {
        while (at < source.length()) {
            char c = source.charAt(at);
            switch (c) {
                case '|', ')' -> {
                    return false;
                }
                case '(' -> {
                    end();
                    if (!skipGroup()) return false;
                }
                case '[' -> {
                    end();
                    skipClass();
                }
                case '\\' -> {
                    if (!escape()) return false;
                }
                case '*', '?', '{' -> quantifier(c);
                case '+' -> {
                    end();
                    at++;
                }
                case '.', '^', '$' -> {
                    end();
                    at++;
                }
                default -> {
                    run.append(c);
                    at++;
                }
            }
        }
        end();
        return true;
    }

    private void end() {
        if (!run.isEmpty()) found.add(run.toString());
        run.setLength(0);
    }

    /** What stands before it may be missing. */
    private void quantifier(char c) {
        if (!run.isEmpty()) run.setLength(run.length() - 1);
        end();
        at++;
        if (c != '{') return;
        while (at < source.length() && (Character.isDigit(source.charAt(at)) || source.charAt(at) == ',')) at++;
        if (source.startsWith("}", at)) at++;
    }

    /** An escaped letter or digit stands for something else than itself. */
    private boolean escape() {
        if (at + 1 == source.length()) return false;
        char c = source.charAt(at + 1);
        at += 2;
        if (!Character.isLetterOrDigit(c)) {
            run.append(c);
            return true;
        }
        end();
        while (Character.isDigit(c) && at < source.length() && Character.isDigit(source.charAt(at))) at++; // of a group's number, or octal
        return "dDsSwWbBAzZhHvVRnrtfN".indexOf(c) >= 0 || c >= '1' && c <= '9';
    }

    /** Groups say nothing; false for {@code (?i)} and its kin, which change what follows, and for what never closes. */
    private boolean skipGroup() {
        if (source.startsWith("(*", at)) return false;
        if (source.startsWith("(?", at) && (at + 2 == source.length() || ":<P'=!>".indexOf(source.charAt(at + 2)) < 0)) return false;
        int depth = 0;
        while (at < source.length()) {
            switch (source.charAt(at)) {
                case '\\' -> {
                    if (source.startsWith("\\Q", at)) return false;
                    at += 2;
                    continue;
                }
                case '[' -> {
                    skipClass();
                    continue;
                }
                case '(' -> depth++;
                case ')' -> depth--;
                default -> {}
            }
            at++;
            if (depth == 0) return true;
        }
        return false;
    }

    private void skipClass() {
        at++;
        if (source.startsWith("^", at)) at++;
        if (source.startsWith("]", at)) at++;
        while (at < source.length() && source.charAt(at) != ']') {
            int posix = source.startsWith("[:", at) ? source.indexOf(":]", at) : -1;
            if (posix > 0) at = posix + 2;
            else at += source.charAt(at) == '\\' ? 2 : 1;
        }
        at++;
    }
}
