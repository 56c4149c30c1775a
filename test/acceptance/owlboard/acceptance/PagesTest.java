package owlboard.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;
import owlboard.browser.Browser;
import owlboard.browser.Page.Spot;
import owlboard.browser.Screen;
import owlboard.services.json.Json;

/** The two front ends in a browser, two people at once. Pictures are kept in {@code build/test/screenshots}. */
@ExtendWith(SharedSite.class)
@ResourceLock(SharedSite.OPERATED)
class PagesTest {
    private static Deployment deployment;
    private static Browser browser;
    private static int desktop;
    private static int mobile;

    @BeforeAll static void aBrowserAndTheWholeTopology(SharedSite.Site site) throws Exception {
        var executable = Browser.executable();
        assumeTrue(executable.isPresent(), "no Chromium: the pages are not tested (Debian: apt-get install chromium)");
        deployment = site.deployment();
        desktop = deployment.port("nextjs_frontend", 3000);
        mobile = deployment.port("mobile_frontend", 80);
        browser = new Browser(executable.get());
    }

    @AfterEach void leave() {
        browser.allLeave();
    }

    @AfterAll static void end() throws Exception {
        if (browser != null) browser.close();
    }

    @Test void twoPeopleDrawOnOneBoard() throws Exception {
        var ada = Person.registered(browser, Screen.DESKTOP, desktop, "ada");
        var bob = Person.registered(browser, new Screen(760, 900, 1, false, true), desktop, "bob");
        bob.opens(ada.creates("Flight plan"), "Flight plan");
        ada.page.sees("#here", "2 here");

        var way = ada.way(.2, .7, .45, .3, 20);
        ada.page.press(way.getFirst());
        for (var spot : way) ada.page.move(spot);
        bob.seesShapes(1);  // while it is drawn
        bob.page.sees(".drawer", "ada");
        ada.page.release(way.getLast());
        ada.chooses("rect");
        ada.draws(.5, .3, .7, .6);
        bob.chooses("ellipse");
        bob.page.key("6");
        bob.draws(.75, .2, .9, .4);
        bob.chooses("line");
        bob.draws(.3, .8, .8, .8);
        ada.seesShapes(4);
        bob.seesShapes(4);

        ada.page.key("z", 2);
        bob.seesShapes(3);
        ada.page.key("z", 2 + 8);
        bob.seesShapes(4);
        bob.chooses("eraser");
        bob.draws(.55, .7, .55, .9);
        ada.seesShapes(3);
        bob.page.click("[data-action=undo]");
        ada.seesShapes(4);

        ada.isSaved();
        bob.isSaved();
        bob.page.reload();
        bob.seesShapes(4);
        bob.picture("desktop-narrow-dark");
        saved(ada, 4);
        for (var person : List.of(ada, bob)) assertEquals(List.of(), person.page.problems(), person.name);
        assertTrue(ada.page.text("#edge .answer").matches("api_gateway_[1-4] answered .*"), ada.page.text("#edge .answer"));
    }

    private static void saved(Person person, int shapes) throws Exception {
        var canvas = ((String) person.page.evaluate("location.hash")).replaceFirst(".*/", "");
        try (var client = new Client(desktop)) {
            var drawing = Client.object(200, client.get("/api/canvas?id=" + canvas));
            assertEquals(shapes, ((List<?>) drawing.get("shapes")).size());
            var svg = client.get("/api/canvas/svg?id=" + canvas).body();
            for (var element : List.of("<polyline", "<rect", "<ellipse", "<line")) assertTrue(svg.contains(element), svg);
        }
    }

