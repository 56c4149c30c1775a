package owlboard.proxy.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import owlboard.browser.Browser;
import owlboard.browser.Screen;
import owlboard.edge.Edge;
import owlboard.edge.OwlboardOnly;

/** {@code owlboard_page} in a browser: what its cells and ticks lead to. */
@OwlboardOnly(row = "owlboard-page", value = "has none")
class PageTest {
    private static final String CONF = """
            upstream api { server a:80; server b:80; }
            server { listen 80; server_name shop; location / { proxy_pass http://api; } location /page/ { owlboard_page; } }
            """;

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
            page.click(".node[data-id^='peer:']");
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
            page.click(".node[data-id=self]");
            page.sees("#facts", "last reload");
            assertEquals(List.of(), page.problems());
        }
    }
}
