package owlboard.proxy.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import owlboard.browser.Browser;
import owlboard.browser.Screen;
import owlboard.edge.Edge;
import owlboard.edge.OwlboardOnly;
import owlboard.edge.Wait;

/** {@code owlboard_page} in a browser: what its cells and ticks lead to. */
@OwlboardOnly(row = "owlboard-page", value = "has none")
class PageTest {
    private static final String CONF = """
            upstream api { server a:80; server b:80; }
            server { listen 80; server_name shop; location / { proxy_pass http://api; } location /page/ { owlboard_page; } }
            """;

    private static final Pattern NUMBER = Pattern.compile("\"n\":(\\d+)");

    /** The youngest request, step by step. */
    private static String steps(Edge edge, String target) {
        var all = edge.get("/page/requests").body();
        var number = NUMBER.matcher(all.substring(0, all.indexOf("\"request\":\"GET " + target + " ")));
        String last = null;
        while (number.find()) last = number.group(1);
        return edge.get("/page/request?n=" + last).body();
    }

    @Test void aRequestTellsWhoCouldHaveServedItAndWhyThisOneDid() {
        try (var edge = Edge.with("""
                upstream api { least_conn; server a:80 max_fails=1; server b:80; server c:80 down; server d:80 backup; }
                upstream one { server a:80; }
                server { listen 80; server_name shop;
                    location / { proxy_pass http://api; }
                    location /one { proxy_pass http://one; }
                    location /page/ { owlboard_page; } }
                """)) {
            edge.peer("b:80").serves(200);
            edge.peer("d:80").serves(200);
            assertEquals(200, edge.get("/x").status());
            var told = steps(edge, "/x");
            for (var part : List.of("{\"step\":\"server shop\",\"at\":\"[^\"]*:5\"", "{\"step\":\"location /\",\"at\":\"[^\"]*:6\"",
                    "{\"step\":\"proxy_pass\",\"at\":\"[^\"]*:6\",\"say\":\"http://api\"}",
                    "{\"step\":\"choice 1: a:80\",\"at\":\"[^\"]*:3\",\"say\":\"least_conn: as few as others, 0 in progress over weight 1,",
                    "\"name\":\"a:80\",\"state\":\"available, its turn 1\",\"active\":0,\"weight\":1,\"backup\":false,\"chosen\":true}",
                    "\"name\":\"c:80\",\"state\":\"down\",",
                    "\"name\":\"d:80\",\"state\":\"available[^}]*\"backup\":true,\"chosen\":false}",
                    "{\"step\":\"choice 2: b:80\",\"at\":\"[^\"]*:3\",\"say\":\"least_conn: no other server was available\"",
                    "\"name\":\"a:80\",\"state\":\"had been tried\"", "\"say\":\"answered 200, ")) {
                assertTrue(Pattern.compile(part.replace("{", "\\{").replace("}", "\\}").replace("[^\\}]", "[^}]")).matcher(told).find(),
                        part + " in " + told);
            }
            assertEquals(200, edge.get("/y").status());
            told = steps(edge, "/y");
            assertTrue(Pattern.compile("\"a:80\",\"state\":\"left alone after failures, for \\d+ s more\"").matcher(told).find(), told);
            assertEquals(502, edge.get("/one").status());
            assertTrue(steps(edge, "/one").contains("\"say\":\"it is the only server\""));
            assertEquals("null", edge.get("/page/request?n=1").body());
            assertEquals("null", edge.get("/page/request?n=x").body());
        }
    }

