package owlboard.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

class PlacedTest {
    @TempDir Path folder;

    @Test void publishesEveryListenOfAConfiguration() throws Exception {
        Files.writeString(folder.resolve("gateway.conf"), """
                upstream u { server a:1; }
                server { listen 80; listen [::]:80; }
                server { listen 127.0.0.1:443 ssl; listen unix:/x; }
                """);
        var placed = place("role api_gateway_1 { type gateway; conf gateway.conf; listen api_gateway_1:80; }");
        assertEquals(List.of(80, 443), List.copyOf(placed.ports().keySet()));
        assertEquals(List.of("api_gateway_1:80 127.0.0.1:" + placed.ports().get(80),
                "api_gateway_1:443 127.0.0.1:" + placed.ports().get(443), "api_gateway_1:8900 127.0.0.1:" + placed.admin()),
                placed.endpoints());
        assertEquals("http://127.0.0.1:%d https://127.0.0.1:%d".formatted(placed.ports().get(80), placed.ports().get(443)),
                placed.addresses());
        assertEquals(new Health.Tcp(), placed.asked(), "no location for /health");
        assertEquals(placed.ports().get(80), placed.healthPort());
    }

    @Test void asksForHealthWhereThereIsALocationForIt() throws Exception {
        Files.writeString(folder.resolve("lb.conf"), "http { server { listen 8080 default_server; location = /health { return 200; } } }");
        var placed = place("role lb { type lb; conf lb.conf; publish 0:8080; }");
        assertEquals(new Health.Ok("/health"), placed.asked());
        assertEquals("http://localhost:" + placed.ports().get(8080) + " http://127.0.0.1:" + placed.admin(), placed.addresses());
    }

    @Test void followsIncludes() throws Exception {
        Files.createDirectory(folder.resolve("conf.d"));
        Files.writeString(folder.resolve("conf.d/a.conf"), "server { listen 8443 ssl; }\n"
                + "server { listen 80; location /health { return 200; } }");
        Files.writeString(folder.resolve("lb.conf"), "http { include conf.d/*.conf; }");
        var placed = place("role lb { type lb; conf lb.conf; publish 0:80; }");
        assertEquals(List.of(80, 8443), List.copyOf(placed.ports().keySet()));
        assertEquals(List.of(8443), placed.tls());
        assertEquals(new Health.Ok("/health"), placed.asked());
    }

    @Test void prometheusIsToldTheAdministrationPorts() throws Exception {
        Files.writeString(folder.resolve("lb.conf"), "http { server { listen 8080; } }");
        var balancer = place("role lb { type lb; conf lb.conf; publish 0:8080; }");
        var service = place("role user_service { type user; listen user_service:8443; }");
        var state = State.at(folder.resolve("state"));
        state.create();
        Targets.write(state, List.of(balancer, service));
        assertEquals("[{\"targets\": [\"127.0.0.1:" + balancer.admin() + "\"], \"labels\": {\"instance\": \"lb\"}}]\n",
                Files.readString(state.folder().resolve("monitoring/targets.json")));
    }

    @Test void theDirectoryTellsWhatStandsBehindAService() throws Exception {
        var placed = place("role user_service { type user; listen user_service:8443; mtls on; after mysql_db rabbitmq; } "
                + "role mysql_db { type mysql; listen mysql_db:3306; } role rabbitmq { type rabbitmq; listen rabbitmq:5672; }");
        assertEquals(List.of("user_service:health 127.0.0.1:" + placed.healthPort(), "user_service:store mysql_db",
                "user_service:broker rabbitmq"), Endpoints.behind(placed, Set.of("rabbitmq")));
        var store = place("role mysql_db { type mysql; listen mysql_db:3306; }");
        assertEquals(List.of("mysql_db:alive 127.0.0.1:" + store.ports().get(3306)), Endpoints.behind(store, Set.of()));
    }

    @Test void onlyConnectsToAPortThatSpeaksTls() throws Exception {
        Files.writeString(folder.resolve("lb.conf"), "http { server { listen 443 ssl; location = /health { return 200; } } }");
        assertEquals(new Health.Tcp(), place("role lb { type lb; conf lb.conf; publish 0:443; }").asked());
    }

    @Test void asksAServiceThatWantsCertificatesOnAPortOfItsOwn() throws Exception {
        var placed = place("role user_service { type user; listen user_service:8443; mtls on; }");
        assertEquals(new Health.Ok("/health"), placed.asked());
        assertNotEquals(placed.ports().get(8443), placed.healthPort());
        assertEquals("https://127.0.0.1:" + placed.ports().get(8443), placed.addresses(), "nobody else is told of it");
        try (var ports = new Ports(1, 0)) {
            assertEquals(placed, Placed.of(placed.role(), ports, new Placed.Held(placed.held(), true)));
        }
    }

    @Test void givesTheSamePortsForTheSameSeed() throws Exception {
        int first = first(7);
        assertEquals(first, first(7));
        assertTrue(Ports.isFree(InetAddress.getLoopbackAddress(), first));
    }

    private static int first(int seed) throws Complaint {
        try (var ports = new Ports(seed, 0)) {
            return ports.next();
        }
    }

    /** Neither has begun to listen when the other one looks. */
    @Test void runsThatBeginAtTheSameTimeShareNoPort() throws Exception {
        var given = new HashSet<Integer>();
        try (var one = new Ports(7, 0); var another = new Ports(7, 0); var next = new Ports(8, 0)) {
            for (int i = 0; i < 50; i++) {
                for (var ports : List.of(one, another, next)) assertTrue(given.add(ports.next()), "given twice");
            }
        }
    }

    private Placed place(String text) throws Exception {
        var plan = Plan.read(Files.writeString(folder.resolve("topology.conf"), text), new Plan.Changes(null, null, 0, Map.of()));
        try (var ports = new Ports(folder.hashCode(), 0)) {
            return Placed.all(plan, ports).getFirst();
        }
    }
}