    @Test void twoPeopleTalkAndComment() throws Exception {
        var cleo = Person.registered(browser, Screen.DESKTOP, desktop, "cleo");
        var dora = Person.registered(browser, Screen.DESKTOP, desktop, "dora");
        dora.opens(cleo.creates("Launch"), "Launch");
        cleo.page.sees(".people", "dora");
        sketch(cleo);

        cleo.page.types(".chat textarea", "is the nest high enough?");
        dora.page.sees(".typing", "cleo is typing");
        cleo.page.key("Enter");
        dora.page.sees(".log .text", "is the nest high enough?");
        dora.page.await("nobody types", "document.querySelector('.typing').textContent === ''");
        dora.says("Higher, and with a door.");
        cleo.page.sees(".log .text", "Higher, and with a door.");

        dora.chooses("pin");
        dora.page.drag(List.of(dora.spot(.62, .35)));
        dora.page.sees(".place", "On the place you chose");
        dora.comments("This branch bends");
        cleo.page.sees("[data-unread=comments]", "1");
        cleo.turnsTo("comments");
        cleo.page.sees(".comments .text", "This branch bends");
        cleo.page.sees(".pin", "1");
        cleo.comments("Noted, moving it.");
        dora.page.sees(".comments .text", "Noted, moving it.");
        dora.picture("desktop-comments");
        cleo.turnsTo("chat");
        cleo.isSaved();
        cleo.picture("desktop");
        cleo.page.dark(true);
        cleo.picture("desktop-dark");
        dora.page.click(".comment [aria-label='Delete this comment']");
        cleo.page.await("the pin is gone", "document.querySelectorAll('.pin').length === 0");
        for (var person : List.of(cleo, dora)) assertEquals(List.of(), person.page.problems(), person.name);
    }

    /** Something to look at. */
    private static void sketch(Person person) {
        person.page.key("2");
        person.chooses("ellipse");
        person.draws(.2, .25, .42, .6);
        person.draws(.44, .25, .66, .6);
        person.page.key("1");
        person.draws(.27, .36, .35, .5);
        person.draws(.51, .36, .59, .5);
        person.page.key("3");
        person.chooses("line");
        person.draws(.43, .5, .4, .62);
        person.draws(.43, .5, .46, .62);
        person.draws(.4, .62, .46, .62);
        person.page.key("5");
        person.chooses("pen");
        var branch = new ArrayList<Spot>();
        for (int i = 0; i <= 40; i++) branch.add(person.spot(.12 + .02 * i, .75 + .03 * Math.sin(i / 4.0)));
        person.page.drag(branch);
        person.page.key("6");
        person.chooses("rect");
        person.draws(.75, .2, .92, .42);
    }

    @Test void drawsByKeyboardAlone() throws Exception {
        var eve = Person.registered(browser, Screen.DESKTOP, desktop, "eve");
        eve.creates("Keys");
        eve.page.key("r");
        eve.page.evaluate("document.querySelector('[name=tool]:checked').focus()");
        for (int i = 0; i < 40 && !"svg".equals(eve.page.evaluate("document.activeElement.tagName")); i++) eve.page.key("Tab");
        assertEquals("svg", eve.page.evaluate("document.activeElement.tagName"), "Tab leads to the sheet");
        eve.page.key("Enter");
        for (int i = 0; i < 4; i++) eve.page.key("ArrowRight", 8);
        for (int i = 0; i < 6; i++) eve.page.key("ArrowDown");
        eve.picture("desktop-keyboard");
        eve.page.key("Enter");
        eve.seesShapes(1);
        assertEquals("200 60",
                eve.page
                .evaluate(
                "(() => { const box = document.querySelector('svg.sheet [data-id]'); return box.getAttribute('width') + ' ' + "
                + "box.getAttribute('height'); })()"));
        eve.page.key("Enter");
        eve.page.key("ArrowRight", 8);
        eve.page.key("Escape");
        eve.seesShapes(1);
        eve.isSaved();
        assertEquals(List.of(), eve.page.problems());
    }

    /** The list of those who are there is older than the news of somebody who came meanwhile. */
    @Test void whoComesWhileTheListIsOnItsWayIsNotForgotten() throws Exception {
        var lars = Person.registered(browser, Screen.DESKTOP, desktop, "lars");
        var mona = Person.registered(browser, Screen.DESKTOP, desktop, "mona");
        lars.page.evaluate("""
                window.fetch = (fetch => async (...asked) => {
                    const answer = await fetch(...asked);
                    if (String(asked[0].url ?? asked[0]).includes('/chat/users/')) await new Promise(go => window.goOn = go);
                    return answer;
                })(window.fetch)""");
        lars.page.types("[name=title]", "Late list");
        lars.page.click("#home form .primary");
        lars.page.sees("#board-title", "Late list");
        lars.page.sees(".saved", "Saved"); // and is not live, since it waits for the list
        var link = (String) lars.page.evaluate("location.href");
        lars.page.await("the list is held back", "!!window.goOn");
        mona.opens(link, "Late list");
        lars.page.sees("#here", "2 here");
        lars.page.evaluate("window.goOn(); setTimeout(() => window.taken = true, 300)");
        lars.page.await("the list is taken", "!!window.taken");
        lars.page.sees("#here", "2 here");
    }