    @Test void whatChangedARequestAndWhatMadeItWaitTellTheirLines() {
        try (var edge = Edge.with("""
                limit_req_zone $server_name zone=few:1m rate=2r/s;
                server { listen 80; server_name shop;
                    location /old/ { if ($arg_x) { set $args y=1; }
                        rewrite ^/old/(.*)$ /new/$1; }
                    location /new/ { rewrite ^ /newer break; return 200 new; }
                    location /files/ {
                        try_files /none @last; }
                    location @last { return 204; }
                    location /few { limit_req zone=few
                        burst=50; empty_gif; }
                    location /secret { auth_basic staff; auth_basic_user_file none;
                        auth_delay 20ms; }
                    location /slow {
                        limit_rate 500; return 200 "%s"; }
                    location /told { set $limit_rate 500; return 200 "%s"; }
                    location /round { rewrite ^ /round/a; }
                    location /page/ { owlboard_page; } }
                """.formatted("x".repeat(900), "x".repeat(900)))) {
            edge.get("/old/book?x=1");
            var told = steps(edge, "/old/book?x=1");
            for (var part : List.of("{'step':'if','at':'FILE:5','say':'it is so'}", "{'step':'set $args','at':'FILE:5',",
                    "{'step':'rewrite','at':'FILE:6','say':'the URI becomes /new/book'}",
                    "{'step':'rewrite','at':'FILE:7','say':'the URI becomes /newer'}")) tells(told, part);
            edge.get("/files/x");
            tells(steps(edge, "/files/x"), "{'step':'internal redirect','at':'FILE:8','say':'goes on with @last'}");
            tells(steps(edge, "/files/x"), "{'step':'return','at':'FILE:10',");
            try (var both = edge.client()) {
                both.sends("GET /few?0 HTTP/1.1", "Host: shop", "", "GET /few?1 HTTP/1.1", "Host: shop", "Connection: close", "").rest();
            }
            tells(steps(edge, "/few?1"), "{'step':'limit_req','from':TIME,'to':TIME,'bad':false,'say':'made it wait','at':'FILE:12'}");
            assertEquals(401, edge.get("/secret").status());
            tells(steps(edge, "/secret"),
                    "{'step':'auth_delay','from':TIME,'to':TIME,'bad':false,'say':'made it wait','at':'FILE:14'}");
            edge.get("/slow");
            tells(steps(edge, "/slow"),
                    "{'step':'limit_rate','from':TIME,'to':TIME,'bad':false,'say':'had its answer wait','at':'FILE:16'}");
            edge.get("/told");
            tells(steps(edge, "/told"), "{'step':'set $limit_rate','at':'FILE:17',");
            tells(steps(edge, "/told"), "'say':'had its answer wait'}");
            assertEquals(500, edge.get("/round").status());
            assertEquals(9, steps(edge, "/round").split("the URI becomes /round/a").length);
        }
    }

    private static void tells(String told, String part) {
        var pattern = Pattern.quote(part.replace('\'', '"')).replace("FILE", "\\E[^\"]*\\Q").replace("TIME", "\\E[0-9.]+\\Q");
        assertTrue(Pattern.compile(pattern).matcher(told).find(), part + " in " + told);
    }

    @Test void aLimitTellsWhomItRejectsMost() {
        try (var edge = Edge.with("""
                limit_req_zone $arg_k zone=few:1m rate=1r/m;
                server { listen 80; location / { limit_req zone=few; empty_gif; } location /page/ { owlboard_page; } }
                """)) {
            edge.get("/?k=b");
            for (int i = 0; i < 12; i++) for (var key : List.of("a", "b", "k" + i)) edge.get("/?k=" + key);
            var told = edge.get("/page/now").body();
            assertTrue(told.matches("(?s).*\"keys\":\\{\"b\":52,\"a\":48\\}.*"), told);
        }
    }

    private static final String SECURE = CONF + "server { listen 443 ssl; server_name shop; location / { return 204; }"
            + " ssl_certificate /etc/ssl/certs/shop.crt; ssl_certificate_key /etc/ssl/private/shop.key; }";

    private static void swaps(Edge edge, String to) {
        edge.copies("/etc/ssl/private/" + to + ".key", "/etc/ssl/private/shop.key");
        edge.copies("/etc/ssl/certs/" + to + ".crt", "/etc/ssl/certs/shop.crt");
    }

    @Test void aCertificateThatIsSwappedIsToldOnceAndByAReloadToo() throws IOException {
        try (var edge = Edge.with(SECURE)) {
            Wait.until("the certificates are known", () -> edge.get("/page/now").body().contains("\"certificates\":{\"/etc"));
            swaps(edge, "client");
            var first = Pattern.compile("\"kind\":\"certificate\",\"text\":\"certificate ..?/etc/ssl/certs/shop.crt..? was swapped: "
                    + "new handshakes show CN=client \\(serial [0-9a-f]+, valid until 20[-0-9]+\\), no longer CN=shop ");
            Wait.until("it is told", () -> first.matcher(edge.get("/page/now").body()).find());
            swaps(edge, "admin");
            edge.reload(SECURE);
            Wait.until("the next one is told", () -> edge.get("/page/now").body().contains("show CN=admin"));
            assertEquals(3, edge.get("/page/now").body().split(" was swapped: ").length);
        }
    }

