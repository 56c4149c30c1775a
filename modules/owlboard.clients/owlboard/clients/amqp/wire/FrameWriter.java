package owlboard.clients.amqp.wire;

import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;

/**
 * Writes methods, contents and heartbeats as frames. Threads: any; a content's frames stay together. To keep several writes together, or a
 * write together with what it tells, synchronise on the writer. A peer that does not read makes the writing thread wait: that is how it
 * slows the sender down.
 */
public final class FrameWriter {
    private final DataOutputStream out;
    private int frameMax = FrameReader.MIN;
    private volatile long writtenNanos = System.nanoTime();

    public FrameWriter(DataOutputStream out) {
        this.out = out;
    }

    public synchronized void frameMax(int bytes) {
        frameMax = bytes;
    }

    public synchronized void method(int channel, Kind kind, Object... values) throws IOException {
        frame(FrameReader.METHOD, channel, Method.of(kind, values).bytes());
        flush();
    }

    /** {@code properties} from the property flags on. */
    public synchronized void content(int channel, Method method, byte[] properties, byte[] body) throws IOException {
        frame(FrameReader.METHOD, channel, method.bytes());
        frame(FrameReader.HEADER, channel, new WireWriter().shortInt(Kind.BASIC_CLASS).shortInt(0).longLong(body.length).raw(properties)
                .bytes());
        int piece = frameMax - FrameReader.AROUND;
        for (int at = 0; at < body.length; at += piece) {
            frame(FrameReader.BODY, channel, at == 0 && body.length <= piece ? body
                    : Arrays.copyOfRange(body, at, Math.min(body.length, at + piece)));
        }
        flush();
    }

    /** A heartbeat, unless something was written less than {@code nanos} ago. */
    public void heartbeat(long nanos) throws IOException {
        if (System.nanoTime() - writtenNanos < nanos) return;
        synchronized (this) {
            frame(FrameReader.HEARTBEAT, 0, new byte[0]);
            flush();
        }
    }

    private void frame(int type, int channel, byte[] payload) throws IOException {
        out.writeByte(type);
        out.writeShort(channel);
        out.writeInt(payload.length);
        out.write(payload);
        out.writeByte(FrameReader.END);
    }

    private void flush() throws IOException {
        out.flush();
        writtenNanos = System.nanoTime();
    }
}