    @Test void drawsAndTalksOnAPhone() throws Exception {
        var finn = Person.registered(browser, Screen.PHONE, mobile, "finn");
        var gwen = Person.registered(browser, Screen.PHONE.inTheDark(), mobile, "gwen");
        finn.picture("phone-boards-empty");
        var link = finn.creates("Picnic");
        gwen.opens(link, "Picnic");
        finn.page.sees("#here", "2 here");
        finn.draws(.2, .3, .7, .5);
        gwen.seesShapes(1);
        gwen.page.click("#palette-button");
        gwen.page.sees(".palette", "");
        gwen.picture("phone-palette-dark");
        gwen.page.click(".palette [value='#2460c8']");
        gwen.chooses("ellipse");
        gwen.draws(.3, .45, .7, .65);
        finn.seesShapes(2);

        var before = finn.page.evaluate("document.querySelector('svg.sheet').getAttribute('viewBox')");
        pinch(finn);
        finn.page.await("the view has changed", "document.querySelector('svg.sheet').getAttribute('viewBox') !== "
                + Json.write(before));
        finn.seesShapes(2);  // two fingers draw nothing

        gwen.turnsTo("chat");
        gwen.says("who brings the pie?");
        finn.page.sees(".parts [data-unread=chat]", "1");
        finn.picture("phone");
        finn.turnsTo("chat");
        finn.page.sees(".log .text", "who brings the pie?");
        finn.says("me");
        gwen.page.sees(".log .text", "me");
        gwen.picture("phone-chat-dark");
        gwen.turnsTo("comments");
        gwen.comments("Blanket goes here");
        gwen.picture("phone-comments-dark");
        finn.turnsTo("comments");
        finn.page.sees(".comments .text", "Blanket goes here");
        finn.page.click("#edge-button");
        finn.page.await("the gateways that answered", "document.querySelector('#edge .gateways li[data-gateway] .count')?.textContent > 0");
        finn.picture("phone-edge");
        finn.page.click("#edge .primary");
        gwen.turnsTo("board");
        gwen.picture("phone-dark");
        var hana = Person.registered(browser, Screen.PHONE.turned(), mobile, "hana");
        hana.opens(link, "Picnic");
        hana.seesShapes(2);
        hana.picture("phone-landscape");
        for (var person : List.of(finn, gwen, hana)) assertEquals(List.of(), person.page.problems(), person.name);
    }

    private static void pinch(Person person) {
        person.page.touch("touchStart", person.spot(.4, .5));
        person.page.touch("touchStart", person.spot(.4, .5), person.spot(.6, .5));
        for (int i = 1; i <= 5; i++) person.page.touch("touchMove", person.spot(.4 - .04 * i, .5), person.spot(.6 + .04 * i, .5));
        person.page.touch("touchEnd");
    }

    @Test void aConnectionLostInAFailoverIsMadeAgainAndSaid() throws Exception {
        var hugo = Person.registered(browser, Screen.DESKTOP, desktop, "hugo");
        var iris = Person.registered(browser, Screen.DESKTOP, desktop, "iris");
        iris.opens(hugo.creates("Storm"), "Storm");
        hugo.page.sees("#here", "2 here");
        // Wherever Hugo's two connections go through.
        for (var role : deployment.ps()) if (role.name().startsWith("api_gateway_")) Image.signal("KILL", role.pid());
        hugo.draws(.2, .2, .6, .6);
        hugo.page.sees("#edge .again-at", "connected again after");
        hugo.picture("desktop-again");
        hugo.isLive();
        iris.isLive();
        iris.seesShapes(1);
        hugo.isSaved();
        hugo.says("back");
        iris.page.sees(".log .text", "back");
        Await.until("all gateways run again", deployment::allHealthy);
    }