    @Test void connectionsAreCountedByTheConfigurationThatServesThem() throws IOException {
        var conf = CONF.replace("location / {", "location /tunnel { proxy_http_version 1.1; proxy_set_header Upgrade websocket;"
                + " proxy_set_header Connection upgrade; proxy_pass http://a:80; } location / {");
        try (var edge = Edge.with(conf); var idle = edge.client()) {
            idle.sends("GET /page/findings HTTP/1.1", "Host: shop", "").head();
            var a = edge.peer("a:80");
            try (var tunnel = edge.client()) {
                tunnel.sends("GET /tunnel HTTP/1.1", "Host: shop", "Connection: Upgrade", "Upgrade: websocket", "");
                a.speaking().head();
                a.sends("HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: upgrade", "");
                tunnel.head();
                edge.reload(conf);
                var both = Pattern.compile("\"sockets\":\\[\\{\"generation\":2,\"open\":[1-9]\\},"
                        + "\\{\"generation\":1,\"open\":1\\}\\]");
                Wait.until("the tunnel is of the old one", () -> both.matcher(edge.get("/page/now").body()).find());
            }
            var one = Pattern.compile("\"sockets\":\\[\\{\"generation\":2,\"open\":[1-9]\\}\\]");
            Wait.until("nobody is left there", () -> one.matcher(edge.get("/page/now").body()).find());
        }
    }

    @Test void storesAreOnTheMapAsTheirServicesTell() throws Exception {
        var told = ("{\"status\":\"unhealthy\",\"service\":\"a\",\"broker\":\"up\",\"store\":\"down\",\"reason\":\"the store is away\"}")
                .getBytes(StandardCharsets.US_ASCII);
        var service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        service.createContext("/health", asked -> {
            asked.sendResponseHeaders(503, told.length);
            asked.getResponseBody().write(told);
            asked.close();
        });
        service.start();
        try (var edge = Edge.with(CONF)) {
            Files.writeString(edge.file("/../endpoints"), "a:health 127.0.0.1:" + service.getAddress().getPort()
                    + "\na:store mysql_db\na:broker rabbitmq\nb:health 127.0.0.1:1\nb:store redis_db\n", StandardOpenOption.APPEND);
            var stores = "\"stores\":[{\"name\":\"mysql_db\",\"broker\":false,\"state\":\"down\",\"why\":\"the store is away\","
                    + "\"by\":[\"a\"]},{\"name\":\"rabbitmq\",\"broker\":true,\"state\":\"up\",\"why\":\"\",\"by\":[\"a\"]},"
                    + "{\"name\":\"redis_db\",\"broker\":false,\"state\":\"unknown\"";
            var seen = new AtomicReference<String>(); // on a busy machine a service may be too late to tell, now and then
            Wait.until("they are there", () -> {
                seen.set(edge.get("/page/now").body());
                return seen.get().contains(stores);
            });
            var now = seen.get();
            assertTrue(now.contains("\"verdict\":{\"level\":\"bad\",\"text\":\"mysql_db is down for a. "), now);
            var executable = Browser.executable();
            if (executable.isEmpty()) return;
            try (var browser = new Browser(executable.get())) {
                var page = browser.open(Screen.DESKTOP);
                page.go("http://127.0.0.1:" + edge.address().getPort() + "/page/");
                page.sees(".node.bad[data-id='store:mysql_db']", "mysql_db");
                page.sees(".node.ok[data-id='store:rabbitmq']", "broker");
                assertEquals(List.of(), page.problems());
            }
            Files.writeString(edge.file("/../endpoints"), "mysql_db:alive 127.0.0.1:1\n", StandardOpenOption.APPEND);
            Wait.until("the store is known to be away", () -> verdict(edge).startsWith("\"verdict\":{\"level\":\"bad\",\"text\":"
                    + "\"mysql_db does not run, which a must have. Also wrong: b. "));
            assertTrue(verdict(edge).contains("\"remedy\":\"owlboard start mysql_db\""), verdict(edge));
        } finally {
            service.stop(0);
        }
    }

