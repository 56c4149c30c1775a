package owlboard.proxy.upstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EventsTest {
    @TempDir
    private Path folder;

    private static Event event(String why) {
        return new Event(0, 1_790_000_000_000L, "api", "a:80", "127.0.0.1:1", "up", "unavail", 1500, 2, why);
    }

    @Test
    void keepsTheLastThousandByNumber() {
        var events = new Events(null);
        for (int i = 1; i <= Events.KEPT + 10; i++) events.add(event("failure " + i));
        assertEquals(Events.KEPT + 10, events.last());
        assertEquals(Events.KEPT, events.after(0).size());
        assertEquals(11, events.after(0).getFirst().number());
        assertEquals("failure 1005", events.after(1004).getFirst().why());
        assertEquals(6, events.after(1004).size());
    }

    @Test
    void eachIsALineOfTheFileWhichIsCutAtAMegabyte() throws Exception {
        var file = folder.resolve("role").resolve(Events.FILE);
        try (var events = new Events(file)) {
            events.add(event("connect() failed\nhttp://evil"));
        }
        assertEquals("2026-09-21T14:13:20.000Z upstream \"api\" peer a:80 (127.0.0.1:1): up -> unavail after 1.5 s, active 2: "
                + "connect() failed http://evil\n", Files.readString(file));
        Files.writeString(file, "x".repeat(1 << 20));
        try (var events = new Events(file)) {
            events.add(event("again"));
        }
        assertTrue(Files.readString(file).endsWith(": again\n"));
        assertTrue(Files.size(file) < 1000);
        assertEquals(1 << 20, Files.size(file.resolveSibling(Events.FILE + ".1")));
    }

    @Test
    void aPeerTellsEachChangeOnce() {
        var peer = Peers.peer("a:80", 1, 0, 1, 10, false);
        assertNull(peer.change("api", "", 100, false), "what it begins with");
        peer.failed(100, false);
        var out = peer.change("api", "no answer", 100, false);
        assertEquals("up unavail no answer", out.from() + " " + out.to() + " " + out.why());
        peer.failed(100, false);
        assertNull(peer.change("api", "no answer", 100, false));
        peer.chosen(111);
        peer.succeeded();
        assertEquals("unavail up", peer.change("api", "it answers", 111, false) instanceof Event back ? back.from() + " " + back.to() : "");
    }
}
