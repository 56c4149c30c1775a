package owlboard.browser;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import owlboard.harness.Tree;

/** One browser process. Pages in it know nothing of each other. */
public final class Browser implements AutoCloseable {
    private static final String ANNOUNCES = "DevTools listening on ";
    private static final long ENDS_WITHIN_SECONDS = 10;

    private final Path profile;
    private final Process process;
    private final DevTools devTools;
    private final Queue<Object> people = new ConcurrentLinkedQueue<>();

    /** Where Debian and others install it. */
    public static Optional<Path> executable() {
        return Stream.of("chromium", "chromium-browser", "google-chrome")
                .flatMap(name -> Stream.of("/usr/bin", "/usr/local/bin", "/snap/bin").map(folder -> Path.of(folder, name)))
                .filter(Files::isExecutable).findFirst();
    }

    public Browser(Path executable) throws IOException {
        profile = Files.createTempDirectory("browser");
        // No sandbox: it cannot be had as root. The rest keeps it from speaking to anybody but the pages.
        process = new ProcessBuilder(executable.toString(), "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic",
                "--disable-dev-shm-usage",
                "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
                "--disable-extensions", "--hide-scrollbars",
                // a process for a page that nobody opens, and one for lists under an address line that nobody sees
                "--disable-features=SpareRendererForSitePerProcess,WebUIOmniboxPopup,WebUIOmniboxAimPopup",
                "--force-color-profile=srgb", "--lang=en-GB", "--user-data-dir=" + profile, "--remote-debugging-port=0", "about:blank")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        try {
            devTools = new DevTools(address());
        } catch (IOException | RuntimeException failed) {
            end();
            throw failed;
        }
    }

    private URI address() throws IOException {
        var said = new StringBuilder();
        var errors = process.errorReader(StandardCharsets.UTF_8);
        for (var line = errors.readLine(); line != null; line = errors.readLine()) {
            said.append(line).append('\n');
            if (!line.startsWith(ANNOUNCES)) continue;
            Thread.ofPlatform().daemon().start(() -> errors.lines().forEach(unread -> { }));
            return URI.create(line.substring(ANNOUNCES.length()));
        }
        throw new IOException("the browser did not start:\n" + said);
    }

    /** A person with a window of their own. */
    public Page open(Screen screen) {
        var context = devTools.send(null, "Target.createBrowserContext").get("browserContextId");
        people.add(context);
        return open(context, screen);
    }

    /** All of them close their windows, which would go on to draw and to listen. */
    public void allLeave() {
        for (var context = people.poll(); context != null; context = people.poll()) {
            devTools.send(null, "Target.disposeBrowserContext", "browserContextId", context);
        }
    }

    /** Another tab of the same person. */
    public Page beside(Page page) {
        return open(page.context(), page.screen());
    }

    private Page open(Object context, Screen screen) {
        var target = devTools.send(null, "Target.createTarget", "url", "about:blank", "browserContextId", context).get("targetId");
        var session = (String) devTools.send(null, "Target.attachToTarget", "targetId", target, "flatten", true).get("sessionId");
        return new Page(devTools, context, session, screen);
    }

    private void end() throws IOException {
        var family = process.descendants().toList();
        process.destroy();
        try {
            if (!process.waitFor(ENDS_WITHIN_SECONDS, TimeUnit.SECONDS)) process.destroyForcibly().waitFor();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
        family.forEach(ProcessHandle::destroyForcibly);
        for (var child : family) child.onExit().join();
        Tree.delete(profile);
    }

    @Override public void close() throws IOException {
        devTools.close();
        end();
    }
}
