package owlboard.topology;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.StandardOpenOption;

/** The right to supervise a state folder: one process at a time. The kernel takes it back when that process ends, however it ends. */
record Hold(FileChannel file) implements AutoCloseable {

    /** Null when another process has it. */
    static Hold take(State state) throws Complaint {
        try {
            var file = FileChannel.open(state.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (lock(file) != null) return new Hold(file);
            file.close();
            return null;
        } catch (IOException cause) {
            throw Complaint.file("lock", state.lock(), cause, "choose a folder of yours with --state D");
        }
    }

    private static FileLock lock(FileChannel file) throws IOException {
        try {
            return file.tryLock();
        } catch (OverlappingFileLockException ours) {
            return null;
        }
    }

    @Override public void close() throws IOException {
        file.close();
    }
}
