package owlboard.lint.look;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import owlboard.config.Place;
import owlboard.config.language.Syntax.Node;

/** A block of a file with the blocks around it, or the file itself, which is called {@code main}. */
public final class Block {
    private final Node node;
    private final Block around;
    private final List<Node> nodes;
    private final List<Block> blocks;

    /** A directive and the block that it stands in. */
    public record Use(Block block, Node node) {
        /** False in a named location with {@code health_check}: only probes go there. */
        public boolean carriesRequests() {
            return !(block.is("location") && block.pattern().startsWith("@") && block.has("health_check"));
        }

        /** The argument, {@code ""} where there are fewer. */
        public String arg(int index) {
            return node.args().size() > index ? node.args().get(index) : "";
        }
    }

    Block(Node node, Block around, List<Node> nodes) {
        this.node = node;
        this.around = around;
        this.nodes = nodes;
        var inner = new ArrayList<Block>();
        for (var each : nodes) if (each.block() != null) inner.add(new Block(each, this, each.block()));
        blocks = List.copyOf(inner);
    }

    /** {@code server}, {@code location}, {@code if}, {@code main}. */
    public String name() {
        return node == null ? "main" : node.name();
    }

    public List<String> args() {
        return node == null ? List.of() : node.args();
    }

    /** Null for {@code main}. */
    public Node node() {
        return node;
    }

    public Block around() {
        return around;
    }

    public List<Node> nodes() {
        return nodes;
    }

    public List<Block> blocks() {
        return blocks;
    }

    /** Where it begins; a file's first line for {@code main}. */
    public Place place() {
        return node == null ? nodes.getFirst().place() : node.place();
    }

    public boolean is(String... names) {
        for (var each : names) if (each.equals(name())) return true;
        return false;
    }

    /** Directives of this name that stand in this very block, in order. */
    public List<Node> own(String name) {
        return nodes.stream().filter(each -> each.name().equals(name)).toList();
    }

    public boolean has(String name) {
        return nodes.stream().anyMatch(each -> each.name().equals(name));
    }

    /** Those in force here by nginx's rule: this block's own, or, where it has none, those of the blocks around it. */
    public List<Node> inForce(String name) {
        for (var block = this; block != null; block = block.around) {
            var own = block.own(name);
            if (!own.isEmpty()) return own;
        }
        return List.of();
    }

    /** The block whose directives of this name are in force here; null: there are none. */
    public Block source(String name) {
        for (var block = this; block != null; block = block.around) if (block.has(name)) return block;
        return null;
    }

    /** The first argument of the directive in force; {@code otherwise} where nothing sets it. */
    public String value(String name, String otherwise) {
        var there = inForce(name);
        return there.isEmpty() || there.getLast().args().isEmpty() ? otherwise : there.getLast().args().getFirst();
    }

    public Optional<Node> first(String name) {
        return nodes.stream().filter(each -> each.name().equals(name)).findFirst();
    }

    /** This block and all within it. */
    public Stream<Block> all() {
        return Stream.concat(Stream.of(this), blocks.stream().flatMap(Block::all));
    }

    public Stream<Block> all(String name) {
        return all().filter(block -> block.name().equals(name));
    }

    /** Every directive of these names, here and within; what {@code stream} has under one of them is of no request. */
    public Stream<Use> uses(String... names) {
        var wanted = List.of(names);
        return all().filter(block -> block.within("stream") == null)
                .flatMap(block -> block.nodes.stream().filter(each -> wanted.contains(each.name())).map(each -> new Use(block, each)));
    }

    /** The nearest block of this name, itself or around it; null: none. */
    public Block within(String name) {
        for (var block = this; block != null; block = block.around) if (block.is(name)) return block;
        return null;
    }

    /** {@code =}, {@code ~}, {@code ~*}, {@code ^~} or nothing: a location's. */
    public String modifier() {
        var args = args();
        if (args.size() == 2) return args.getFirst();
        var only = args.isEmpty() ? "" : args.getFirst();
        for (var each : List.of("~*", "^~", "~", "=")) if (only.startsWith(each)) return each;
        return "";
    }

    /** A location's URI or expression. */
    public String pattern() {
        var args = args();
        if (args.size() == 2) return args.get(1);
        return args.isEmpty() ? "" : args.getFirst().substring(modifier().length());
    }

    public boolean isRegex() {
        return modifier().startsWith("~");
    }

    /** As it is written: {@code location = /health}. */
    public String title() {
        return args().isEmpty() ? name() : name() + " " + String.join(" ", args());
    }
}
