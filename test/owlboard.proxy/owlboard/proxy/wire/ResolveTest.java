package owlboard.proxy.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import owlboard.edge.OwlboardOnly;
import owlboard.edge.Wait;
import owlboard.harness.Patience;
import owlboard.harness.Reserved;
import owlboard.proxy.Engine;
import owlboard.proxy.dns.NameServer;

/** Replicas come and go in the DNS: {@code server name resolve}. Each is on a loopback address of its own, on the same port. */
class ResolveTest {
    @TempDir Path folder;
    private final List<AutoCloseable> ends = new ArrayList<>();
    private final TreeMap<String, HttpServer> replicas = new TreeMap<>();
    private int port;

    @AfterEach void end() throws Exception {
        for (var end : ends.reversed()) end.close();
    }

    private NameServer names() throws IOException {
        var names = new NameServer();
        ends.add(names);
        return names;
    }

    private void starts(String... addresses) throws IOException {
        for (var address : addresses) {
            var server = HttpServer.create(new InetSocketAddress(address, port), 0);
            port = server.getAddress().getPort();
            var threads = Executors.newVirtualThreadPerTaskExecutor();
            server.setExecutor(threads);
            server.createContext("/", exchange -> {
                var body = address.getBytes(ISO_8859_1);
                exchange.sendResponseHeaders(200, body.length);
                try (var out = exchange.getResponseBody()) {
                    out.write(body);
                }
            });
            server.start();
            replicas.put(address, server);
            ends.add(() -> {
                server.stop(0);
                threads.shutdownNow();
            });
        }
    }

    private Engine engine(String conf) throws Exception {
        var file = Files.writeString(folder.resolve("nginx.conf"),
                "error_log error.log; events {} http { access_log off; " + conf.replace("PORT", "" + port) + " }");
        var engine = Engine.start(new Engine.Options(file, "", null, Map.of(80, new InetSocketAddress("127.0.0.1", 0)), null, folder,
                folder, false, null));
        ends.add(engine);
        return engine;
    }

    private String log() {
        try {
            return Files.readString(folder.resolve("error.log"));
        } catch (IOException unreadable) {
            return "";
        }
    }

    private static String get(Engine engine) throws IOException {
        return get(engine, "GET / HTTP/1.1\r\nHost: shop\r\nConnection: close\r\n\r\n");
    }

    /** The status, or the body of a 200. */
    private static String get(Engine engine, String request) throws IOException {
        try (var socket = new Socket("127.0.0.1", engine.port(80))) {
            socket.setSoTimeout(Patience.MILLIS);
            socket.getOutputStream().write(request.getBytes(ISO_8859_1));
            var answer = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
            return answer.startsWith("HTTP/1.1 200 ") ? answer.substring(answer.indexOf("\r\n\r\n") + 4) : answer.substring(9, 12);
        }
    }

    private static TreeSet<String> seen(Engine engine) throws IOException {
        var all = new TreeSet<String>();
        for (int i = 0; i < 12; i++) all.add(get(engine));
        return all;
    }

    private static String group(int dns, String more) {
        return "resolver 127.0.0.1:" + dns + " ipv6=off " + more + "; upstream api { zone api 64k; server api.test:PORT resolve; }"
                + " server { listen 80; location / { proxy_pass http://api; } location = /status { lb_status; } }";
    }

    @Test @OwlboardOnly(row = "paid-upstreams", value = "knows no services before 1.27.3")
    void aServiceTellsServersPortsAndWeights() throws Exception {
        var names = names().holds(1);
        starts("127.0.1.1", "127.0.1.2", "127.0.1.3");
        names.has("one.test", "127.0.1.1").has("two.test", "127.0.1.2").has("three.test", "127.0.1.3");
        names.serves("_http._tcp.api.test", "1 3 " + port + " one.test", "1 1 " + port + " two.test", "2 1 " + port + " three.test",
                "1 1 " + port + " missing.test");
        var engine = engine("resolver 127.0.0.1:" + names.port() + " ipv6=off; upstream api { server api.test service=http resolve; }"
                + " server { listen 80; location / { proxy_pass http://api; } location /api { api; } }");
        var told = get(engine, "GET /api/9/http/upstreams/api HTTP/1.1\r\nHost: shop\r\nConnection: close\r\n\r\n");
        assertTrue(told.contains("\"server\":\"127.0.1.1:" + port + "\",\"service\":\"http\",\"name\":"), told);
        var counts = new TreeMap<String, Integer>();
        for (int i = 0; i < 12; i++) counts.merge(get(engine), 1, Integer::sum);
        assertEquals(Map.of("127.0.1.1", 9, "127.0.1.2", 3), counts);

        replicas.get("127.0.1.1").stop(0);
        replicas.get("127.0.1.2").stop(0);
        assertEquals("127.0.1.3", get(engine), "the others come first, not alone");
        names.serves("_http._tcp.api.test", "5 1 " + port + " three.test");
        Wait.until("it is the only one", () -> seenOnly(engine, "127.0.1.3"));
    }

