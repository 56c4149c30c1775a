package owlboard.config.block;

import owlboard.config.Syntax.Node;
import owlboard.config.directive.Context;
import owlboard.config.directive.Directives;
import owlboard.config.language.Lexer;

import java.util.ArrayList;
import java.util.List;

/** What nginx's own image puts around a file of {@code conf.d}. */
final class StockImage {
    private static final String NAME = "stock nginx.conf";
    private static final String MAIN = """
            worker_processes auto;
            error_log /var/log/nginx/error.log notice;
            pid /var/run/nginx.pid;
            events { worker_connections 1024; }
            """;
    private static final String HTTP = """
            include /etc/nginx/mime.types;
            default_type application/octet-stream;
            log_format main '$remote_addr - $remote_user [$time_local] "$request" '
                            '$status $body_bytes_sent "$http_referer" '
                            '"$http_user_agent" "$http_x_forwarded_for"';
            access_log /var/log/nginx/access.log main;
            sendfile on;
            keepalive_timeout 65;
            """;

    private StockImage() {}

    /** Whether the file stands inside {@code http}: something in it belongs there, and nothing belongs only outside. */
    static boolean isBare(List<Node> nodes) {
        boolean inside = false;
        for (var node : nodes) {
            boolean main = Directives.find(node.name(), Context.MAIN) != null;
            boolean http = Directives.find(node.name(), Context.HTTP) != null;
            if (main && !http) return false;
            inside |= http && !main;
        }
        return inside;
    }

    /** The file inside the image's {@code http} block; a default of the image gives way to the file's own setting. */
    static List<Node> around(List<Node> nodes) {
        var inside = new ArrayList<Node>();
        for (var node : new Lexer(NAME, HTTP).tree()) {
            boolean overridden = nodes.stream().anyMatch(own -> own.name().equals(node.name())
                    && (!node.name().equals("log_format") || !own.args().isEmpty() && own.args().getFirst().equals("main")));
            boolean needed = !node.name().equals("include") || nodes.stream().noneMatch(own -> own.name().equals("types"));
            if (needed && !overridden) inside.add(node);
        }
        inside.addAll(nodes);
        var all = new ArrayList<>(new Lexer(NAME, MAIN).tree());
        var place = nodes.getFirst().place();
        all.add(new Node(place, "http", List.of(), inside, nodes.getLast().end()));
        return all;
    }
}
