package owlboard.topology;

import owlboard.config.language.Syntax.Node;

import java.util.List;

/**
 * A tree of directives as text again. Each directive ends on the line that it came from, so that errors in the text name the lines of the
 * file that was read.
 */
final class ConfText {
    private final StringBuilder text = new StringBuilder();
    private int line = 1;

    private ConfText() {}

    static String of(List<Node> nodes) {
        var written = new ConfText();
        written.write(nodes);
        return written.text.append('\n').toString();
    }

    private void write(List<Node> nodes) {
        for (var node : nodes) {
            goTo(node.place().line());
            word(node.name());
            node.args().forEach(this::word);
            if (node.block() == null) {
                text.append(';');
                continue;
            }
            text.append('{');
            write(node.block());
            goTo(node.end().line());
            text.append('}');
        }
    }

    /** Two directives may share a line, and an added one shares that of its neighbour. */
    private void goTo(int wanted) {
        while (line < wanted) {
            text.append('\n');
            line++;
        }
    }

    private void word(String word) {
        text.append(" \"");
        for (char c : word.toCharArray()) {
            switch (c) {
                case '\n' -> text.append("\\n");
                case '"', '\\' -> text.append('\\').append(c);
                default -> text.append(c);
            }
        }
        text.append('"');
    }
}