    @Test void aServiceThatNobodyAsksIsNamedWhileItIsAwayAndForgivenWhenItIsBack() throws Exception {
        var well = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        well.createContext("/health", asked -> {
            asked.sendResponseHeaders(200, 22);
            asked.getResponseBody().write("{\"status\": \"healthy\" }".getBytes(StandardCharsets.US_ASCII), 0, 22);
            asked.close();
        });
        well.start();
        try (var edge = Edge.with("""
                upstream one { server a:80; }
                server { listen 80; server_name shop; location / { proxy_pass http://one; } location /page/ { owlboard_page; } }
                """)) {
            var directory = edge.file("/../endpoints");
            var before = Files.readString(directory);
            Files.writeString(directory, before + "\na:health 127.0.0.1:1\n");
            Wait.until("it is named", () -> verdict(edge).startsWith("\"verdict\":{\"level\":\"bad\",\"text\":\"a does not run. "));
            assertTrue(verdict(edge).contains("\"remedy\":\"owlboard start a\""), verdict(edge));
            assertEquals(502, edge.get("/x").status());
            Wait.until("whom it fails says so", () -> verdict(edge).contains("a refuses connections. "));
            Files.writeString(directory, before + "\na:health 127.0.0.1:" + well.getAddress().getPort() + "\n");
            Wait.until("it is forgiven, though nobody has asked it", () -> verdict(edge).startsWith("\"verdict\":{\"level\":\"ok\""));
        } finally {
            well.stop(0);
        }
    }

    @Test void aSuccessBehindTheLastFailureEndsItEvenIfNobodyLooked() {
        try (var edge = Edge.with("""
                upstream one { server a:80; }
                server { listen 80; server_name shop; location / { proxy_pass http://one; } location /page/ { owlboard_page; } }
                """)) {
            assertEquals(502, edge.get("/x").status());
            edge.peer("a:80").serves(200);
            assertEquals(200, edge.get("/x").status());
            assertTrue(verdict(edge).startsWith("\"verdict\":{\"level\":\"ok\""), verdict(edge));
        }
    }

    @Test void whoFailsItsChecksAndIsAskedAllTheSameIsNotCalledAway() {
        try (var edge = Edge.with("""
                upstream api { zone api 64k; server a:80 max_fails=0; server b:80 max_fails=0; }
                server { listen 80; server_name shop;
                    location / { proxy_pass http://api; health_check interval=50ms uri=/check; }
                    location /page/ { owlboard_page; } }
                """)) {
            edge.peer("a:80").serves(500);
            edge.peer("b:80").serves(500);
            Wait.until("both are asked all the same", () -> verdict(edge).startsWith("\"verdict\":{\"level\":\"warn\",\"text\":\"a fails"
                    + " (it answered 500) when its health is checked; it gets requests all the same, as nobody is well. 0 of 2 api up."));
            Wait.until("the other one is asked as well",
                    () -> edge.get("/page/text").body().contains("\n! b                        last resort "));
            edge.peer("a:80").stops();
            edge.peer("b:80").stops();
            Wait.until("nobody is there", () -> edge.get("/x").status() == 502 && verdict(edge).startsWith("\"verdict\":{\"level\":\"bad\","
                    + "\"text\":\"none of the 2 servers of api is up: a refuses connections"));
        }
    }

    @Test void whereTheOtherIsBeingDrainedThatIsToldBesideWhoIsAway() {
        try (var edge = Edge.with("""
                upstream api { server a:80 fail_timeout=60s; server b:80 drain; }
                server { listen 80; server_name shop; location / { proxy_pass http://api; } location /page/ { owlboard_page; } }
                """)) {
            edge.peer("b:80").serves(200);
            assertEquals(502, edge.get("/x").status());
            Wait.until("both are named", () -> verdict(edge).startsWith("\"verdict\":{\"level\":\"bad\",\"text\":\"a refuses connections,"
                    + " and b is being drained; tried again in "));
        }
    }

    @Test void whoFailsMostIsNamedFirstAndTheOthersBehind() {
        try (var edge = Edge.with("""
                upstream first { server a:80; } upstream second { server b:80; }
                server { listen 80; server_name shop; location /a { proxy_pass http://first; } location /b { proxy_pass http://second; }
                    location /page/ { owlboard_page; } }
                """)) {
            edge.get("/page/now");
            assertEquals(502, edge.get("/a").status());
            for (int i = 0; i < 5; i++) assertEquals(502, edge.get("/b").status());
            Wait.until("b is first", () -> verdict(edge).contains("\"text\":\"b refuses connections. Also wrong: a. "));
        }
    }

