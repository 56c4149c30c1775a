package owlboard.config.language;

import owlboard.config.Place;

import java.util.ArrayList;
import java.util.List;

/** Splits a text into directives as nginx does: a quote, a comment or a variable's brace is special only where nginx makes it so. */
public final class Lexer {
    /** nginx reads through a buffer of this size, and no word may be longer. */
    private static final int LONGEST_WORD = 4095;
    private static final char NONE = '\0';

    /** The name of what {@code -g} gave; nginx has its own words for it. */
    public static final String COMMAND_LINE = "command line";

    private final String file;
    private final String text;
    private int at;
    private int line = 1;
    private final List<String> words = new ArrayList<>();
    private Refusal problem;

    public Lexer(String file, String text) {
        this.file = file;
        this.text = text;
    }

    /** Every directive up to the first error of the grammar, which {@link #problem} tells; blocks that are open there end there. */
    public List<Syntax.Node> tree() {
        return nodes(false);
    }

    /** What is wrong with the text as such; null: nothing. Known once the tree is. */
    public Refusal problem() {
        return problem;
    }

    private List<Syntax.Node> nodes(boolean inBlock) {
        var nodes = new ArrayList<Syntax.Node>();
        try {
            read(nodes, inBlock);
        } catch (Refusal refusal) {
            problem = refusal;
        }
        return nodes;
    }

    private void read(List<Syntax.Node> nodes, boolean inBlock) throws Refusal {
        while (problem == null) {
            char end = directive();
            switch (end) {
                case '}' -> {
                    if (!inBlock) throw wrong("unexpected \"}\"");
                    return;
                }
                case NONE -> {
                    if (inBlock) throw wrong("unexpected end of file, expecting \"}\"");
                    return;
                }
                default -> {
                    if (end == '{' && isParameter()) throw wrong("block directives are not supported in -g option");
                    var place = here();
                    var name = words.getFirst();
                    var args = words.size() == 2 ? List.of(words.getLast()) : List.copyOf(words.subList(1, words.size()));
                    var block = end == '{' ? nodes(true) : null;
                    nodes.add(new Syntax.Node(place, name, args, block, block == null ? place : here()));
                }
            }
        }
    }

    /**
     * Reads the words of one directive and returns what ended it: {@code ;}, an opening or a closing brace, or NONE at the end of the text.
     */
    private char directive() throws Refusal {
        words.clear();
        while (true) {
            skipBlanks();
            if (at == text.length()) {
                if (!words.isEmpty()) throw wrong(endExpected());
                return NONE;
            }
            char c = text.charAt(at);
            switch (c) {
                case ';', '{' -> {
                    at++;
                    if (words.isEmpty()) throw wrong("unexpected \"" + c + '"');
                    return c;
                }
                case '}' -> {
                    at++;
                    if (!words.isEmpty()) throw wrong("unexpected \"}\"");
                    return c;
                }
                case '"', '\'' -> {
                    quoted(c);
                    char end = afterQuote();
                    if (end != NONE) return end;
                }
                default -> bare();
            }
        }
    }

    private void skipBlanks() {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '#') {
                while (at < text.length() && text.charAt(at) != '\n') at++;
            } else if (isBlank(c)) {
                if (c == '\n') line++;
                at++;
            } else {
                return;
            }
        }
    }

    private void quoted(char quote) throws Refusal {
        int startLine = line;
        int from = ++at;
        while (at < text.length() && text.charAt(at) != quote) {
            advance();
            if (at - from > LONGEST_WORD) {
                throw new Refusal(new Place(file, startLine), "too long parameter, probably missing terminating \"" + quote
                        + "\" character");
            }
        }
        if (at >= text.length()) {
            throw new Refusal(here(), endExpected(), "the " + quote + " of line " + startLine + " is never closed");
        }
        words.add(unescape(text.substring(from, at)));
        at++;
    }

    /** After a closing quote only a blank, an end or {@code )} may follow. */
    private char afterQuote() throws Refusal {
        if (at == text.length()) return NONE;
        char c = text.charAt(at);
        if (isBlank(c) || c == ')') return NONE;
        at++;
        if (c == ';' || c == '{') return c;
        throw wrong("unexpected \"" + c + '"');
    }

    private void bare() throws Refusal {
        int startLine = line;
        int from = at;
        boolean afterDollar = false;
        while (at < text.length()) {
            char c = text.charAt(at);
            boolean opensVariable = c == '{' && afterDollar;
            if (!opensVariable && (isBlank(c) || c == ';' || c == '{')) break;
            afterDollar = c == '$';
            advance();
            if (at - from > LONGEST_WORD) {
                throw new Refusal(new Place(file, startLine), "too long parameter \"" + text.substring(from, from + 10) + "...\" started");
            }
        }
        if (at >= text.length()) throw wrong(endExpected());
        words.add(unescape(text.substring(from, at)));
    }

    /** One character, or a backslash and the one it protects. */
    private void advance() {
        if (text.charAt(at) == '\\' && at + 1 < text.length()) at++;
        if (text.charAt(at) == '\n') line++;
        at++;
    }

    private static String unescape(String raw) {
        if (raw.indexOf('\\') < 0) return raw;
        var out = new StringBuilder(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            char next = c == '\\' && i + 1 < raw.length() ? raw.charAt(i + 1) : NONE;
            switch (next) {
                case '"', '\'', '\\' -> out.append(next);
                case 't' -> out.append('\t');
                case 'r' -> out.append('\r');
                case 'n' -> out.append('\n');
                default -> {
                    out.append(c);
                    continue;
                }
            }
            i++;
        }
        return out.toString();
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\n';
    }

    private String endExpected() {
        return isParameter() ? "unexpected end of parameter, expecting \";\"" : "unexpected end of file, expecting \";\" or \"}\"";
    }

    private boolean isParameter() {
        return file.equals(COMMAND_LINE);
    }

    private Place here() {
        return new Place(file, isParameter() ? 0 : line);
    }

    private Refusal wrong(String message) {
        return new Refusal(here(), message);
    }
}