    @Test void goesOnAfterAReloadAndEndsWithTheLogin() throws Exception {
        var jane = Person.registered(browser, Screen.DESKTOP, desktop, "jane");
        var link = jane.creates("<b>Title</b> & more");
        jane.draws(.3, .3, .5, .5);
        jane.isSaved();
        jane.page.reload();
        jane.page.sees("#board-title", "<b>Title</b> & more");
        jane.seesShapes(1);
        jane.page.click("#account .home");
        jane.page.sees(".board-card .title", "<b>Title</b> & more");
        jane.page.await("the picture of the board", "document.querySelector('.board-card img').naturalWidth > 0");
        jane.picture("desktop-boards");
        jane.page.dark(true);
        jane.picture("desktop-boards-dark");
        jane.page.dark(false);
        jane.page.click("#leave");
        jane.page.sees("#sign-in h1", "Log in");
        jane.page.types("[name=username]", "jane");
        jane.page.types("[name=password]", "not her password");
        jane.page.click("#sign-in .primary");
        jane.page.sees("#sign-in .trouble", "Incorrect username or password");
        jane.picture("desktop-login");
        jane.page.go(link);
        jane.page.types("[name=username]", "jane");
        jane.page.types("[name=password]", "secret of jane");
        jane.page.key("Enter");
        jane.page.sees("#board-title", "<b>Title</b> & more");
    }

    @Test void aHandshakeWithoutAnAnswerIsTriedAnew() throws Exception {
        var nora = Person.registered(browser, Screen.DESKTOP, desktop, "nora");
        nora.page.evaluate("""
                (() => {
                    const Real = WebSocket;
                    let silent = 4;
                    window.WebSocket = function (url) {
                        if (silent-- <= 0) return new Real(url);
                        window.made = 4 - silent;
                        return Object.assign(new EventTarget(), { close() { window.dropped = (window.dropped ?? 0) + 1; } });
                    };
                })()""");
        nora.page.types("[name=title]", "Silence");
        nora.page.click("#home form .primary");
        nora.page.sees("#edge .live", "Waiting for chat and drawing, comments, no answer yet");
        nora.page.click("#edge .again");
        nora.page.await("both are asked anew", "window.made === 4 && window.dropped >= 2");
        nora.isLive();  // after five seconds without an answer
        nora.page.await("none of the silent ones is kept", "window.dropped === 4");
    }

    @Test void saysWhatItWaitsForAndTriesAgainWhenTold() throws Exception {
        var otto = Person.registered(browser, Screen.DESKTOP, desktop, "otto");
        otto.page.evaluate("""
                window.fetch = (fetch => (...asked) => {
                    if (!window.away || !String(asked[0]).includes('/dashboards')) return fetch(...asked);
                    return Promise.resolve(new Response('{"detail": "the store is away: MySQL at 192.0.2.7:3306"}',
                            { status: 503, headers: { 'X-Upstream-Server': 'api_gateway_9:80' } }));
                })(window.fetch)""");
        otto.page.evaluate("window.away = true; location.hash = '#again'");
        otto.page.sees("#home .empty", "Waiting for your boards");
        otto.page.sees("#edge .live", "Waiting for your boards, next attempt");
        otto.page.sees("#edge .answer", "api_gateway_9 answered GET /users/");
        otto.page.sees("#edge .answer", "with 503");
        otto.picture("desktop-waiting");
        assertEquals(false, otto.page.evaluate("document.body.textContent.includes('MySQL')"));
        otto.page.await("a pause that is worth cutting short", "/in [5-8] s/.test(document.querySelector('#edge .live').textContent)");
        otto.page.evaluate("window.away = false");
        otto.page.click("#edge .again");
        otto.page.sees("#home .empty", "You have no board yet");
        otto.page.await("nothing is waited for",
                "document.querySelector('#edge').dataset.live === 'off' && document.querySelector('#edge .again').hidden");

        otto.page.evaluate("window.fetch = () => Promise.reject(new TypeError('cut'))");
        otto.page.types("[name=title]", "Never made");
        otto.page.click("#home form .primary");
        otto.page.sees("#home .trouble", "OwlBoard cannot be reached at the moment.");
    }

