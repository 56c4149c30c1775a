package owlboard.config.file;

import owlboard.config.directive.Directives;
import owlboard.config.language.Context;
import owlboard.config.language.Lexer;
import owlboard.config.language.Syntax.Node;

import java.util.ArrayList;
import java.util.List;

/** What nginx's own image puts around a file of {@code conf.d}. */
final class StockImage {
    private static final String NAME = "stock nginx.conf";
    private static final String TEXT = """
            worker_processes auto;
            error_log /var/log/nginx/error.log notice;
            events {
                worker_connections 1024;
            }
            http {
                include /etc/nginx/mime.types;
                default_type application/octet-stream;
                log_format main '$remote_addr - $remote_user [$time_local] "$request" '
                                '$status $body_bytes_sent "$http_referer" '
                                '"$http_user_agent" "$http_x_forwarded_for"';
                access_log /var/log/nginx/access.log main;
                sendfile on;
                keepalive_timeout 65;
            }
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
        var all = new ArrayList<Node>();
        for (var outer : new Lexer(NAME, TEXT).tree()) {
            if (!outer.name().equals("http")) {
                all.add(outer);
                continue;
            }
            var inside = new ArrayList<Node>(outer.block().stream().filter(stock -> nodes.stream().noneMatch(own -> replaces(own, stock)))
                    .toList());
            inside.addAll(nodes);
            all.add(new Node(outer.place(), "http", List.of(), inside, nodes.getLast().end()));
        }
        return all;
    }

    private static boolean replaces(Node own, Node stock) {
        return switch (stock.name()) {
            case "log_format" -> own.name().equals("log_format") && !own.args().isEmpty() && own.args().getFirst().equals("main");
            case "include" -> own.name().equals("types");
            default -> own.name().equals(stock.name());
        };
    }
}
