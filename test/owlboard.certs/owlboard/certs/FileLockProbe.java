package owlboard.certs;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/** Waits until another process holds a file lock. */
record FileLockProbe(FileChannel file) implements AutoCloseable {
    static FileLockProbe of(Path path) throws IOException {
        return new FileLockProbe(FileChannel.open(path, StandardOpenOption.WRITE));
    }

    void awaitHeld(Process holder) throws IOException, InterruptedException {
        while (true) {
            var lock = file.tryLock();
            if (lock == null) return;
            lock.release();
            assertTrue(holder.isAlive(), "it ended before it was seen to hold the lock");
            Thread.sleep(Duration.ofMillis(5));
        }
    }

    @Override public void close() throws IOException {
        file.close();
    }
}
