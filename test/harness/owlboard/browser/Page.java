package owlboard.browser;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import owlboard.harness.Patience;
import owlboard.services.json.Json;

/** A window, and the person before it. */
public final class Page {

    private final DevTools devTools;
    private final Object context;
    private final String session;
    private final Screen screen;
    private final List<String> problems = new CopyOnWriteArrayList<>();

    /** A place in the window, in CSS pixels. */
    public record Spot(double x, double y) {}

    /** @param context the browser context: pages of one share storage and cache */
    Page(DevTools devTools, Object context, String session, Screen screen) {
        this.devTools = devTools;
        this.context = context;
        this.session = session;
        this.screen = screen;
        devTools.listen(session, this::hear);
        for (var domain : List.of("Page", "Runtime", "Log")) send(domain + ".enable");
        send("Emulation.setDeviceMetricsOverride", "width", screen.width(), "height", screen.height(), "deviceScaleFactor",
                screen.density(), "mobile", screen.phone());
        if (screen.phone()) send("Emulation.setTouchEmulationEnabled", "enabled", true, "maxTouchPoints", 5);
        dark(screen.dark());
    }

    private Map<?, ?> send(String method, Object... parameters) {
        return devTools.send(session, method, parameters);
    }

    private void hear(String event, Map<?, ?> data) {
        switch (event) {
            case "Runtime.exceptionThrown" -> problems.add("exception: " + data.get("exceptionDetails"));
            case "Runtime.consoleAPICalled" -> {
                if ("error".equals(data.get("type")) || "warning".equals(data.get("type"))) problems.add("console: " + data.get("args"));
            }
            case "Log.entryAdded" -> {
                var entry = (Map<?, ?>) data.get("entry");
                if ("error".equals(entry.get("level")) || "security".equals(entry.get("source"))) {
                    problems.add(entry.get("source") + ": " + entry.get("text") + " " + entry.get("url"));
                }
            }
            default -> { }  // of no interest here
        }
    }

    /** What the page complained about so far: exceptions, console errors, refused or failed loads. */
    public List<String> problems() {
        return List.copyOf(problems);
    }

    public void forgetProblems() {
        problems.clear();
    }

    public void dark(boolean dark) {
        send("Emulation.setEmulatedMedia", "features",
                List.of(Json.object("name", "prefers-color-scheme", "value", dark ? "dark" : "light")));
    }

    Object context() {
        return context;
    }

    Screen screen() {
        return screen;
    }

    /** A line that takes so long to begin to answer, and brings so many bytes a second. */
    public void slow(int latencyMillis, int bytesPerSecond) {
        send("Network.enable");
        send("Network.emulateNetworkConditions", "offline", false, "latency", latencyMillis, "downloadThroughput", bytesPerSecond,
                "uploadThroughput", bytesPerSecond);
    }

    /** Returns when the document is there. */
    public void go(String url) {
        var error = send("Page.navigate", "url", url).get("errorText");
        if (error != null) throw new AssertionError(url + ": " + error);
        await("the document of " + url, "document.readyState === 'complete'");
    }

    public void reload() {
        evaluate("window.stale = true");
        send("Page.reload");
        await("the document again", "!window.stale && document.readyState === 'complete'");
    }

    /** A JavaScript expression's value as JSON has it; promises are awaited. */
    public Object evaluate(String expression) {
        var answer = send("Runtime.evaluate", "expression", expression, "returnByValue", true, "awaitPromise", true);
        if (answer.get("exceptionDetails") != null) throw new AssertionError(expression + ": " + answer.get("exceptionDetails"));
        return ((Map<?, ?>) answer.get("result")).get("value");
    }

