package owlboard.wire.http2;

import java.io.IOException;
import java.nio.ByteBuffer;
import owlboard.wire.http.BadMessage;
import owlboard.wire.http.Incoming;

/** The body of a stream's request. */
public final class Http2Body implements Incoming {
    private final Http2Stream stream;
    private long delivered;
    private long limit;

    public Http2Body(Http2Stream stream) {
        this.stream = stream;
    }

    @Override
    public void limit(long bytes) {
        limit = bytes;
    }

    @Override
    public boolean ended() {
        return stream.bodyEnded();
    }

    @Override
    public long delivered() {
        return delivered;
    }

    @Override
    public long received() {
        return delivered;
    }

    @Override
    public boolean isReadable() {
        return stream.isReadable();
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        while (true) {
            int count = readNow(into);
            if (count != 0 || !into.hasRemaining()) return count;
            stream.awaitReadable();
        }
    }

    @Override
    public int readNow(ByteBuffer into) throws IOException {
        stream.checkAlive();
        if (limit > 0 && stream.available() > limit - delivered) {
            throw new BadMessage(413, "client intended to send too large body: " + (delivered + stream.available()) + " bytes");
        }
        int count = stream.readNow(into);
        if (count > 0) delivered += count;
        return count;
    }
}