    private static boolean seenOnly(Engine engine, String address) {
        try {
            return seen(engine).equals(new TreeSet<>(List.of(address)));
        } catch (IOException broken) {
            return false;
        }
    }

    @Test @OwlboardOnly(row = "paid-upstreams", value = "knows no services before 1.27.3")
    void aServiceWithADotIsTheWholePrefixAndMayBeABackup() throws Exception {
        var names = names().holds(1);
        starts("127.0.1.1", "127.0.1.2");
        names.has("one.test", "127.0.1.1").serves("_api._tcp.blue.shop.test", "7 0 " + port + " one.test", "9 0 " + port + " two.test");
        names.has("two.test", "127.0.1.2");
        var engine = engine("resolver 127.0.0.1:" + names.port() + " ipv6=off; upstream api { server 127.0.1.2:PORT;"
                + " server shop.test service=_api._tcp.blue resolve backup; } server { listen 80; location / { proxy_pass http://api; } }");
        assertEquals("[127.0.1.2]", seen(engine).toString());
        replicas.get("127.0.1.2").stop(0);
        assertEquals("127.0.1.1", get(engine));
    }

    @Test void replicasComeAndGoWithoutAReloadOrALostRequest() throws Exception {
        var names = names().holds(1);
        starts("127.0.1.1", "127.0.1.2");
        names.has("api.test", "127.0.1.1", "127.0.1.2");
        var engine = engine(group(names.port(), ""));
        assertEquals("[127.0.1.1, 127.0.1.2]", seen(engine).toString());

        var failed = new AtomicInteger();
        var served = new AtomicInteger();
        var stop = new AtomicBoolean();
        var traffic = new ArrayList<Thread>();
        for (int i = 0; i < 3; i++) traffic.add(Thread.ofVirtual().start(() -> {
            while (!stop.get()) {
                try {
                    if (get(engine).startsWith("127.")) served.incrementAndGet();
                    else failed.incrementAndGet();
                } catch (IOException broken) {
                    failed.incrementAndGet();
                }
            }
        }));
        starts("127.0.1.3", "127.0.1.4");
        names.has("api.test", "127.0.1.4", "127.0.1.3", "127.0.1.2", "127.0.1.1");
        Wait.until("four replicas are used", () -> {
            try {
                return seen(engine).size() == 4;
            } catch (IOException broken) {
                return false;
            }
        });
        names.has("api.test", "127.0.1.3");
        for (var gone : new String[] {"127.0.1.1", "127.0.1.2", "127.0.1.4"}) replicas.get(gone).stop(1);
        Wait.until("one replica is used", () -> {
            try {
                return seen(engine).toString().equals("[127.0.1.3]");
            } catch (IOException broken) {
                return false;
            }
        });
        stop.set(true);
        for (var one : traffic) one.join();
        assertEquals(0, failed.get(), "of " + (served.get() + failed.get()) + ":\n" + Files.readString(folder.resolve("error.log")));
        assertTrue(served.get() > 50, served + " served");
    }

    @Test void aReplicaThatMovesIsFoundWithinTheRequestThatMissesIt() throws Exception {
        var names = names().holds(3600).has("api.test", "127.0.2.1");
        starts("127.0.2.1");
        var engine = engine(group(names.port(), ""));
        assertEquals("127.0.2.1", get(engine));
        replicas.get("127.0.2.1").stop(0);
        Reserved.awaitRefused(new InetSocketAddress("127.0.2.1", port));
        starts("127.0.2.2");
        names.has("api.test", "127.0.2.2");
        assertEquals("127.0.2.2", get(engine, "POST / HTTP/1.1\r\nHost: shop\r\nConnection: close\r\nContent-Length: 2\r\n\r\nhi"));
        assertEquals("127.0.2.2", get(engine));
    }

