package owlboard.topology;

import owlboard.config.file.Config;
import owlboard.config.language.Syntax.Node;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * What a configuration and its includes say about ports, read without its meaning: enough to publish each port without root and to know
 * how to ask for health. A file that cannot be read gives nothing here; the role itself says what is wrong with it.
 *
 * @param tls    listen port to whether it speaks TLS
 * @param health there is a location for {@code /health}
 */
record Listens(Map<Integer, Boolean> tls, boolean health) {

    static Listens of(Path conf) {
        try {
            var reading = new Reading();
            reading.walk(Config.tree(Config.Source.of(conf), null).nodes());
            return new Listens(reading.tls, reading.health);
        } catch (IOException toldByTheRole) {
            return new Listens(Map.of(), false);
        }
    }

    private static final class Reading {
        private final Map<Integer, Boolean> tls = new TreeMap<>();
        private boolean health;

        void walk(List<Node> nodes) {
            for (var node : nodes) {
                if (node.name().equals("server") && node.block() != null && node.args().isEmpty()) server(node);
                if (node.name().equals("location") && !node.args().isEmpty() && node.args().getLast().equals("/health")) health = true;
                if (node.block() != null) walk(node.block());
            }
        }

        /** {@code 8182}, {@code 8182-8190}; 80 where an address stands alone. */
        private static IntStream ports(String text) {
            if (!text.matches("\\d{1,5}(-\\d{1,5})?")) return IntStream.of(80);
            int dash = text.indexOf('-');
            int last = Integer.parseInt(text.substring(dash + 1));
            return IntStream.rangeClosed(dash < 0 ? last : Integer.parseInt(text.substring(0, dash)), last);
        }

        /** ngx_http_core_module: a server without a listen listens on *:80, or *:8000 when an ordinary user runs it. */
        private void server(Node server) {
            boolean listens = false;
            for (var node : server.block()) {
                if (!node.name().equals("listen") || node.args().isEmpty()) continue;
                listens = true;
                var address = node.args().getFirst();
                if (address.startsWith("unix:")) continue;
                var port = address.substring(address.lastIndexOf(':') + 1);
                ports(port).forEach(number -> tls.merge(number, node.args().contains("ssl"), Boolean::logicalOr));
            }
            if (!listens) tls.putIfAbsent("root".equals(System.getProperty("user.name")) ? 80 : 8000, false);
        }
    }
}