    @Test void aDeadPeerBesideADrainingOneIsNamed() {
        try (var edge = Edge.with("""
                upstream api { server a:80 max_fails=1; server b:80 drain; server c:80; }
                server { listen 80; server_name shop; location / { proxy_pass http://api; } location /page/ { owlboard_page; } }
                """)) {
            edge.peer("c:80").serves(200);
            for (int i = 0; i < 2; i++) assertEquals(200, edge.get("/x").status());
            var one = Pattern.compile("\"level\":\"warn\",\"text\":\"a refuses connections; tried again in \\d+ s\\. 1 of 3 api up\\.");
            Wait.until("a is named", () -> one.matcher(verdict(edge)).find());
        }
    }

    @Test void whatFailedTriesHaveCostIsToldByPeerAndSecond() throws IOException {
        var conf = CONF.replace("server b:80;", "server b:80 max_fails=0;");
        try (var edge = Edge.with(conf)) {
            edge.peer("a:80").serves(200);
            for (int i = 0; i < 4; i++) assertEquals(200, edge.get("/x").status());
            var now = edge.get("/page/now").body();
            var line = Pattern.compile("\"tries\":\\[\\[\\d+,(\\d),\\1,0\\]").matcher(now);
            assertTrue(line.find() && !line.find(), now);
            edge.reload(conf.replace("max_fails=0", "max_fails=0 owlboard_away"));
            Wait.until("who says it", () -> edge.get("/page/now").body().contains("\"to\":\"not running\",\"why\":"
                    + "\"its supervisor says that it does not run\""));
            edge.reload(conf);
            Wait.until("who says it", () -> edge.get("/page/now").body().contains("\"why\":\"its supervisor says that it runs again\""));
        }
    }

    private static String now(Edge edge) {
        try (var client = edge.client(81)) {
            return edge.answer(client, "GET /now").body();
        }
    }

    @Test void aClientThatLeavesHasNotFailed() {
        try (var edge = Edge.with("""
                upstream one { server a:80; }
                server { listen 80; server_name shop; location / { proxy_pass http://one; } }
                server { listen 81; location / { owlboard_page; } }
                """)) {
            var a = edge.peer("a:80");
            now(edge);
            for (int i = 1; i <= 2; i++) {
                try (var leaves = edge.client(80)) {
                    leaves.sends("GET / HTTP/1.1", "Host: shop", "");
                    a.accepts(i);
                }
                var so = "\"name\":\"shop\",\"requests\":" + i + ",";
                Wait.until("it has left", () -> {
                    var now = now(edge);
                    assertTrue(now.contains(" 0 % failed"), now);
                    return now.contains(so);
                });
            }
        }
    }

    @Test void aRequestIsCopiedWithItsPortAndThePagesOwnAreNotListed() {
        try (var edge = Edge.with(CONF); var client = edge.client()) {
            edge.peer("a:80").serves(200);
            client.sends("GET /copied HTTP/1.1", "Host: shop:10000", "Connection: close", "").rest();
            var all = edge.get("/page/requests").body();
            assertTrue(all.contains("\"curl\":\"curl -i 'http://shop:10000/copied'\""), all);
            edge.get("/page/now");
            assertTrue(!edge.get("/page/requests").body().contains("GET /page/"), "nor when it is asked again");
        }
    }

    private static String verdict(Edge edge) {
        var now = edge.get("/page/now").body();
        return now.substring(now.indexOf("\"verdict\":"));
    }

    @Test void whoFailsHisHealthCheckIsNamedAndSoIsThatNobodyIsLeft() {
        try (var edge = Edge.with("""
                upstream api { zone api 64k; server a:80; server b:80; }
                server { listen 80; server_name shop;
                    location / { proxy_pass http://api; health_check interval=1 fails=1; } location /page/ { owlboard_page; } }
                """)) {
            var a = edge.peer("a:80").serves(200);
            var one = Pattern.compile("\"level\":\"warn\",\"text\":\"b refuses connections; it comes back when "
                    + "it passes its health check\\. 1 of 2 ");
            Wait.until("b is named", () -> one.matcher(verdict(edge)).find());
            a.stops();
            var all = Pattern.compile("\"level\":\"bad\",\"text\":\"none of the 2 servers of api is up: a .*"
                    + "\"remedy\":\"owlboard start a b\"");
            Wait.until("nobody is left", () -> all.matcher(verdict(edge)).find());
        }
    }