    /** The name server answers only after the configuration has been read again. */
    @Test void aRequestThatWaitsForAnotherAddressOutlivesAReload() throws Exception {
        var names = names().holds(3600).has("api.test", "127.0.2.6");
        starts("127.0.2.6");
        var engine = engine(group(names.port(), "valid=1h"));
        assertEquals("127.0.2.6", get(engine));
        replicas.get("127.0.2.6").stop(0);
        starts("127.0.2.7");
        names.is(NameServer.Mood.SILENT);
        int then = names.questions();
        var waits = CompletableFuture.supplyAsync(() -> {
            try {
                return get(engine);
            } catch (IOException broken) {
                return broken.toString();
            }
        });
        Wait.until("it waits", () -> names.questions() > then);
        engine.reload();
        names.has("api.test", "127.0.2.7").is(NameServer.Mood.ANSWERS);
        var answer = waits.get(Patience.SECONDS, TimeUnit.SECONDS);
        assertTrue(answer.equals("127.0.2.7") || answer.equals("502"), answer);
        var status = get(engine, "GET /status HTTP/1.0\r\n\r\n");
        assertTrue(status.contains("active 0,") && !status.contains("active 1"), status);
    }

    @Test void aNameServerThatIsSilentHoldsNothingUp() throws Exception {
        var names = names().is(NameServer.Mood.SILENT);
        starts("127.0.5.2");
        var conf = group(names.port(), "");
        long start = System.nanoTime();
        var engine = engine(conf);
        assertTrue(secondsSince(start) < 20, "the start took " + secondsSince(start) + " s");
        start = System.nanoTime();
        assertEquals("502", get(engine));
        assertTrue(secondsSince(start) < 25, "the answer took " + secondsSince(start) + " s");
        Wait.until("it is told", () -> log().contains("no answer yet for upstream \"api.test:" + port + "\""));
        names.has("api.test", "127.0.5.2").is(NameServer.Mood.ANSWERS);
        Wait.until("it is found", () -> {
            try {
                return get(engine).equals("127.0.5.2");
            } catch (IOException broken) {
                return false;
            }
        });
        names.is(NameServer.Mood.SILENT);
        start = System.nanoTime();
        engine.reload();
        assertTrue(secondsSince(start) < 20, "the reload took " + secondsSince(start) + " s");
        assertEquals("127.0.5.2", get(engine), "what was known before the reload is known after it");
        start = System.nanoTime();
        Engine.check(new Engine.Options(folder.resolve("nginx.conf"), "", null, Map.of(), null, folder, folder, false, null));
        assertTrue(secondsSince(start) < 20, "the check took " + secondsSince(start) + " s");
    }

    @Test void namesOfRequestsDoNotHoldEachOtherUp() throws Exception {
        var names = names().is(NameServer.Mood.SILENT);
        starts("127.0.6.3");
        var engine = engine("server { listen 80; location / { resolver 127.0.0.1:" + names.port()
                + " ipv6=off; resolver_timeout 8s; proxy_pass http://$arg_to.test:PORT; }"
                + " location /ip { proxy_pass http://$arg_to:PORT; } }");
        var silent = new ArrayList<CompletableFuture<String>>();
        for (int i = 0; i < 20; i++) {
            var to = "s" + i;
            silent.add(CompletableFuture.supplyAsync(() -> {
                try {
                    return get(engine, "GET /?to=" + to + " HTTP/1.0\r\n\r\n");
                } catch (IOException broken) {
                    return broken.toString();
                }
            }, task -> Thread.ofVirtual().start(task)));
        }
        Wait.until("all ask", () -> names.questions() >= 20);
        assertEquals("127.0.6.3", get(engine, "GET /ip?to=127.0.6.3 HTTP/1.0\r\n\r\n"));
        assertTrue(silent.stream().noneMatch(CompletableFuture::isDone), "another name had to wait for these");
        for (var one : silent) assertEquals("502", one.get(Patience.SECONDS, TimeUnit.SECONDS));
    }

