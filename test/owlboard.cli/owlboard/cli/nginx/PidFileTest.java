package owlboard.cli.nginx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;

class PidFileTest {
    @TempDir Path folder;

    @Test void tellsThisProcess() throws Exception {
        var file = new PidFile(folder.resolve("pid").toString());
        file.write();
        assertEquals(ProcessHandle.current().pid(), file.read());
        file.remove();
        assertFalse(Files.exists(folder.resolve("pid")));
    }

    @Test void tidiesUpAfterOneThatWasKilled() throws Exception {
        var killed = new ProcessBuilder("true").start();
        killed.waitFor();
        var tools = Files.createFile(Path.of("/tmp/.java_pid" + killed.pid()));
        Files.writeString(folder.resolve("pid"), killed.pid() + "\n");
        new PidFile(folder.resolve("pid").toString()).write();
        assertFalse(Files.exists(tools));
    }

    @Test void refusesWhatIsNoPid() throws Exception {
        var file = new PidFile(folder.resolve("pid").toString());
        for (var text : new String[] {"", "junk", "0", "-1", "12 13"}) {
            Files.writeString(folder.resolve("pid"), text);
            assertEquals("invalid PID number \"" + text + "\" in \"" + file.name() + "\"",
                    assertThrows(PidFile.Invalid.class, file::read).getMessage());
        }
    }
}
