package owlboard.config.language;


import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import owlboard.config.ConfigException;
import owlboard.config.Place;

/** The bare grammar: words, {@code ;} and {@code { }}, without any meaning of directives. */
public final class Syntax {
    private Syntax() {}

    /**
     * One directive. {@code place} is the line that its {@code ;} or <code>{</code> stands on, as nginx counts;
     * {@code block} is null for a directive that ends in {@code ;}; {@code end} is the line of the closing brace, or {@code place} without
     * a block.
     */
    public record Node(Place place, String name, List<String> args, List<Node> block, Place end) {
        public Node {
            args = List.copyOf(args);
            block = block == null ? null : List.copyOf(block);
        }
    }

    /** The tree of one file, read as ISO 8859-1 so that every byte survives. Includes are not followed. */
    public static List<Node> parse(Path file) throws IOException, ConfigException {
        return parse(file.toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
    }

    /** The tree of a text; {@code name} stands in error messages. */
    public static List<Node> parse(String name, String text) throws ConfigException {
        var lexer = new Lexer(name, text);
        var tree = lexer.tree();
        if (lexer.problem() != null) throw new ConfigException(List.of(lexer.problem().getMessage()));
        return tree;
    }
}
