package owlboard.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import owlboard.harness.Patience;

/** Who is named as the holder of a port while that process is busy. */
class HolderTest {
    private static final int ASKED = 60;
    private static final int PLACES = 8;

    @TempDir Path folder;

    /** {@code meanwhile} is done again and again, by two threads. */
    private void isThisOne(Callable<?> meanwhile) throws Exception {
        var over = new AtomicBoolean();
        var busy = new ArrayList<Thread>();
        var places = new ArrayList<FileChannel>(); // descriptors before the socket's, for what is opened and closed later
        for (int i = 0; i < PLACES; i++) places.add(FileChannel.open(folder));
        try (var taken = new ServerSocket(0)) {
            for (var place : places) place.close();
            for (int i = 0; i < 2; i++) {
                busy.add(Thread.ofPlatform().daemon().start(() -> {
                    try {
                        while (!over.get()) meanwhile.call();
                    } catch (Exception failed) {
                        throw new IllegalStateException(failed);
                    }
                }));
            }
            var self = " (pid " + ProcessHandle.current().pid() + ")";
            for (int i = 0; i < ASKED; i++) {
                var holder = Holder.of(taken.getLocalPort());
                assertEquals(self, holder.substring(Math.max(0, holder.indexOf(" (pid "))), holder);
            }
        } finally {
            over.set(true);
            for (var thread : busy) thread.join(Patience.TIME);
        }
    }

    @Test void filesThatAreClosedMeanwhileHideNothing() throws Exception {
        isThisOne(() -> {
            FileChannel.open(folder).close();
            return null;
        });
    }

    /** It holds all that its parent holds until it is a program of its own. */
    @Test void aProcessThatIsBeingStartedIsNotIt() throws Exception {
        isThisOne(() -> {
            try {
                return new ProcessBuilder("true").start().waitFor();
            } catch (IOException none) {
                throw new IllegalStateException(none);
            }
        });
    }
}
