package owlboard.acceptance;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import owlboard.browser.Browser;
import owlboard.browser.Page;
import owlboard.browser.Page.Spot;
import owlboard.browser.Screen;

/** Somebody with an account at a front end. */
final class Person {
    final String name;
    final Page page;
    final Screen screen;
    private final String site;

    private Person(String name, Page page, Screen screen, String site) {
        this.name = name;
        this.page = page;
        this.screen = screen;
        this.site = site;
    }

    /** @param port of the front end */
    static Person registered(Browser browser, Screen screen, int port, String name) {
        var person = new Person(name, browser.open(screen), screen, "http://localhost:" + port + "/");
        person.page.go(person.site);
        person.page.click("#sign-in form .quiet");
        person.page.types("[name=username]", name);
        person.page.types("[name=email]", name + "@example.org");
        person.page.types("[name=password]", "secret of " + name);
        person.page.click("#sign-in .primary");
        person.page.sees("#home h1", "Boards");
        return person;
    }

    /** The link that others open it by. */
    String creates(String title) {
        page.types("[name=title]", title);
        page.click("#home form .primary");
        isOn(title);
        return (String) page.evaluate("location.href");
    }

    void opens(String link, String title) {
        page.types("[name=link]", link);
        page.key("Enter");
        isOn(title);
    }

    private void isOn(String title) {
        page.sees("#board-title", title);
        page.sees(".saved", "Saved");
        isLive();
    }

    void isLive() {
        page.await("the connections are open", "document.querySelector('#edge').dataset.live === 'open'");
    }

    void chooses(String tool) {
        page.evaluate("(() => { const input = document.querySelector('[name=tool][value=" + tool + "]'); input.click(); })()");
    }

    /** From one place of the sheet to another, both in parts of the window, over this many spots. */
    void draws(double fromX, double fromY, double toX, double toY) {
        page.drag(way(fromX, fromY, toX, toY, 12));
    }

    List<Spot> way(double fromX, double fromY, double toX, double toY, int steps) {
        return IntStream.rangeClosed(0, steps).mapToObj(i -> spot(fromX + (toX - fromX) * i / steps, fromY + (toY - fromY) * i / steps))
                .toList();
    }

    /** A place in the visible part of the sheet: 0 to 1 in both directions. */
    Spot spot(double x, double y) {
        var box = (Map<?, ?>) page
                .evaluate(
                "(() => { const box = document.querySelector('svg.sheet').getBoundingClientRect(); return { x: box.x, y: box.y, w: "
                + "box.width, h: box.height }; })()");
        return new Spot(number(box, "x") + x * number(box, "w"), number(box, "y") + y * number(box, "h"));
    }

    private static double number(Map<?, ?> box, String name) {
        return ((Number) box.get(name)).doubleValue();
    }

    void seesShapes(int count) {
        page.await(name + " sees " + count + " shape(s)", "document.querySelectorAll('svg.sheet [data-id]').length === " + count);
    }

    void isSaved() {
        page.await("all is saved", "document.body.dataset.saved === 'saved'");
    }

    /** Where the page is a narrow one: {@code board}, {@code chat} or {@code comments}. */
    void turnsTo(String part) {
        if (screen.phone()) page.click(".parts [data-part=" + part + "]");
        else if (!part.equals("board")) page.click("[role=tab][data-part=" + part + "]");
    }

    void says(String text) {
        page.types(".chat textarea", text);
        page.key("Enter");
    }

    void comments(String text) {
        page.types(".comments textarea", text);
        page.key("Enter");
    }

    void picture(String file) throws IOException {
        page.picture(Image.folder().resolveSibling("test/screenshots").resolve(file + ".png"));
    }
}