    private static double secondsSince(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    @Test void replicasAreToldApart() throws Exception {
        var names = names().has("api.test", "127.0.2.4", "127.0.2.5");
        starts("127.0.2.4", "127.0.2.5");
        var engine = engine(group(names.port(), "").replace("location / {", "location / { add_header X-Peer $upstream_addr;"));
        assertEquals("[127.0.2.4, 127.0.2.5]", seen(engine).toString());
        try (var socket = new Socket("127.0.0.1", engine.port(80))) {
            socket.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(ISO_8859_1));
            var answer = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
            assertTrue(answer.contains("X-Peer: " + answer.substring(answer.indexOf("\r\n\r\n") + 4) + ":" + port + "\r\n"), answer);
        }
        var status = get(engine, "GET /status HTTP/1.0\r\n\r\n");
        for (var replica : replicas.keySet()) assertTrue(status.contains(replica + ":" + port + " "), status);
    }

    @Test void whereNobodyIsEveryRequestIsTold() throws Exception {
        var names = names().holds(3600).has("api.test", "127.0.2.3");
        starts("127.0.2.3");
        var engine = engine(group(names.port(), ""));
        replicas.get("127.0.2.3").stop(0);
        for (int i = 0; i < 5; i++) assertEquals("502", get(engine));
        assertTrue(names.questions() <= 1 + 5 + 5, names.questions() + " questions");
    }

    @OwlboardOnly(row = "resolve", value = "wants a zone")
    @Test void theLastGoodAnswerHoldsWhileTheNameServerFails() throws Exception {
        var names = names().holds(1).has("api.test", "127.0.3.1");
        starts("127.0.3.1");
        var engine = engine(group(names.port(), ""));
        for (var mood : new NameServer.Mood[] {NameServer.Mood.FAILS, NameServer.Mood.SILENT}) {
            names.is(mood);
            int then = names.questions();
            Wait.until("it was asked again", () -> names.questions() > then + 1);
            assertEquals("127.0.3.1", get(engine));
        }
        names.is(NameServer.Mood.ANSWERS).has("api.test");
        int then = names.questions();
        Wait.until("it was asked again", () -> names.questions() > then + 1);
        assertEquals("127.0.3.1", get(engine));
    }

    @Test void validIsStrongerThanWhatTheAnswerSays() throws Exception {
        var names = names().holds(3600).has("api.test", "127.0.4.1");
        starts("127.0.4.1", "127.0.4.2");
        var engine = engine(group(names.port(), "valid=1s"));
        assertEquals("127.0.4.1", get(engine));
        names.has("api.test", "127.0.4.2");
        Wait.until("the new address", () -> {
            try {
                return get(engine).equals("127.0.4.2");
            } catch (IOException broken) {
                return false;
            }
        });
    }

    @OwlboardOnly(row = "resolve", value = "does not start")
    @Test void aNameThatIsNotThereYetIsNoReasonNotToStart() throws Exception {
        var names = names().holds(60);
        starts("127.0.5.1");
        var engine = engine(group(names.port(), ""));
        assertEquals("502", get(engine));
        Wait.until("the reason", () -> log().contains("host not found in upstream \"api.test:" + port + "\" (api.test: 127.0.0.1:"
                + names.port() + " says: no such name (3))"));
        names.has("api.test", "127.0.5.1");
        Wait.until("it is found", () -> {
            try {
                return get(engine).equals("127.0.5.1");
            } catch (IOException broken) {
                return false;
            }
        });
    }

    @Test void namesOfRequestsAreAskedForThere() throws Exception {
        var names = names().has("one.test", "127.0.6.1").has("two.test", "127.0.6.2");
        starts("127.0.6.1", "127.0.6.2");
        var engine = engine("server { listen 80; location / { resolver 127.0.0.1:" + names.port()
                + " ipv6=off; proxy_pass http://$arg_to.test:PORT; } }");
        assertEquals("127.0.6.1", get(engine, "GET /?to=one HTTP/1.0\r\n\r\n"));
        assertEquals("127.0.6.2", get(engine, "GET /?to=two HTTP/1.0\r\n\r\n"));
        assertEquals("502", get(engine, "GET /?to=none HTTP/1.0\r\n\r\n"));
    }

