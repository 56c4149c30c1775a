package owlboard.acceptance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import owlboard.harness.Tree;

/** What a cache has stored outlives its process, whatever ends that; what it had half is never seen. */
class CacheRestartTest {
    private static final String WHOLE = "whole ".repeat(50_000);
    @TempDir Path folder;

    private static String head(int length) {
        return "HTTP/1.1 200 OK\r\nCache-Control: max-age=3600\r\nContent-Length: " + length + "\r\n\r\n";
    }

    private Background balancer(Backend origin) throws Exception {
        var conf = Folders.conf(folder, """
                proxy_cache_path %s levels=1:2 keys_zone=c:1m use_temp_path=off;
                server { listen 80; add_header X-Cache $upstream_cache_status;
                    location / { proxy_cache c; proxy_pass http://127.0.0.1:%d; } }
                """.formatted(folder.resolve("cache"), origin.port()));
        return Background.role(folder, "lb", "--conf", conf.toString(), "--publish", "0:80");
    }

    private static String get(Background balancer, String path) throws IOException {
        try (var client = new Raw(balancer.port(80))) {
            var answer = client.gets(path).answer();
            return answer.values("X-Cache").getFirst() + " " + answer.body();
        }
    }

    private long files(Predicate<String> named) throws IOException {
        return Tree.files(folder.resolve("cache")).stream().filter(file -> named.test(file.getFileName().toString())).count();
    }

    @Test void killedInTheMiddleOfAnAnswer() throws Exception {
        var end = new CountDownLatch(1);
        try (var origin = new Backend((request, out) -> {
            boolean half = request.start().startsWith("GET /half");
            out.write((head(WHOLE.length()) + (half ? WHOLE.substring(0, 200_000) : WHOLE)).getBytes(ISO_8859_1));
            out.flush();
            return !half || !end.await(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        })) {
            try (var balancer = balancer(origin)) {
                assertEquals("MISS " + WHOLE, get(balancer, "/whole"));
                assertEquals("HIT " + WHOLE, get(balancer, "/whole"));
                try (var client = new Raw(balancer.port(80))) {
                    client.gets("/half");
                    Await.until("half an answer on the disk", () -> files(name -> name.endsWith(".tmp")) == 1);
                    balancer.signal("KILL");
                    balancer.exitCode();
                }
            }
            end.countDown();
            origin.script(Backend.Script.says("another one"));
            try (var balancer = balancer(origin)) {
                assertEquals("HIT " + WHOLE, get(balancer, "/whole"));
                assertEquals("MISS another one", get(balancer, "/half"));
                Await.until("the half one is gone", () -> files(name -> name.endsWith(".tmp")) == 0);
                assertTrue(files(name -> name.length() == 32) >= 1);
            }
        }
    }
}
