package owlboard.certs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderLockTest {
    @TempDir Path temp;

    @Test void processesThatIssueAtTheSameTimeTakeTurns() throws Exception {
        var dir = temp.resolve("certs");
        var command = Child.command("init", "--dir", dir.toString(), "--force");
        var processes = new ArrayList<Process>();
        for (int i = 0; i < 3; i++) processes.add(new ProcessBuilder(command).redirectErrorStream(true).start());
        for (var process : processes) {
            var text = new String(process.getInputStream().readAllBytes());
            assertEquals(0, process.waitFor(), text);
        }
        assertEquals(0, Said.certs(dir, "verify").code(), () -> Said.certs(dir, "verify").err());
    }

    @Test void threadsThatIssueAtTheSameTimeTakeTurns() throws Exception {
        var dir = temp.resolve("certs");
        Callable<List<Outcome>> init = () -> Certs.init(dir, Options.defaults());
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            int issuers = 0;
            for (var result : threads.invokeAll(List.of(init, init, init, init))) {
                if (result.get().stream().anyMatch(Outcome::issued)) issuers++;
            }
            assertEquals(1, issuers);
        }
        assertEquals(0, Said.certs(dir, "verify").code());
    }

    @Test void aKilledHolderFreesTheFolder() throws Exception {
        var dir = temp.resolve("certs");
        Certs.init(dir, Options.defaults());
        var process = new ProcessBuilder(Child.command("init", "--dir", dir.toString(), "--force", "--rsa", "4096"))
                .redirectErrorStream(true).start();
        try (var lock = FileLockProbe.of(dir.resolve(".lock"))) {
            lock.awaitHeld(process);
        }
        process.destroyForcibly().waitFor();
        assertEquals(0, Said.certs(dir, "verify").code(), "half-made certificates were put in place");
        assertEquals(0, Said.certs(dir, "init").code());
        assertEquals(0, Said.certs(dir, "init", "--force").code());
    }
}