    @Test void whatIsSaidWhileTheChatIsAwayIsSentWhenItIsBack() throws Exception {
        var pia = Person.registered(browser, Screen.DESKTOP, desktop, "pia");
        var quin = Person.registered(browser, Screen.DESKTOP, desktop, "quin");
        quin.opens(pia.creates("Away"), "Away");
        pia.page.sees("#here", "2 here");
        pia.says("before");
        quin.page.sees(".log .text", "before");
        pia.page.evaluate("""
                new MutationObserver(() => { window.waited ||= [...document.querySelectorAll('.pending')]
                        .some(node => node.textContent.includes('waiting to be sent')); })
                    .observe(document.querySelector('.log'), { childList: true })""");
        var chat = deployment.ps().stream().filter(role -> role.name().equals("chat_service")).findFirst().orElseThrow();
        Image.signal("KILL", chat.pid());
        pia.says("meanwhile");
        pia.says("and more");
        assertEquals(true, pia.page.evaluate("window.waited"));
        for (var person : List.of(pia, quin)) {
            person.page.sees(".log .message:not(.pending) .text", "meanwhile");
            person.page.sees(".log .message:not(.pending) .text", "and more");
            person.isLive();
            assertEquals("before,meanwhile,and more",
                    person.page.evaluate("[...document.querySelectorAll('.log .text')].map(node => node.textContent).join()"), person.name);
        }
        Await.until("the chat runs again", deployment::allHealthy);
    }

    /** While the list is on its way that is asked for after a loss of the connection. */
    @Test void aChatThatWasClearedShowsWhatIsSaidAfterwards() throws Exception {
        var rosa = Person.registered(browser, Screen.DESKTOP, desktop, "wanda");
        var sven = Person.registered(browser, Screen.DESKTOP, desktop, "sven");
        sven.page.evaluate("""
                (() => {
                    const Real = WebSocket, fetch = window.fetch;
                    window.sockets = [];
                    window.WebSocket = function (url) {
                        const socket = new Real(url);
                        window.sockets.push(socket);
                        return socket;
                    };
                    window.fetch = async (...asked) => {
                        const answer = await fetch(...asked);
                        if (window.slow && String(asked[0].url ?? asked[0]).includes('/chat/messages/')) {
                            await new Promise(go => window.goOn = go);
                        }
                        return answer;
                    };
                })()""");
        rosa.opens(sven.creates("Cleared"), "Cleared");
        sven.page.sees("#here", "2 here");
        rosa.says("old");
        sven.page.sees(".log .text", "old");

        sven.page.evaluate("window.slow = true; window.sockets.forEach(socket => socket.close())");
        sven.page.await("the list is held back", "!!window.goOn");
        sven.page.await("both are open again", "window.sockets.filter(socket => socket.readyState === 1).length === 2");
        sven.page.types(".chat textarea", "waits");
        sven.page.key("Enter");
        sven.page.sees(".log .pending .text", "waits");
        clearsChat(rosa);
        sven.page.await("the old one is gone", "!document.querySelector('.log').textContent.includes('old')");
        rosa.says("new");
        sven.page.sees(".log .text", "new");
        sven.page.evaluate("window.slow = false; window.goOn()");
        sven.page.sees(".log .message:not(.pending) .text", "waits");
        assertEquals("new,waits", said(sven));
    }

    private static void clearsChat(Person person) throws Exception {
        person.page.evaluate("""
                fetch('/api/chat/messages/' + location.hash.split('/')[2], { method: 'DELETE' })
                    .then(answer => answer.text())""");
        person.page.await("it is cleared here", "document.querySelectorAll('.log .text').length === 0");
    }

    private static Object said(Person person) throws Exception {
        return person.page.evaluate("[...document.querySelectorAll('.log .text')].map(node => node.textContent).join()");
    }

    @Test void aLoginIsOneForAllTabs() {
        var rosa = Person.registered(browser, Screen.DESKTOP, desktop, "rosa");
        var tab = browser.beside(rosa.page);
        tab.go("http://localhost:" + desktop + "/");
        tab.sees("#account .who", "rosa");
        tab.click("#leave");
        rosa.page.sees("#sign-in h1", "Log in");
        rosa.page.types("[name=username]", "rosa");
        rosa.page.types("[name=password]", "secret of rosa");
        rosa.page.key("Enter");
        rosa.page.sees("#home h1", "Boards");
        tab.sees("#home h1", "Boards");
    }

