package owlboard.proxy.exchange;

import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;

/**
 * A file whose bytes are sent as they are. The file is its owner's to close.
 *
 * @param memory the same bytes, mapped: by that it is seen whether a disk has to be waited for; null: it always may be
 */
public record SentFile(FileChannel channel, MemorySegment memory) {
    /** Whether these bytes are in the system's memory, so that they can leave without a wait. */
    public boolean isLoaded(long at, long count) {
        return memory != null && count > 0 && at + count <= memory.byteSize() && memory.asSlice(at, count).isLoaded();
    }
}