    /** The widest thing that stands out of the screen, and by how much; empty: nothing does. */
    private static final String SPILLS = "(() => { const w = document.documentElement.clientWidth; return document.documentElement"
            + ".scrollWidth > w || document.querySelector('#rows').scrollWidth > document.querySelector('#rows').clientWidth"
            + " ? [...document.querySelectorAll('main *')].filter(e => e.getBoundingClientRect().right > w + 1)"
            + ".map(e => e.tagName + '#' + e.id + '.' + e.className).slice(0, 5).join(' ') || 'the page' : ''; })()";

    /** Names that cannot be told from each other. */
    private static final String CUT = "[...document.querySelectorAll('#lanes span, #limits td:first-child')]"
            + ".filter(e => e.scrollWidth > e.clientWidth).map(e => e.textContent).join(', ')";

    @Test void onAPhoneNothingStandsOutOfTheScreen() throws Exception {
        var executable = Browser.executable();
        assumeTrue(executable.isPresent(), "no browser: how the page looks is not known (Debian: apt-get install chromium)");
        var conf = CONF.replace("a:80", "api_gateway_1:80").replace("b:80", "api_gateway_2:80");
        try (var edge = Edge.with("limit_req_zone $arg_k zone=requests_of_a_client:1m rate=1r/m; " + conf
                .replace("location /page/", "location /few { limit_req zone=requests_of_a_client; empty_gif; } location /page/"));
                var browser = new Browser(executable.get())) {
            edge.peer("api_gateway_1:80").serves(200);
            for (int i = 0; i < 20; i++) edge.get("/a-book-with-a-long-name-of-many-words/and-a-chapter-with-another-one/" + i);
            for (int i = 0; i < 9; i++) edge.get("/few?k=2001:db8:1234:5678:9abc:def0:1234:567" + i % 4);
            for (var screen : List.of(Screen.PHONE, Screen.PHONE.inTheDark())) {
                var page = browser.open(screen);
                page.go("http://127.0.0.1:" + edge.address().getPort() + "/page/");
                page.await("requests are shown", "document.querySelectorAll('#rows tr[data-n]').length >= 20");
                page.evaluate("[...document.querySelectorAll('#rows tr[data-n]')]"
                        + ".find(row => row.textContent.includes('book')).focus(); 0");
                page.key("Enter");
                page.sees("#rows .among", "in progress, weight 1");
                assertEquals("", page.evaluate(SPILLS));
                page.sees("#lanes", "api_gateway_2");
                page.sees("#limits", "requests_of_a_client");
                assertEquals("", page.evaluate(CUT));
                assertEquals(List.of(), page.problems());
            }
        }
    }

    @Test void aSlowClickIsAClickThoughThePageMoves() throws Exception {
        var executable = Browser.executable();
        assumeTrue(executable.isPresent(), "no browser: what the page does is not known (Debian: apt-get install chromium)");
        try (var edge = Edge.with(CONF); var browser = new Browser(executable.get())) {
            edge.peer("a:80").serves(200);
            assertEquals(200, edge.get("/book").status());
            var page = browser.open(Screen.DESKTOP);
            page.go("http://127.0.0.1:" + edge.address().getPort() + "/page/");
            for (var what : List.of(".node[data-id^='peer:']", "#rows tr[data-n]")) {
                var spot = page.middle(what);
                page.evaluate("window.seen = 0; stream.addEventListener('message', () => window.seen++); 0");
                page.press(spot);
                page.await("it goes on", "window.seen >= 2");
                page.release(spot);
            }
            page.await("the node is chosen", "document.querySelector('.node.chosen').dataset.id.startsWith('peer:')");
            page.await("the request is open", "document.querySelector('#rows .fall').checkVisibility()");
        }
    }

