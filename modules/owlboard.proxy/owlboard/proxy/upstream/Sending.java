package owlboard.proxy.upstream;

import java.io.IOException;
import java.nio.ByteBuffer;
import owlboard.wire.http.Input;
import owlboard.wire.loop.Buffers;
import owlboard.wire.net.Wire;

/** Sends a request to a peer that may answer before it has read it all. */
final class Sending {
    private Sending() {}

    /** False: the peer began to answer while there was still something to send. */
    static boolean all(Input from, ByteBuffer bytes, long timeoutMillis) throws IOException {
        var to = from.wire;
        to.deadlineIn(timeoutMillis);
        while (true) {
            if (bytes.hasRemaining()) to.writeNow(bytes);
            if (to.hasUnsent()) to.flushNow();
            if (!bytes.hasRemaining() && !to.hasUnsent()) return true;
            if (to.isReadable() && from.fillNow(Buffers.ARRAY) != 0) return false;
            Wire.awaitAny(to, true, true, to, false, false);
        }
    }
}
