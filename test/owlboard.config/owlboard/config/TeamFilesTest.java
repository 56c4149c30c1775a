package owlboard.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import owlboard.config.Location.Content;
import owlboard.config.directive.Proxy;
import owlboard.config.directive.Upstreams;
import owlboard.config.file.Config;

/** The OwlBoard team's own two files, where they lie beside the project. */
class TeamFilesTest {
    private static final Path SHARED = Path.of(System.getProperty("owlboard.shared", "../shared")).resolve("owlboard");

    @Test
    void loadsTheLoadBalancer() throws Exception {
        var configuration = load("load_balancer_nginx.conf");
        var http = configuration.http();
        assertEquals(List.of(80, 9000), http.servers().stream().map(server -> server.listens().getFirst().port()).toList());
        assertEquals(4, http.upstreams().getFirst().peers().size());
        assertEquals(64, http.upstreams().getFirst().level().get(Upstreams.KEEPALIVE));
        assertEquals(1, http.cachePaths().size());
    }

    @Test
    void loadsTheGateway() throws Exception {
        var http = load("api_gateway_nginx.conf").http();
        assertTrue(http.upstreams().size() >= 4);
        var secured = http.servers().stream().flatMap(server -> server.locations().stream())
                .filter(location -> location.content() instanceof Content.Proxy proxy && proxy.secure()).toList();
        assertTrue(secured.size() >= 4);
        for (var location : secured) {
            assertTrue(location.level().get(Proxy.PASSING.tls.verify));
            assertEquals(2, location.level().get(Proxy.PASSING.tls.verifyDepth));
        }
    }

    private static Configuration load(String name) throws Exception {
        var file = SHARED.resolve(name);
        assumeTrue(Files.exists(file), "the team's files are not here");
        return Config.load(new Config.Source(file, name, path -> Path.of("/nowhere" + path), "", true));
    }
}