    private Engine madeUp(NameServer names, NameServer others) throws Exception {
        return engine("resolver 127.0.0.1:" + others.port() + " ipv6=off; upstream api { zone api 64k; server api.test:PORT resolve; }"
                + " server { listen 80; location / { resolver 127.0.0.1:" + names.port()
                + " ipv6=off; proxy_pass http://$arg_to.test:PORT; } location /api { proxy_pass http://api; } }");
    }

    private static String to(Engine engine, String name) throws IOException {
        return get(engine, "GET /?to=" + name + " HTTP/1.0\r\n\r\n");
    }

    @Test void aNewHostIsServedHoweverManyCameBefore() throws Exception {
        var names = names().has("shop.test", "127.0.6.4").has("kept.test", "127.0.6.4");
        starts("127.0.6.4");
        var engine = madeUp(names, names);
        assertEquals("127.0.6.4", to(engine, "kept"));
        for (int i = 0; i < 1100; i++) assertEquals("502", to(engine, "nx" + i));
        assertEquals("127.0.6.4", to(engine, "shop"));
        assertEquals("127.0.6.4", to(engine, "kept"));
    }

    @Test void namesOfRequestsAreAskedForByRequestsAlone() throws Exception {
        var names = names().holds(1).has("one.test", "127.0.6.5");
        var others = names().holds(1).has("api.test", "127.0.6.5");
        starts("127.0.6.5", "127.0.6.6");
        var engine = madeUp(names, others);
        assertEquals("127.0.6.5", to(engine, "one"));
        assertEquals("502", to(engine, "none"));
        assertEquals(2, names.questions());
        int then = others.questions();
        Wait.until("a name of the file is asked for again and again", () -> others.questions() > then + 3);
        assertEquals(2, names.questions());
        names.has("one.test", "127.0.6.6").has("none.test", "127.0.6.6");
        assertEquals("127.0.6.6", to(engine, "one"));
        assertEquals("127.0.6.6", to(engine, "none"));
        assertEquals(4, names.questions());
    }

    @OwlboardOnly(row = "request-names", value = "waits for an answer, and there is none")
    @Test void anOldAddressOfARequestsNameIsUsedWhereNoOtherComes() throws Exception {
        var names = names().holds(1).has("one.test", "127.0.6.7");
        var others = names().holds(1).has("api.test", "127.0.6.7");
        starts("127.0.6.7");
        var engine = madeUp(names, others);
        assertEquals("127.0.6.7", to(engine, "one"));
        names.is(NameServer.Mood.SILENT);
        int then = others.questions();
        Wait.until("its time is over", () -> others.questions() > then + 3);
        assertEquals("127.0.6.7", to(engine, "one"));
        assertTrue(names.questions() > 1, "nobody asked");
    }

    @Test void whyARequestsNameIsNoneIsSaidAsNginxSaysIt() throws Exception {
        var names = names();
        starts("127.0.6.8");
        var engine = madeUp(names, names);
        assertEquals("502", to(engine, "none"));
        Wait.until("the reason", () -> log().contains("none.test could not be resolved (3: Host not found), client: "));
        names.is(NameServer.Mood.FAILS);
        assertEquals("502", to(engine, "other"));
        Wait.until("the reason", () -> log().contains("other.test could not be resolved (2: Server failure), client: "));
        assertTrue(!log().contains("no live upstreams"), log());
    }

    @Test void aRequestsNameKeepsItsLettersAndIsOneName() throws Exception {
        var names = names().has("one.test", "127.0.6.9");
        starts("127.0.6.9");
        var engine = engine("server { listen 80; location / { resolver 127.0.0.1:" + names.port()
                + " ipv6=off; proxy_pass http://$arg_to.test:PORT; add_header X-Host $proxy_host; } }");
        for (var name : new String[] {"ONE", "one"}) {
            try (var socket = new Socket("127.0.0.1", engine.port(80))) {
                socket.setSoTimeout(Patience.MILLIS);
                socket.getOutputStream().write(("GET /?to=" + name + " HTTP/1.0\r\n\r\n").getBytes(ISO_8859_1));
                var answer = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
                assertTrue(answer.contains("X-Host: " + name + ".test:" + port + "\r\n"), answer);
            }
        }
        assertEquals(1, names.questions());
    }
}
