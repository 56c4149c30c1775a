package owlboard.config.file;

import owlboard.config.Configuration.SourceFile;
import owlboard.config.Place;
import owlboard.config.block.Reading;
import owlboard.config.directive.MediaTypes;
import owlboard.config.language.Lexer;
import owlboard.config.language.Refusal;
import owlboard.config.language.Syntax.Node;
import owlboard.config.language.Utf8;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads the main file and puts the content of included files in the place of each {@code include}. */
final class Includes {
    private static final int DEEPEST = 64;

    private final Config.Source source;
    private final Reading reading;
    private final String text;
    private final List<SourceFile> files = new ArrayList<>();

    /** @param text what stands in for the main file's content; null: the file is read */
    Includes(Config.Source source, Reading reading, String text) {
        this.source = source;
        this.reading = reading;
        this.text = text;
    }

    /**
     * All top-level directives: those of the command line, then those of the file, which is given its {@code http} block if it has none
     * around it.
     */
    public List<Node> read() throws IOException {
        var nodes = new ArrayList<Node>(tree(Lexer.COMMAND_LINE, source.globals()));
        var main = followed(text == null ? parse(source.name(), source.main()) : parse(source.name(), text), 0);
        nodes.addAll(StockImage.isBare(main) ? followed(StockImage.around(main), 0) : main);
        return nodes;
    }

    /** Every file read so far, in order. */
    public List<SourceFile> files() {
        return List.copyOf(files);
    }

    private List<Node> tree(String name, String text) {
        var lexer = new Lexer(name, text);
        var tree = lexer.tree();
        if (lexer.problem() != null) reading.breakOff(lexer.problem());
        return tree;
    }

    private List<Node> parse(String name, Path file) throws IOException {
        if (Files.isDirectory(file)) throw new FileSystemException(file.toString(), null, "is a folder; name a file of nginx's language");
        return parse(name, Files.readString(file, StandardCharsets.ISO_8859_1));
    }

    private List<Node> parse(String name, String text) {
        if (files.stream().noneMatch(known -> known.name().equals(name))) files.add(new SourceFile(name, text));
        return tree(name, text);
    }

    private List<Node> followed(List<Node> nodes, int depth) {
        if (nodes.stream().allMatch(node -> node.block() == null && !node.name().equals("include"))) return nodes;
        var all = new ArrayList<Node>();
        for (var node : nodes) {
            if (node.name().equals("include")) all.addAll(include(node, depth));
            else if (node.block() == null) all.add(node);
            else all.add(new Node(node.place(), node.name(), node.args(), within(node, depth), node.end()));
        }
        return all;
    }

    private List<Node> within(Node block, int depth) {
        var lines = followed(block.block(), depth);
        return block.name().equals("upstream") ? stated(lines) : lines;
    }

    /** Behind {@code state FILE} of an {@code upstream} stand the servers that the file keeps; there may be none yet. */
    private List<Node> stated(List<Node> lines) {
        var all = new ArrayList<Node>();
        for (var line : lines) {
            all.add(line);
            if (!line.name().equals("state") || line.block() != null || line.args().size() != 1) continue;
            try {
                all.addAll(servers(line));
            } catch (Refusal refusal) {
                reading.breakOff(refusal);
            } catch (InvalidPathException notAName) {
                reading.breakOff(new Refusal(line.place(), "open() \"" + notAName.getInput() + "\" failed (2: No such file or directory)",
                        notAName.getReason()));
            }
        }
        return all;
    }

    private List<Node> servers(Node state) throws Refusal {
        var name = Utf8.decode(state.args().getFirst());
        var file = source.paths().apply(name);
        if (!Files.exists(file)) return List.of();
        var nodes = file(state.place(), name, file, DEEPEST - 1);
        for (var node : nodes) {
            if (node.name().equals("server") && node.block() == null) continue;
            throw new Refusal(node.place(), '"' + node.name() + "\" directive is not allowed here",
                    "the file of \"state\" keeps servers alone");
        }
        return nodes;
    }

    private List<Node> include(Node node, int depth) {
        try {
            return included(node, depth);
        } catch (Refusal refusal) {
            reading.breakOff(refusal);
        } catch (InvalidPathException notAName) {
            reading.breakOff(new Refusal(node.place(), "open() \"" + notAName.getInput() + "\" failed (2: No such file or directory)",
                    notAName.getReason()));
        }
        return List.of();
    }

    private List<Node> included(Node include, int depth) throws Refusal {
        if (include.block() != null) throw new Refusal(include.place(), "directive \"include\" is not terminated by \";\"");
        if (include.args().size() != 1) throw new Refusal(include.place(), "invalid number of arguments in \"include\" directive");
        if (depth == DEEPEST) throw new Refusal(include.place(), "too many nested includes", "does a file include itself?");
        var written = Utf8.decode(include.args().getFirst());
        boolean absolute = written.startsWith("/");
        int slash = source.name().lastIndexOf('/');
        var name = absolute ? written : source.name().substring(0, slash + 1) + written;
        var nodes = new ArrayList<Node>();
        if (Glob.isGlob(written)) {
            int fixed = Glob.fixedLength(written);
            var folder = absolute ? source.paths().apply(written.substring(0, Math.max(1, fixed))) : source.main().toAbsolutePath()
                    .getParent().resolve(written.substring(0, fixed));
            var shown = name.substring(0, name.length() - written.length() + fixed);
            for (var match : Glob.matches(folder, written.substring(fixed))) {
                nodes.addAll(file(include.place(), shown + match, folder.resolve(match), depth));
            }
        } else {
            var file = absolute ? source.paths().apply(written) : source.main().toAbsolutePath().getParent().resolve(written);
            nodes.addAll(file(include.place(), name, file, depth));
        }
        return nodes;
    }

    private List<Node> file(Place place, String name, Path file, int depth) throws Refusal {
        try {
            return followed(parse(name, file), depth + 1);
        } catch (NoSuchFileException missing) {
            var params = StockParams.named(name);
            if (params != null) {
                reading.warn(place, "include", '"' + name + "\" is missing: the built-in parameters stand in for it");
                return tree(name, params);
            }
            if (!name.endsWith("mime.types")) throw new Refusal(place, "open() \"" + name + "\" failed (2: No such file or directory)");
            reading.warn(place, "include", '"' + name + "\" is missing: the built-in table of media types stands in for it");
            return tree("mime.types", MediaTypes.asBlock());
        } catch (AccessDeniedException denied) {
            throw new Refusal(place, "open() \"" + name + "\" failed (13: Permission denied)");
        } catch (IOException broken) {
            var reason = Files.isDirectory(file) ? "21: Is a directory" : String.valueOf(broken.getMessage());
            throw new Refusal(place, "pread() \"" + name + "\" failed (" + reason + ')');
        }
    }
}
