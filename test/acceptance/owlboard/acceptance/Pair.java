package owlboard.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Both tiers and nothing behind them: one load balancer, one gateway under all four names, and a test's own ends in the services' places.
 */
final class Pair implements AutoCloseable {
    final Background balancer;
    final Background gateway;

    /** @param services lines of the endpoint directory */
    Pair(Path folder, Path lbConf, Path gatewayConf, String services) throws Exception {
        Image.here("certs", "init", "--dir", folder.resolve("certs").toString()).exits(0);
        gateway = gateway(folder, gatewayConf, services);
        try {
            var names = new StringBuilder();
            for (int i = 1; i <= 4; i++) {
                names.append("api_gateway_").append(i).append(":80 127.0.0.1:").append(gateway.port(80)).append('\n');
            }
            var endpoints = Folders.write(folder, "lb.endpoints", names.toString());
            balancer = Background.role(folder, "lb", "--conf", lbConf.toString(), "--root",
                    root(folder, "load_balancer", "root-lb").toString(), "--publish", "0:80", "--publish", "0:9000",
                    "--endpoints", endpoints.toString(), "--console-logs");
        } catch (Exception | AssertionError failed) {
            gateway.close();
            throw failed;
        }
    }

    /** A gateway alone; its certificates are those in the folder {@code certs}. */
    static Background gateway(Path folder, Path conf, String services) throws Exception {
        var endpoints = Folders.write(folder, "gateway.endpoints", services);
        return Background.role(folder, "gateway", "--id", "1", "--conf", conf.toString(), "--root",
                root(folder, "api_gateway", "root-gateway").toString(), "--publish", "0:80", "--publish", "0:443",
                "--endpoints", endpoints.toString(), "--console-logs");
    }

    /** Where the team's containers mount certificates, as links into the authority's folder. */
    private static Path root(Path folder, String service, String name) throws IOException {
        var root = folder.resolve(name);
        for (var sub : new String[] {"etc/ssl/certs", "etc/ssl/private", "var/log/nginx", "var/cache/nginx"}) {
            Files.createDirectories(root.resolve(sub));
        }
        var certs = folder.resolve("certs");
        link(root.resolve("etc/ssl/certs/ca.crt"), certs.resolve("ca/ca.crt"));
        for (var end : new String[] {"server", "client"}) {
            link(root.resolve("etc/ssl/certs/" + end + ".crt"), certs.resolve(service + "/" + end + ".crt"));
            link(root.resolve("etc/ssl/private/" + end + ".key"), certs.resolve(service + "/" + end + ".key"));
        }
        return root;
    }

    private static void link(Path link, Path target) throws IOException {
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, target);
    }

    int desktop() {
        return balancer.port(80);
    }

    int mobile() {
        return balancer.port(9000);
    }

    @Override public void close() {
        balancer.close();
        gateway.close();
    }
}
