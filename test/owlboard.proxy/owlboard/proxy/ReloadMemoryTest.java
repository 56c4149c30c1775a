package owlboard.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import owlboard.config.Configuration;
import owlboard.edge.Wait;

/** What is no longer in force is not kept (nginx frees the cycles before). */
class ReloadMemoryTest {
    private static final int RELOADS = 500;
    private static final String CONF = """
            events {} http { access_log off; error_log /dev/null;
                limit_req_zone $binary_remote_addr$arg_k zone=r:1m rate=1000r/s; limit_conn_zone $arg_k zone=c:1m;
                map $arg_m $host_of { default 127.0.0.1:1; ~^x(.*) $1; }
                upstream a { hash $host_of consistent; server 127.0.0.1:1; } upstream b { least_conn; server 127.0.0.1:1; }
                server { listen 80; location / { return 200 %d; } location /a { limit_req zone=r; limit_conn c 9; proxy_pass http://a; }
                    location /b { proxy_pass http://b; }
                    location /implied { proxy_pass http://127.0.0.1:2; } location /made { proxy_pass http://$host_of; } location /f {
                        root /nowhere; try_files $uri =404; } } }
            """;

    @TempDir Path folder;

    @Test void reloadsLeaveNothingBehind() throws Exception {
        var conf = Files.writeString(folder.resolve("nginx.conf"), CONF.formatted(0));
        var kept = new ArrayList<WeakReference<Configuration>>();
        try (var engine = Engine.start(new Engine.Options(conf, "", null, Map.of(80, new InetSocketAddress(0)), null, folder, folder,
                false, null)); var client = HttpClient.newHttpClient()) {
            for (int i = 1; i <= RELOADS; i++) {
                kept.add(new WeakReference<>(engine.configuration()));
                Files.writeString(conf, CONF.formatted(i));
                engine.reload();
                if (i % 50 == 0) {
                    for (var path : new String[] {"/made?m=x127.0.0.1:" + i, "/a", "/b", "/implied", "/f"}) get(client, engine, path);
                }
            }
            assertEquals("" + RELOADS, get(client, engine, "/"));
            client.shutdown();
            Wait.until("no configuration but the last is there", () -> {
                System.gc(); // which stops all that run beside this test
                Wait.pause(Duration.ofMillis(250));
                return kept.stream().allMatch(reference -> reference.refersTo(null));
            });
        }
    }

    private static String get(HttpClient client, Engine engine, String path) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + engine.port(80) + path)).build(),
                HttpResponse.BodyHandlers.ofString()).body();
    }
}
