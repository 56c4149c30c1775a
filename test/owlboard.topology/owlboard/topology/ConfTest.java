package owlboard.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import owlboard.config.file.Config;
import owlboard.config.ConfigException;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The configuration files of the image. */
class ConfTest {
    private final Path conf = Path.of(System.getProperty("owlboard.image"), "conf");

    @Test void theTopologyHasTheSeventeenRolesOfTheSeed() throws Exception {
        var plan = Plan.read(conf.resolve("topology.conf"), new Plan.Changes(null, null, 0, Map.of()));
        assertEquals(List.of("load_balancer", "api_gateway_1", "api_gateway_2", "api_gateway_3", "api_gateway_4",
                "user_service", "canvas_service", "chat_service", "comments_service", "nextjs_frontend", "mobile_frontend",
                "mysql_db", "postgres_db", "mongo_db", "redis_db", "rabbitmq", "certs"), plan.roles().stream().map(Role::name).toList());
        assertEquals(List.of(new Role.Publish(8000, 80), new Role.Publish(9000, 9000)), plan.roles().getFirst().publish());
    }

    @Test void theBalancersConfigurationIsAccepted() throws Exception {
        assertEquals(1, load("lb.conf"));
    }

    @Test void theGatewaysConfigurationIsAccepted() throws Exception {
        assertEquals(4, load("gateway.conf"));
    }

    @Test void theFrontEndsConfigurationsAreAccepted() throws Exception {
        assertEquals(1, load("desktop.conf"));
        assertEquals(1, load("mobile.conf"));
    }

    /** How many upstreams it has. */
    private int load(String name) throws Exception {
        try {
            return Config.load(Config.Source.of(conf.resolve(name))).http().upstreams().size();
        } catch (ConfigException refused) {
            throw new AssertionError(refused.getMessage());
        }
    }
}
