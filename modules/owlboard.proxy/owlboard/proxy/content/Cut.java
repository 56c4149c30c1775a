package owlboard.proxy.content;

import java.io.IOException;
import java.nio.channels.FileChannel;

/**
 * What is sent in place of a whole file: bytes of ours, and behind them a part of it.
 *
 * @param from the first byte of the file that is sent
 * @param to   the one behind the last
 */
record Cut(byte[] before, long from, long to) {
    /** What a client wants of a file. Off the loop. */
    interface Maker {
        /** Null: all of it. */
        Cut cut(FileChannel file, long lengthBytes) throws IOException;

        /** Ranges of it at most: more are answered with the whole. */
        default int maxRanges() {
            return Integer.MAX_VALUE;
        }
    }

    long lengthBytes() {
        return before.length + to - from;
    }
}