    @Test void theHeadingOfAnotherScreenHasTheFocus() {
        var sara = Person.registered(browser, Screen.DESKTOP, desktop, "sara");
        assertEquals("Boards", sara.page.evaluate("document.activeElement.textContent"));
        sara.creates("Focus");
        assertEquals("board-title", sara.page.evaluate("document.activeElement.id"));
    }

    @Test void magnifiedTwiceNothingIsOutOfSight() throws Exception {
        var tess = Person.registered(browser, new Screen(640, 400, 2, false, false), desktop, "tess");
        tess.picture("desktop-zoomed-boards");
        tess.creates("Near");
        tess.draws(.2, .2, .6, .6);
        tess.chooses("pin");
        for (var part : List.of("#account", ".rail", ".stage", "#tab-comments", ".chat textarea", ".chat .primary", "#edge")) {
            assertEquals(true, tess.page.evaluate("(() => { const box = document.querySelector('" + part + "').getBoundingClientRect();"
                    + " return box.width > 20 && box.left >= 0 && box.top >= 0 && box.right <= innerWidth && box.bottom <= innerHeight; "
                    + "})()"), part);
        }
        assertEquals(true, tess.page.evaluate("document.documentElement.scrollWidth <= innerWidth"));
        tess.page.click("#share");  // without a clipboard it is a dialog, with one a notice
        tess.page
                .evaluate(
                "document.querySelector('dialog[open]')?.close(); for (let i = 0; i < 3; i++) "
                + "document.querySelector('#notices').append(Object.assign(document.createElement('p'), { textContent: 'A line of a "
                + "notice ' + i }))");
        assertEquals(true,
                tess.page
                .evaluate(
                "(() => { const notices = document.querySelector('#notices').getBoundingClientRect(); const side = "
                + "document.querySelector('.side').getBoundingClientRect();"
                + " return notices.right <= side.left || notices.bottom <= side.top; })()"), "notices leave the tabs free");
        tess.picture("desktop-zoomed");
    }

    @Test void thePageIsSmallAndAskedForAtOnce() {
        for (var entry : Map.of(desktop, Screen.DESKTOP, mobile, Screen.PHONE).entrySet()) {
            var page = browser.open(entry.getValue());
            page.slow(100, 50_000);
            page.go("http://localhost:" + entry.getKey() + "/");
            page.sees("#sign-in h1", "Log in");
            var scripts = "performance.getEntriesByType('resource').filter(one => one.name.endsWith('.js')).length";
            assertEquals(1L, page.evaluate(scripts));
            var bytes =
                    ((Number) page.evaluate(
                    "[...performance.getEntriesByType('resource'), ...performance.getEntriesByType('navigation')].reduce((sum, one) => "
                    + "sum + one.transferSize, 0)")).intValue();
            assertTrue(bytes < 45_000, bytes + " bytes for the first picture");
        }
    }

    @Test void copiesOfABoardThatWereChangedApartBecomeTheSame() {
        var page = browser.open(Screen.DESKTOP);
        page.go("http://localhost:" + desktop + "/");
        assertEquals("a,c a,c 4 4 false", page.evaluate("""
                import('/shared/sketch.js').then(({ Sketch }) => {
                    const line = (id, at) => ({ id, type: 'line', x1: 0, y1: 0, x2: 9, y2: 9, stroke: '#d1353f', stroke_width: 3, at });
                    const [one, other] = [new Sketch(), new Sketch()];
                    for (const sketch of [one, other]) ['a', 'b'].forEach((id, i) => sketch.put(line(id, i)));
                    one.cut('b');
                    other.put(line('c', 2));
                    other.merge(one.saved('x'));
                    one.merge(other.saved('x'));
                    const ids = sketch => sketch.saved('x').shapes.map(shape => shape.id).join();
                    return [ids(one), ids(other), one.count(), other.count(), one.merge(other.saved('x'))].join(' ');
                })"""));
    }

