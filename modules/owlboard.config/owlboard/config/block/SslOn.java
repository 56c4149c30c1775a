package owlboard.config.block;

import owlboard.config.Server;
import owlboard.config.directive.Ssl;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** {@code ssl on}: of the default server of an address it holds for the address, as if its {@code listen} said so. */
final class SslOn {
    private SslOn() {}

    static List<Server> applied(List<Server> servers) {
        var standard = new HashMap<String, Server>();
        keep(servers, standard, true);
        keep(servers, standard, false);
        return servers.stream().map(server -> server.level().get(Ssl.SSL).isOn() ? speaking(server, standard) : server).toList();
    }

    private static void keep(List<Server> servers, Map<String, Server> standard, boolean explicit) {
        for (var server : servers) {
            for (var listen : server.listens()) {
                if (listen.defaultServer() || !explicit) standard.putIfAbsent(Listening.address(listen), server);
            }
        }
    }

    private static Server speaking(Server server, Map<String, Server> standard) {
        return server.with(server.listens().stream()
                .map(listen -> standard.get(Listening.address(listen)) == server ? listen.withSsl() : listen).toList());
    }
}
