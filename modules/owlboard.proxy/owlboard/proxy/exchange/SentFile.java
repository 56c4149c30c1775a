package owlboard.proxy.exchange;

import java.io.EOFException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * A file whose bytes are sent as they are. The file is its owner's to close.
 *
 * @param path for the log
 * @param memory the same bytes, mapped: by that it is seen whether a disk has to be waited for; null: it always may be
 */
public record SentFile(Path path, FileChannel channel, MemorySegment memory) {
    /** Whether these bytes are in the system's memory, so that they can leave without a wait. */
    public boolean isLoaded(long at, long count) {
        return memory != null && count > 0 && at + count <= memory.byteSize() && memory.asSlice(at, count).isLoaded();
    }

    /** It has become shorter while it was sent. */
    public EOFException truncated(long at) {
        return new EOFException("\"" + path + "\" was truncated at " + at);
    }
}