    @Test void whatNoPageWouldSendChangesNothing() {
        var kim = Person.registered(browser, Screen.DESKTOP, desktop, "kim");
        kim.creates("Junk");
        kim.draws(.3, .3, .5, .5);
        kim.page.evaluate("""
                new Promise(done => {
                    const [, , board] = location.hash.split('/');
                    const socket = new WebSocket(`ws://${location.host}/api/chat/ws/${board}?user_id=666&username=troll`);
                    socket.onopen = () => {
                        const junk = [{}, { op: 'put', shapes: 5 },
                            { op: 'put', shapes: [null, 7, { id: 'x', type: 'script' }, { id: 'y', type: 'pen', points: 'z' }] },
                            { op: 'cut', ids: { length: 3 } }, { op: 'draft' }, { op: 'more', id: 'x', points: [1] },
                            { op: 'saved', count: -1 },
                            { op: 'put', shapes: [{ id: 'w', type: 'rect', x: 'a', y: 1e99, width: -4, height: null,
                                stroke: 'url(#x)', stroke_width: 1e9 }] }];
                        for (const data of junk) socket.send(JSON.stringify({ type: 'draw', data }));
                        socket.send(JSON.stringify({ type: 'chat_message', data: { content: '<img src=x onerror=alert(1)> done' } }));
                    };
                    socket.onmessage = event => { if (event.data.includes(' done')) { socket.close(); done(); } };
                })""");
        kim.page.sees(".log .text", "<img src=x onerror=alert(1)> done");
        kim.seesShapes(2);  // the last one is a shape, within its bounds
        assertEquals("1000 60",
                kim.page
                .evaluate(
                "(() => { const rect = document.querySelector('[data-id=w]'); return rect.getAttribute('y') + ' ' + "
                + "rect.getAttribute('stroke-width'); })()"));
        assertEquals(List.of(), kim.page.problems());
    }

    @Test void pagesComeWithTheirHeadersAndAreSentOnce() throws Exception {
        for (var entry : Map.of(desktop, "desktop", mobile, "mobile").entrySet()) {
            try (var client = new Client(entry.getKey())) {
                var page = client.get("/");
                assertEquals(200, page.statusCode());
                var policy = page.headers().firstValue("Content-Security-Policy").orElse("");
                assertTrue(policy.startsWith("default-src 'none'; script-src 'self';") && !policy.contains("unsafe"), policy);
                assertEquals("nosniff", page.headers().firstValue("X-Content-Type-Options").orElse(""));
                assertEquals("text/javascript", client.get("/" + entry.getValue() + ".js").headers().firstValue("Content-Type").orElse(""));
                var etag = page.headers().firstValue("ETag").orElseThrow();
                try (var again = new Raw(entry.getKey())) {
                    assertEquals(304, again.gets("/", "If-None-Match: " + etag).answer().status());
                    assertEquals("<svg", again.gets("/shared/owl.svg", "Range: bytes=0-3").answer().body());
                }
                try (var packing = new Raw(entry.getKey())) {
                    var script = "/" + entry.getValue() + ".js";
                    var plain = packing.gets(script).answer();
                    var packed = packing.gets(script, "Accept-Encoding: br, gzip;q=0.8").answer();
                    assertEquals(List.of("gzip"), packed.values("Content-Encoding"));
                    assertEquals(List.of("text/javascript"), packed.values("Content-Type"));
                    assertTrue(length(packed) * 3 < length(plain), length(packed) + " of " + length(plain));
                    for (var other : List.of(plain, packing.gets(script, "Accept-Encoding: gzip; q=0, br").answer(),
                            packing.gets("/none.js", "Accept-Encoding: gzip").answer())) {
                        assertEquals(List.of(), other.values("Content-Encoding"));
                        assertEquals(List.of("Accept-Encoding"), other.values("Vary"));
                    }
                }
                assertEquals(404, client.get("/shared/missing.js").statusCode());
                assertEquals(400, client.get("/shared/..%2f..%2flb.conf").statusCode(), "outside of the root");
                var call = client.get("/api/users/");
                assertEquals(List.of("nosniff"), call.headers().allValues("X-Content-Type-Options"), "once");
                assertEquals(entry.getValue(), call.headers().firstValue("X-Front-End").orElse(""));
            }
        }
    }

    private static int length(Message answer) {
        return Integer.parseInt(answer.values("Content-Length").getFirst());
    }
}
