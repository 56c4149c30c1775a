package owlboard.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;
import owlboard.browser.Browser;
import owlboard.browser.Page;
import owlboard.browser.Screen;

/** The page of the administration server in a browser, while something dies. Pictures are kept in {@code build/test/screenshots}. */
@ExtendWith(SharedSite.class)
@ResourceLock(SharedSite.DRILLED)
class WatchTest {
    private static Deployment deployment;
    private static Browser browser;
    private static String url;

    @BeforeAll static void aBrowserAndTheWholeTopology(SharedSite.Site site) throws Exception {
        var executable = Browser.executable();
        assumeTrue(executable.isPresent(), "no Chromium: the page is not tested (Debian: apt-get install chromium)");
        deployment = site.deployment();
        var place = Files.readAllLines(deployment.state().resolve("endpoints")).stream()
                .filter(line -> line.startsWith("load_balancer:8900 ")).findFirst().orElseThrow().split(" ")[1];
        url = "http://" + place + "/";
        browser = new Browser(executable.get());
    }

    @AfterEach void leave() {
        browser.allLeave();
    }

    @AfterAll static void end() throws Exception {
        if (browser != null) browser.close();
    }

    private static Page open(Screen screen) {
        var page = browser.open(screen);
        page.go(url);
        page.sees("#verdict b", "gateways up");
        return page;
    }

    private static void picture(Page page, String name) throws Exception {
        page.picture(Image.folder().resolveSibling("test/screenshots").resolve("watch-" + name + ".png"));
    }

    @Test void aGatewayThatIsKilledIsNamedOnMapLaneAndSentence() throws Exception {
        try (var traffic = new Traffic(deployment.port(80), 3, "/api/users/", "/api/canvas/", "/api/comments/", "/api/chat/")) {
            var page = open(Screen.DESKTOP);
            page.sees("#verdict b", "4 of 4 gateways up");
            page.await("the map has services", "document.querySelectorAll('.node').length >= 12");
            page.await("the heat map has something", "document.querySelector('#heattext').textContent.includes('since start')");
            page.await("requests are shown", "document.querySelectorAll('#rows tr[data-n]').length > 10");
            picture(page, "light");
            page.evaluate("window.shown = 0; new MutationObserver(() => { if (!window.shown && document.querySelector('#verdict b')"
                    + ".textContent.includes('api_gateway_2')) window.shown = Date.now(); }).observe(document.querySelector('#verdict'),"
                    + " {subtree: true, childList: true, characterData: true}); 0");
            long killed = System.currentTimeMillis();
            ProcessHandle.of(deployment.role("api_gateway_2").pid()).orElseThrow().destroyForcibly();
            page.await("the sentence names it", "window.shown > 0");
            page.await("the map shows it", "document.querySelector('.node[data-id*=api_gateway_2]').matches('.bad, .warn')");
            page.await("its lane has a tick", "[...document.querySelectorAll('.lane[data-peer=api_gateway_2] .tick')]"
                    + ".some(tick => +tick.dataset.at >= " + killed + ")");
            picture(page, "killed");
            double shown = ((Number) page.evaluate("window.shown")).doubleValue() - killed;
            System.out.println("a killed gateway is named after " + (long) shown + " ms");
            page.sees("#verdict b", "4 of 4 gateways up");
            page.click("#rows tr[data-n]");
            page.sees("#rows .fall", "curl -i");
            assertEquals(List.of(), page.problems());
            assertTrue(traffic.failures().stream().noneMatch(how -> how.contains(": 502")), traffic.failures().toString());
        }
    }

    @Test void aServiceThatIsStoppedIsNamedAndNotTheGateways() throws Exception {
        try (var traffic = new Traffic(deployment.port(80), 2, "/api/chat/", "/api/users/")) {
            deployment.owlboard("stop", "chat_service").exits(0);
            var page = open(Screen.DESKTOP.inTheDark());
            page.sees("#verdict b", "chat_service refuses connections");
            page.await("the map shows it", "document.querySelector('.node[data-id=\"service:chat_service\"]').matches('.bad, .warn')");
            picture(page, "dark");
            var top = deployment.owlboard("top", "--once").exits(0).text();
            assertTrue(top.startsWith("x chat_service refuses connections"), top);
            assertTrue(top.contains("api_gateway_4") && top.contains("user_service"), top);
            var phone = open(Screen.PHONE);
            phone.sees("#verdict b", "chat_service");
            phone.await("nothing is wider than the phone", "document.documentElement.scrollWidth <= innerWidth");
            picture(phone, "phone");
            deployment.owlboard("start", "chat_service").exits(0);
            page.await("it is well again", "!document.querySelector('#verdict b').textContent.includes('chat_service')");
            for (var each : List.of(page, phone)) assertEquals(List.of(), each.problems());
        }
    }
}
