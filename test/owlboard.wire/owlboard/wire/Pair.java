package owlboard.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import owlboard.wire.net.Dial;
import owlboard.wire.net.Listener;
import owlboard.wire.net.PlainWire;

/**
 * Two connected wires of the first loop. All of it is used on that loop, one thread at a time, so what one end has received can be asked
 * for.
 */
public final class Pair implements AutoCloseable {
    /** The end under test. */
    public final PlainWire near;
    /** The end that a test plays. */
    public final PlainWire far;

    private Pair(PlainWire near, PlainWire far) {
        this.near = near;
        this.far = far;
    }

    public static Pair open() throws Exception {
        return open(0);
    }

    /** {@code buffer}: size of the near end's receive buffer in the kernel, 0 for the usual one. */
    private static Pair open(int buffer) throws Exception {
        var loop = OnLoop.first();
        var channel = Listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), false, 1);
        if (buffer > 0) channel.setOption(StandardSocketOptions.SO_RCVBUF, buffer);
        var address = channel.getLocalAddress();
        var accepted = new CompletableFuture<PlainWire>();
        var listener = Listener.accept(loop, channel, accepted::complete);
        var far = Dial.connect(loop, address, null, 5_000);
        var near = accepted.get();
        listener.close();
        return new Pair(near, far);
    }

    /** The ends change their names. */
    public Pair turned() {
        return new Pair(far, near);
    }

    /** The near end takes little before its kernel is full. */
    public static Pair narrow() throws Exception {
        return open(4096);
    }

    /** Sends each part when the near end has received the one before, in a thread of its own. */
    public void feeds(byte[]... parts) {
        feeds(false, parts);
    }

    /** {@link #feeds}, and the end of the stream behind the last part. */
    public void feedsAndEnds(byte[]... parts) {
        feeds(true, parts);
    }

    private void feeds(boolean ends, byte[]... parts) {
        near.loop.start(() -> {
            long sent = near.received();
            try {
                for (var part : parts) {
                    far.write(part, 0, part.length);
                    sent += part.length;
                    long target = sent;
                    OnLoop.until("the near end reads " + target + " bytes", () -> near.received() >= target || !near.isOpen());
                    if (!near.isOpen()) return;
                }
                if (ends) far.shutdownOutput();
            } catch (IOException closed) {
                far.close();
            }
        });
    }

    /** Text, one byte per character. */
    public void sends(String text) throws IOException {
        var bytes = text.getBytes(ISO_8859_1);
        far.write(bytes, 0, bytes.length);
    }

    /** All that the far end reads until the stream ends. */
    public String rest() throws IOException {
        var text = new StringBuilder();
        var buffer = ByteBuffer.allocateDirect(8192);
        while (far.read(buffer.clear()) >= 0) text.append(ISO_8859_1.decode(buffer.flip()));
        return text.toString();
    }

    @Override
    public void close() {
        near.close();
        far.close();
    }
}