    @Test void aCellLeadsToItsRequestsAndAReloadToItsDifference() throws Exception {
        var executable = Browser.executable();
        assumeTrue(executable.isPresent(), "no browser: what the page does is not known (Debian: apt-get install chromium)");
        try (var edge = Edge.with(CONF); var browser = new Browser(executable.get())) {
            edge.peer("a:80").serves(200);
            edge.peer("b:80").serves(200);
            for (int i = 0; i < 20; i++) assertEquals(200, edge.get("/book/" + i).status());
            var page = browser.open(Screen.DESKTOP);
            page.go("http://127.0.0.1:" + edge.address().getPort() + "/page/");
            page.await("requests are shown", "document.querySelectorAll('#rows tr[data-n]').length >= 20");
            page.evaluate("[...document.querySelectorAll('#rows tr[data-n]')].find(row => row.textContent.includes('/book/')).click(); 0");
            page.sees("#rows .among", "in progress, weight 1");
            page.click(".node[data-id^='peer:']");
            page.await("that is whose heat map is drawn", "heat?.of.zone.startsWith('peer:') === true");
            page.await("its heat map has a column", "(() => { const c = document.querySelector('#heat'), d = c.getContext('2d')"
                    + ".getImageData(0, 0, 300, c.height).data; for (let x = 299; x >= 0; x--) for (let y = 0; y < c.height; y++)"
                    + " if (d[4 * (300 * y + x) + 3]) { chooseCell(x, c.height - 1 - y); return true; } return false; })()");
            page.sees("#cell", "known");
            page.await("requests of the cell are shown, and no others", "(() => { const n = document.querySelectorAll('#rows tr[data-n]')"
                    + ".length; return n > 0 && n < 20; })()");
            page.evaluate("document.querySelector('#heat').focus(); 0");
            page.key("ArrowUp");
            page.key("Escape");
            page.await("all are shown again", "document.querySelectorAll('#rows tr[data-n]').length >= 20");
            edge.reload(CONF.replace("server b:80;", "server b:80 weight=2;"));
            page.await("the reload has its tick", "[...document.querySelectorAll('.lane[data-peer=configuration] .tick')].some(tick =>"
                    + " tick.dataset.tale.includes('weight=2'))");
            edge.writes("/../state/drills.log", System.currentTimeMillis() + " drill kill-gateway began: nobody notices\nnot a line\n"
                    + System.currentTimeMillis() + " drill kill-gateway ended: every promise was kept\n");
            page.await("the drill has its ticks", "[...document.querySelectorAll('.lane[data-peer=drills] .tick')].map(tick =>"
                    + " tick.dataset.tale.replace(/.*drill kill-gateway /, '')).join()"
                    + " === 'began: nobody notices,ended: every promise was kept'");
            page.await("two upstreams with one peer have two lanes, which go with what happened in them", """
                    (() => {
                        const before = picture.upstreams, peer = {...before[0].peers[0], tries: [[Math.floor(picture.at / 1000), 3, 2, 1]]};
                        picture.upstreams = [before[0], {...before[0], name: 'other', peers: [peer]}];
                        drawLanes(picture);
                        const two = [...document.querySelectorAll(`.lane[data-peer="${peer.host}"]`)];
                        const tick = two[1].querySelector('.retry');
                        picture.upstreams = before;
                        const gone = {...picture, events: [{at: picture.at - 1000, group: 'x', peer: 'left', from: 'up', to: 'removed',
                            why: 'y', held: 1, active: 0}]}, lane = () => document.querySelector('.lane[data-peer=left]');
                        drawLanes(gone);
                        const stood = lane(), tale = stood.querySelector('.tick').dataset.tale;
                        drawLanes({...gone, at: picture.at + 700000});
                        return two.length === 2 && two[1].textContent.includes('(other)')
                            && tick.dataset.tale.endsWith('3 tries failed, 2 requests saved by another server, 1 lost')
                            && tale.endsWith('0 requests saved by another server, 0 lost') && !lane();
                    })()""");
            page.await("a gateway's certificate is on its node", """
                    graph({...picture, others: {[picture.upstreams[0].peers[0].host]:
                        {upstreams: [], certificates: {'/x.crt': picture.at / 1000 + 90.5 * 86400}}}})
                        .columns[3][0].lines[0].endsWith(' · cert 90 d')""");
            page.click(".node[data-id=self]");
            page.sees("#facts", " on configuration 2");
            page.sees("#facts", "last reload");
            assertEquals(List.of(), page.problems());
        }
    }
}
