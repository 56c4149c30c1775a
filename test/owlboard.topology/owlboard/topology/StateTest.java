package owlboard.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateTest {
    @TempDir Path folder;

    private static String permissions(Path file) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private static void assertPartsArePrivate(State state) throws Exception {
        for (var part : new String[] {"logs", "pids", "roots", "roles", "confs"}) {
            assertEquals("rwx------", permissions(state.folder().resolve(part)), part);
        }
    }

    @Test void aCommandIsTypedAsItIsTold() {
        assertEquals("owlboard ps --state /tmp/a-b_c.d/1", State.at(Path.of("/tmp/a-b_c.d/1")).command("ps"));
        assertEquals("owlboard ps --state '/tmp/my st\u00e4te'", State.at(Path.of("/tmp/my st\u00e4te")).command("ps"));
        assertEquals("'/tmp/it'\\''s $HOME'", State.word("/tmp/it's $HOME"));
        assertEquals("owlboard ps", State.at(Path.of("run")).command("ps"));
    }

    /** As after the wall clock was put forward by 400 days. */
    @Test void theAgeOfAProcessIsNotOfTheWallClock() {
        long year = System.currentTimeMillis() - 400L * 86_400_000;
        var status = new Status("a", "gateway", ProcessHandle.current().pid(), "running", "healthy", "", "", 0, year, "");
        assertTrue(status.ageSeconds() < 86_400, status.uptime());
        assertEquals("400d 0h", new Status("a", "gateway", 0, "running", "healthy", "", "", 0, year, "").uptime());
        assertEquals("-", new Status("a", "gateway", 0, "stopped", "", "", "", 0, 0, "").uptime());
    }

    @Test void aNewFolderIsItsOwners() throws Exception {
        var state = State.at(folder.resolve("a/state"));
        state.create();
        assertEquals("rwx------", permissions(state.folder()));
        assertPartsArePrivate(state);
    }

    @Test void whatIsInAFolderOfSomebodyElseIsItsOwnersToo() throws Exception {
        var state = State.at(folder.resolve("state"));
        for (var made : new Path[] {state.folder(), state.folder().resolve("roles")}) {
            Files.createDirectory(made);
            Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        state.create();
        assertEquals("rwxr-xr-x", permissions(state.folder()), "it is not ours to close");
        assertPartsArePrivate(state);
    }
}
