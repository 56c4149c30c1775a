package owlboard.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import owlboard.harness.Patience;

/** {@code max_fails} and {@code fail_timeout}, as {@code lb_status} and the clients see them. */
class PassiveHealthTest {
    private static final String CONF = """
            keepalive_requests 1000000;
            upstream gateways {
                least_conn;
                server gateway_1:80 max_fails=3 fail_timeout=3s;
                server gateway_2:80 max_fails=3 fail_timeout=3s;
                server gateway_3:80 max_fails=3 fail_timeout=3s;
                server gateway_4:80 max_fails=3 fail_timeout=3s;
                keepalive 16;
            }
            server {
                listen 80;
                location = /lb-status { lb_status; }
                location / { proxy_pass http://gateways; proxy_next_upstream error timeout http_502; }
            }
            """;

    @TempDir Path folder;

    @Test void threeFailuresTakeAGatewayOutAndFailTimeoutBringsItBack() throws Exception {
        try (var one = new Backend(Backend.Script.says("1")); var two = new Backend(Backend.Script.says("2"));
                var three = new Backend(Backend.Script.says("3")); var four = new Backend(Backend.Script.says("4"))) {
            var endpoints = Folders.write(folder, "endpoints", one.endpoint("gateway_1:80") + two.endpoint("gateway_2:80")
                    + three.endpoint("gateway_3:80") + four.endpoint("gateway_4:80"));
            try (var balancer = Background.role(folder, "lb", "--conf", Folders.conf(folder, CONF).toString(), "--publish", "0:80",
                    "--endpoints", endpoints.toString()); var client = new Raw(balancer.port(80))) {
                for (int i = 0; i < 8; i++) assertEquals(200, client.gets("/").answer().status());
                assertEquals(Map.of("1", 2, "2", 2, "3", 2, "4", 2), Map.of("1", one.requests().size(), "2", two.requests().size(), "3",
                        three.requests().size(), "4", four.requests().size()));
                assertEquals(4, Status.of(balancer.port(80)).activeBackends());

                two.stops();
                var asked = new AtomicLong();
                var down = Await.until("three failures", () -> {
                    asked.set(System.nanoTime());
                    assertEquals(200, client.gets("/").answer().status());
                    return Status.of(balancer.port(80));
                }, status -> status.activeBackends() == 3);
                assertEquals(3, down.backends().get("gateway_2:80").failures(), down.toString());
                assertTrue(down.backends().get("gateway_2:80").lastFailure().toLowerCase(Locale.ROOT).contains("refused"), down.toString());
                var text = client.gets("/lb-status").answer().body();
                assertTrue(text.startsWith("Active Backends: 3\nAlgorithm: least_conn\n"), text);

                two.listensAgain();
                int before = two.requests().size();
                Await.until("a request of gateway_2", () -> {
                    assertEquals(200, client.gets("/").answer().status());
                    return two.requests().size();
                }, requests -> requests > before);
                double seconds = (System.nanoTime() - asked.get()) / 1e9;
                assertTrue(seconds > 1.9 && seconds < Patience.stretched(6).toSeconds(), "tried again after " + seconds + " s");
                assertEquals(4, Status.of(balancer.port(80)).activeBackends());
            }
        }
    }

    @Test void allDownIsA502AtOnceAndNamesTheGroup() throws Exception {
        try (var gone = new Backend(Backend.Script.says(""))) {
            gone.stops();
            var endpoints = Folders.write(folder, "endpoints", gone.endpoint("gateway_1:80") + gone.endpoint("gateway_2:80")
                    + gone.endpoint("gateway_3:80") + gone.endpoint("gateway_4:80"));
            var conf = Folders.conf(folder,
                    "error_log /var/log/nginx/error.log;\nlog_format tries '$status upstream: $upstream_addr';\naccess_log "
                    + "/var/log/nginx/access.log tries;\n" + CONF);
            try (var balancer = Background.role(folder, "lb", "--conf", conf.toString(), "--publish", "0:80", "--endpoints",
                    endpoints.toString(), "--console-logs"); var client = new Raw(balancer.port(80))) {
                for (int i = 0; i < 3; i++) assertEquals(502, client.gets("/").answer().status());
                balancer.awaitLine("502 upstream: gateway_1:80, gateway_2:80, gateway_3:80, gateway_4:80");
                for (int i = 0; i < 3; i++) assertEquals(502, client.gets("/").answer().status()); // trials of each, one a second
                balancer.awaitLine("502 upstream: gateways");
                balancer.awaitLine("no live upstreams while connecting to upstream, client: 127.0.0.1");
                assertEquals(0, Status.of(balancer.port(80)).activeBackends());
            }
        }
    }
}
