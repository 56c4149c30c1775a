package owlboard.lint.look;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import owlboard.config.Configuration.SourceFile;
import owlboard.config.language.Syntax.Node;

/**
 * One configuration: a main file with what it includes, and the configurations that it passes requests to, as far as they are known.
 * {@code ports}: host ports that its listen ports are published on, or their own; empty: not known.
 */
public final class Conf {
    private final String name;
    private final Block main;
    private final List<SourceFile> files;
    private final List<Conf> behind = new ArrayList<>();
    private final List<Conf> before = new ArrayList<>();
    private final String nginxVersion;
    private List<Integer> ports = List.of();

    /** {@code nginxVersion}: which nginx runs it, {@code 1.27.0}; empty: nobody said. */
    public Conf(String name, List<Node> nodes, List<SourceFile> files, String nginxVersion) {
        this.name = name;
        this.nginxVersion = nginxVersion;
        this.files = List.copyOf(files);
        main = new Block(null, null, nodes);
    }

    /** How messages name its main file. */
    public String name() {
        return name;
    }

    public Block main() {
        return main;
    }

    public List<SourceFile> files() {
        return files;
    }

    /** Those that it passes requests to. */
    public List<Conf> behind() {
        return behind;
    }

    public List<Conf> before() {
        return before;
    }

    public List<Integer> ports() {
        return ports;
    }

    public String nginxVersion() {
        return nginxVersion;
    }

    /** Says that requests go on to {@code next}. */
    public void passesTo(Conf next) {
        behind.add(next);
        next.before.add(this);
    }

    public void publishedOn(List<Integer> hostPorts) {
        ports = List.copyOf(hostPorts);
    }

    public Stream<Block> servers() {
        return main.all("server").filter(block -> block.node().block() != null && block.around().is("http"));
    }

    public Stream<Block> locations() {
        return main.all("location");
    }

    public Stream<Block> upstreams() {
        return main.all("upstream").filter(block -> block.within("stream") == null);
    }

    /** The group of this name; null: there is none, so that it is a host. */
    public Block upstream(String group) {
        return upstreams().filter(block -> block.args().contains(group)).findFirst().orElse(null);
    }

    /** The group that a {@code proxy_pass} leads to; null: a host, or a variable. */
    public Block group(Block.Use pass) {
        return upstream(host(pass.arg(0)));
    }

    /** The name, with its port, of {@code http://name:port/path}. What begins with a slash by itself, as $request_uri, is of the path. */
    public static String host(String url) {
        var rest = url.replaceFirst("^[a-z]+://", "").replaceFirst("(?<=.)\\$\\{?(request_uri|uri|document_uri)\\b", "/");
        int slash = rest.indexOf('/');
        return slash < 0 ? rest : rest.substring(0, slash);
    }

    /** What follows the host of {@code http://host/path}; empty: nothing. */
    public static String uri(String url) {
        var rest = url.replaceFirst("^[a-z]+://", "");
        int slash = rest.indexOf('/');
        return slash < 0 ? "" : rest.substring(slash);
    }
}
