package owlboard.proxy.cache;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Outgoing;
import owlboard.proxy.forward.StoredAnswer;
import owlboard.wire.loop.Faults;
import owlboard.wire.loop.Offload;

/** The body of a stored answer: from memory, or from its file, which is open before anything of the answer is sent. */
interface StoredBody extends StoredAnswer.Body, AutoCloseable {
    /** IOException: its file is gone. */
    static StoredBody of(Stored stored, boolean wanted) throws IOException {
        if (stored.body() != null || !wanted) return new InMemory(stored);
        return new InFile(stored, Offload.<FileChannel, IOException>call(() -> FileChannel.open(stored.file(), StandardOpenOption.READ)));
    }

    @Override
    void close();

    record InMemory(Stored stored) implements StoredBody {
        @Override
        public long length() {
            return stored.bodyLength();
        }

        @Override
        public void send(Exchange exchange, long from, long to, boolean last) throws IOException {
            exchange.way().body(ByteBuffer.wrap(stored.body(), (int) from, (int) (to - from)).asReadOnlyBuffer(), last);
        }

        @Override
        public void close() {}
    }

    record InFile(Stored stored, FileChannel file) implements StoredBody {
        @Override
        public long length() {
            return stored.bodyLength();
        }

        @Override
        public void send(Exchange exchange, long from, long to, boolean last) throws IOException {
            var way = exchange.way();
            if (way.file(file, stored.bodyAt() + from, stored.bodyAt() + to, last)) return;
            var buffer = exchange.loop().buffers.takeDirect();
            try {
                for (long at = from; at < to; ) {
                    long position = stored.bodyAt() + at;
                    int room = way.headroom();
                    buffer.clear().position(room).limit((int) Math.min(buffer.capacity() - Outgoing.TAILROOM, room + to - at));
                    int count = Offload.<Integer, IOException>call(() -> file.read(buffer, position));
                    if (count <= 0) throw new EOFException("the file \"" + stored.file() + "\" became shorter while it was sent");
                    at += count;
                    way.body(buffer.flip().position(room), last && at == to);
                }
            } finally {
                exchange.loop().buffers.give(buffer);
            }
        }

        @Override
        public void close() {
            Offload.<Void, RuntimeException>call(() -> {
                try {
                    file.close();
                } catch (IOException stays) {
                    Faults.report("closing a cache file", stays);
                }
                return null;
            });
        }
    }
}
