package owlboard.wire.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import owlboard.wire.loop.Loop;
import owlboard.wire.loop.Offload;

/** A connection in the clear. */
public final class PlainWire extends Wire {
    PlainWire(Loop loop, SocketChannel channel) {
        super(loop, channel);
    }

    @Override
    public int readNow(ByteBuffer into) throws IOException {
        return received(socketRead(into));
    }

    /** Through the loop's scratch buffer, at most as much as that holds: nothing waits in the middle of a read of a socket. */
    @Override
    public int readNow(byte[] into, int at, int length) throws IOException {
        var scratch = loop.buffers.scratch;
        scratch.clear().limit(Math.min(length, scratch.capacity()));
        int count = readNow(scratch);
        if (count > 0) scratch.flip().get(into, at, count);
        return count;
    }

    @Override
    public long sendNow(FileChannel file, long position, long count) throws IOException {
        return sent(Offload.<Long, IOException>call(() -> socketSend(file, position, count)).intValue());
    }

    @Override
    public long sendLoadedNow(FileChannel file, long position, long count) throws IOException {
        return sent((int) socketSend(file, position, count));
    }

    @Override
    public int writeNow(ByteBuffer from) throws IOException {
        return sent(socketWrite(from));
    }
}
