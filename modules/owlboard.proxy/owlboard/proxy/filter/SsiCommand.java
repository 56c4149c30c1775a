package owlboard.proxy.filter;

import java.util.ArrayList;
import java.util.List;

/**
 * A command of a page, {@code <!--# name key="value" -->}, read byte by byte from behind its {@code #}. A broken one goes on to the next
 * {@code -->} as well.
 */
final class SsiCommand {
    private static final int NAME_MAX = 32;

    /** A command cannot be done: the page says so in its place. */
    static final class Wrong extends Exception {
        private static final long serialVersionUID = 1;

        Wrong(String reason) {
            super(reason, null, false, false);
        }
    }

    record Parameter(String name, String value) {
        @Override
        public String toString() {
            return ' ' + name + "=\"" + value + '"';
        }
    }

    private enum State {
        BEFORE_NAME, NAME, BEFORE_KEY, KEY, BEFORE_EQUALS, BEFORE_VALUE, VALUE, ESCAPED, BEHIND_VALUE, END, END2,
        BROKEN, BROKEN_END, BROKEN_END2
    }

    private final long valueMax;
    private State state = State.BEFORE_NAME;
    private final StringBuilder word = new StringBuilder();
    private char quote;
    private String key = "";
    /** Null: it is not known yet. */
    String name = "";
    final List<Parameter> parameters = new ArrayList<>();
    /** What is wrong with it; null while nothing is. */
    String problem;

    SsiCommand(long valueMax) {
        this.valueMax = valueMax;
    }

    /** Takes one more byte; true behind the end. */
    boolean take(byte b) {
        char c = (char) (b & 0xff);
        boolean space = c == ' ' || c == '\t' || c == '\r' || c == '\n';
        switch (state) {
            case BEFORE_NAME -> {
                if (!space) begin(State.NAME, c);
            }
            case NAME -> name(c, space);
            case BEFORE_KEY -> {
                if (c == '-') state = State.END;
                else if (!space) begin(State.KEY, c);
            }
            case KEY -> key(c, space);
            case BEFORE_EQUALS -> {
                if (c == '=') state = State.BEFORE_VALUE;
                else if (!space) unexpected(c, "after \"" + key + "\" parameter");
            }
            case BEFORE_VALUE -> beforeValue(c, space);
            case VALUE -> value(c);
            case ESCAPED -> {
                state = State.VALUE;
                add(c);
            }
            case BEHIND_VALUE -> {
                if (c == '-') state = State.END;
                else if (space) state = State.BEFORE_KEY;
                else unexpected(c, "after \"" + parameters.getLast().value() + "\" value of \"" + key + "\" parameter");
            }
            case END -> {
                if (c == '-') state = State.END2;
                else unexpected(c, "");
            }
            case END2 -> {
                if (c == '>') return true;
                unexpected(c, "");
            }
            case BROKEN -> {
                if (c == '-') state = State.BROKEN_END;
            }
            case BROKEN_END -> state = c == '-' ? State.BROKEN_END2 : State.BROKEN;
            case BROKEN_END2 -> {
                if (c == '>') return true;
                if (c != '-') state = State.BROKEN;
            }
        }
        return false;
    }

    private void begin(State next, char c) {
        word.setLength(0);
        word.append(c);
        state = next;
    }

    private void name(char c, boolean space) {
        if (!space && c != '-') {
            if (word.length() == NAME_MAX) broken("the \"" + word + c + "...\" SSI command is too long");
            else word.append(c);
            return;
        }
        name = word.toString();
        state = space ? State.BEFORE_KEY : State.END;
    }

    private void key(char c, boolean space) {
        if (!space && c != '=' && c != '-') {
            if (word.length() == NAME_MAX) broken("too long \"" + word + c + "...\" parameter in \"" + name + "\" SSI command");
            else word.append(c);
            return;
        }
        key = word.toString();
        if (c == '-') unexpected(c, "after \"" + key + "\" parameter");
        else state = space ? State.BEFORE_EQUALS : State.BEFORE_VALUE;
    }

    private void beforeValue(char c, boolean space) {
        if (space) return;
        if (c != '"' && c != '\'') {
            unexpected(c, "before value of \"" + key + "\" parameter");
            return;
        }
        quote = c;
        word.setLength(0);
        state = State.VALUE;
    }

    private void value(char c) {
        if (c == quote) {
            parameters.add(new Parameter(key, word.toString()));
            state = State.BEHIND_VALUE;
            return;
        }
        if (c == '\\') state = State.ESCAPED;
        add(c);
    }

    private void add(char c) {
        if (word.length() < valueMax) word.append(c);
        else broken("too long \"" + word + c + "...\" value of \"" + key + "\" parameter in \"" + name + "\" SSI command");
    }

    private void unexpected(char c, String where) {
        broken("unexpected \"" + c + "\" symbol " + where + (where.isEmpty() ? "" : " ") + "in \"" + name + "\" SSI command");
        if (c == '-') state = State.BROKEN_END;
    }

    private void broken(String what) {
        problem = what;
        state = State.BROKEN;
    }

    /** As it stood, but for its spaces. */
    String text() {
        var out = new StringBuilder("<!--#").append(name);
        for (var parameter : parameters) out.append(parameter);
        return out.append(" -->").toString();
    }
}
