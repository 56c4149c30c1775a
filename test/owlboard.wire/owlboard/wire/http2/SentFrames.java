package owlboard.wire.http2;

import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;
import owlboard.wire.http2.FrameClient.Came;

/**
 * What RFC 9113 demands of each frame that a server sends; every {@link FrameClient} looks. Stateful: one per connection; a script may
 * write while another thread reads.
 */
final class SentFrames {
    /** Flags that are defined, by type (§6). */
    private static final int[] FLAGS = {0x09, 0x2d, 0, 0, 0x01, 0x0c, 0x01, 0, 0, 0x04};

    private final Set<Integer> ended = new HashSet<>();
    private final Set<Integer> reset = new HashSet<>();
    private final Set<Integer> asked = new HashSet<>();
    /** Streams up to this one are not idle. */
    private int highest;
    private long window = Frame.WINDOW_STANDARD;
    private int lengthMax = Frame.PAYLOAD_MAX;
    private int lastStream = Integer.MAX_VALUE;
    private int block;

    /** The client opens the connection's window. */
    synchronized void opened(int more) {
        window += more & 0x7fff_ffff;
    }

    /** The client takes larger frames. */
    synchronized void takes(int length) {
        lengthMax = Math.max(lengthMax, length);
    }

    synchronized void asked(int id) {
        asked.add(id & 0x7fff_ffff);
        highest = Math.max(highest, id & 0x7fff_ffff);
    }

    /** {@code id}: with its reserved bit. */
    synchronized void check(int id, Came came) {
        int type = came.type();
        int length = came.payload().length;
        holds(id >= 0, "4.1: the reserved bit is not set", came);
        holds(type < FLAGS.length && type != Frame.PUSH_PROMISE && type != Frame.PRIORITY, "6.6: nothing but what a server sends", came);
        holds((came.flags() & ~FLAGS[type]) == 0, "4.1: flags that mean nothing are not set", came);
        holds(length <= lengthMax, "4.2: no frame is larger than the client takes", came);
        holds(block == 0 ? type != Frame.CONTINUATION : type == Frame.CONTINUATION && id == block,
                "4.3, 6.10: nothing stands between the frames of a block", came);
        switch (type) {
            case Frame.SETTINGS -> holds(id == 0 && length % 6 == 0 && (!came.has(Frame.ACK) || length == 0), "6.5: SETTINGS", came);
            case Frame.PING -> holds(id == 0 && length == 8, "6.7: PING", came);
            case Frame.GOAWAY -> goAway(id, came);
            case Frame.WINDOW_UPDATE -> holds(length == 4 && number(came) > 0 && (id == 0 || asked.contains(id)), "6.9", came);
            case Frame.RST_STREAM -> holds(length == 4 && id > 0 && id <= highest, "6.4: no idle stream is reset", came);
            default -> ofAnswer(id, came);
        }
        if (type == Frame.HEADERS || type == Frame.CONTINUATION) block = came.has(Frame.END_HEADERS) ? 0 : id;
        if (type == Frame.RST_STREAM) reset.add(id);
    }

    private void goAway(int id, Came came) {
        holds(id == 0 && came.payload().length >= 8, "6.8: GOAWAY", came);
        holds(came.lastStream() <= lastStream, "6.8: the last stream does not grow", came);
        lastStream = came.lastStream();
    }

    private void ofAnswer(int id, Came came) {
        holds(asked.contains(id), "8.1: an answer is on the stream of its request", came);
        holds(!reset.contains(id), "5.4.2: RST_STREAM is the last frame of a stream", came);
        holds(came.type() == Frame.CONTINUATION || !ended.contains(id), "5.1: nothing is sent behind END_STREAM", came);
        holds(!came.has(Frame.PADDED) || came.type() == Frame.CONTINUATION, "6.1: there is no padding to be wrong", came);
        if (came.type() == Frame.DATA) {
            window -= came.payload().length;
            holds(window >= 0, "5.2.1, 6.9.1: no more is sent than the connection's window allows", came);
        }
        if (came.type() != Frame.CONTINUATION && came.has(Frame.END_STREAM)) ended.add(id);
    }

    private static int number(Came came) {
        return ByteBuffer.wrap(came.payload()).getInt();
    }

    private static void holds(boolean holds, String rule, Came came) {
        if (!holds) throw new AssertionError("RFC 9113 " + rule + ": " + came);
    }
}
