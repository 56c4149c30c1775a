package owlboard.wire.net;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A connection whose bytes are frames of a protocol that this wire takes apart and puts together: what others read and write is what the
 * frames carry. It takes over the socket of a wire in the clear or under TLS, on which nothing was said yet.
 */
public abstract non-sealed class OverWire extends Wire {
    /** Null in the clear. */
    private final TlsWire tls;

    protected OverWire(Wire under) {
        super(under);
        tls = under instanceof TlsWire secure ? secure : null;
    }

    /** Whether frames, or the end, may have come. */
    protected final boolean hasCome() {
        return super.isReadable() || tls != null && tls.isReadable();
    }

    /** Reads frames that have come: the count, 0 for nothing yet, -1 at the end. */
    protected final int readFrames(ByteBuffer into) throws IOException {
        return received(tls == null ? socketRead(into) : readUnder(tls, into));
    }

    /** Sends of frames what the peer takes now; true when all of it, and of what was taken before, has left. */
    protected final boolean sendFrames(ByteBuffer from) throws IOException {
        if (!from.hasRemaining()) {
            if (tls != null) tls.flushNow();
        } else {
            sent(tls == null ? socketWrite(from) : tls.writeNow(from));
        }
        return !from.hasRemaining() && (tls == null || !tls.hasUnsent());
    }

    /** The last frames, as far as the peer takes them at once. */
    protected abstract void sayGoodbye() throws IOException;

    @Override
    final void farewell() throws IOException {
        try {
            sayGoodbye();
        } finally {
            if (tls != null) tls.farewell();
        }
    }
}