    /** Until the expression is true; an expression that throws is not. */
    public void await(String what, String expression) {
        long end = System.nanoTime() + Patience.NANOS;
        while (!holds(expression)) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not within " + Patience.SECONDS + " s: " + what + "\n" + expression
                        + "\nproblems: " + problems + "\nthe page says:\n" + evaluate("document.body.innerText"));
            }
            pause();
        }
    }

    private boolean holds(String expression) {
        try {
            return Boolean.TRUE.equals(evaluate("(() => { try { return Boolean(" + expression + "); } catch { return false; } })()"));
        } catch (AssertionError gone) {
            if (gone.getMessage().contains("navigated or closed")) return false; // the old document was asked while the new one came
            throw gone;
        }
    }

    private static void pause() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** Until an element that suits the selector is shown, and says this somewhere. */
    public void sees(String selector, String text) {
        await(selector + " says " + text, "[...document.querySelectorAll(" + quoted(selector)
                + ")].some(node => node.checkVisibility() && node.textContent.includes(" + quoted(text) + "))");
    }

    public String text(String selector) {
        return (String) evaluate("document.querySelector(" + quoted(selector) + ").textContent");
    }

    /** The middle of the first element shown that suits. */
    public Spot middle(String selector) {
        var find = "[...document.querySelectorAll(" + quoted(selector) + ")].find(node => node.checkVisibility())";
        await(selector + " is shown", find);
        evaluate(find + ".scrollIntoView({ block: 'nearest' })");
        var box = (Map<?, ?>) evaluate("(() => { const box = " + find
                + ".getBoundingClientRect(); return { x: box.left + box.width / 2, y: box.top + box.height / 2 }; })()");
        return new Spot(((Number) box.get("x")).doubleValue(), ((Number) box.get("y")).doubleValue());
    }

    /** With the mouse, or a finger on a phone. */
    public void click(String selector) {
        await(selector + " can be used", "document.querySelector(" + quoted(selector) + ")?.disabled !== true");
        tap(middle(selector));
    }

    /** The finger does not wait on the screen for a busy page to see it: that would be a long press, which is no click. */
    private void tap(Spot spot) {
        if (!screen.phone()) {
            drag(List.of(spot));
            return;
        }
        var down = devTools.post(session, "Input.dispatchTouchEvent", "type", "touchStart", "touchPoints", List.of(finger(spot, 0)));
        touch("touchEnd");
        DevTools.result("touchStart", down);
    }

    /** Presses at the first spot, moves over the others, lets go. */
    public void drag(List<Spot> way) {
        var held = new ArrayList<>(way);
        press(held.getFirst());
        for (var spot : held.subList(1, held.size())) move(spot);
        release(held.getLast());
    }

    public void press(Spot spot) {
        if (screen.phone()) touch("touchStart", spot);
        else {
            mouse("mouseMoved", spot, 0);
            mouse("mousePressed", spot, 1);
        }
    }

    public void move(Spot spot) {
        if (screen.phone()) touch("touchMove", spot);
        else mouse("mouseMoved", spot, 1);
    }

    public void release(Spot spot) {
        if (screen.phone()) touch("touchEnd");
        else mouse("mouseReleased", spot, 0);
    }

    /** Fingers that are down. */
    public void touch(String type, Spot... fingers) {
        var points = new ArrayList<Object>();
        for (int i = 0; i < fingers.length; i++) points.add(finger(fingers[i], i));
        send("Input.dispatchTouchEvent", "type", type, "touchPoints", points);
    }

    private static Map<String, Object> finger(Spot spot, int id) {
        return Json.object("x", spot.x(), "y", spot.y(), "id", id);
    }

    private void mouse(String type, Spot spot, int buttons) {
        send("Input.dispatchMouseEvent", "type", type, "x", spot.x(), "y", spot.y(), "button", type.equals("mouseMoved")
                && buttons == 0 ? "none" : "left", "buttons", buttons, "clickCount", 1);
    }

    /** Replaces what a field holds. */
    public void types(String selector, String text) {
        await(selector + " is shown", "document.querySelector(" + quoted(selector) + ")?.checkVisibility()");
        evaluate("document.querySelector(" + quoted(selector) + ").focus(); document.activeElement.select?.()");
        send("Input.insertText", "text", text);
    }

    /** @param key as {@code KeyboardEvent.key} names it; {@code modifiers}: 1 Alt, 2 Ctrl, 4 Meta, 8 Shift */
    public void key(String key, int modifiers) {
        var typed = key.length() == 1 && modifiers % 8 == 0 ? key : null;
        var text = key.equals("Enter") ? "\r" : typed;
        var code = switch (key) {
            case "Enter" -> 13;
            case "Tab" -> 9;
            case "Escape" -> 27;
            case "ArrowLeft" -> 37;
            case "ArrowUp" -> 38;
            case "ArrowRight" -> 39;
            case "ArrowDown" -> 40;
            default -> Character.toUpperCase(key.charAt(0));
        };
        var down = Json.object("type", text == null ? "rawKeyDown" : "keyDown", "key", key, "windowsVirtualKeyCode", (long) code,
                "modifiers", modifiers);
        if (text != null) down.put("text", text);
        send("Input.dispatchKeyEvent", down.entrySet().stream()
                .flatMap(entry -> Stream.of(entry.getKey(), entry.getValue())).toArray());
        send("Input.dispatchKeyEvent", "type", "keyUp", "key", key, "windowsVirtualKeyCode", (long) code, "modifiers", modifiers);
    }

    public void key(String key) {
        key(key, 0);
    }

    /** A PNG of the window. */
    public void picture(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.write(file, Base64.getDecoder().decode((String) send("Page.captureScreenshot", "format", "png").get("data")));
    }

    private static String quoted(String text) {
        return Json.write(text);
    }
}
