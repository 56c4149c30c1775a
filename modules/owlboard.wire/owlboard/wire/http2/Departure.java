package owlboard.wire.http2;

import java.io.IOException;
import owlboard.wire.loop.Loop;
import owlboard.wire.net.Waitable;

/**
 * The news that a client has reset a stream, or its connection has ended: for who works for that client and has nothing to read from it.
 */
final class Departure implements Waitable {
    private final Http2Stream stream;

    Departure(Http2Stream stream) {
        this.stream = stream;
    }

    @Override
    public Loop loop() {
        return stream.loop();
    }

    @Override
    public boolean isReadable() {
        return stream.isGone();
    }

    @Override
    public boolean isWritable() {
        return stream.isGone();
    }

    @Override
    public void deadlineIn(long millis) {}

    @Override
    public long deadline() {
        return 0;
    }

    @Override
    public void wantRead(Thread thread) {
        stream.wantRead(thread);
    }

    @Override
    public void wantWrite(Thread thread) {
        stream.wantWrite(thread);
    }

    @Override
    public void wantNothing() {
        stream.wantNothing();
    }

    @Override
    public void check() throws IOException {}
}
