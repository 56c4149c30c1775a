package owlboard.proxy.cache;

import java.io.IOException;
import java.nio.ByteBuffer;
import owlboard.proxy.content.OpenFiles;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Outgoing;
import owlboard.proxy.exchange.SentFile;
import owlboard.proxy.forward.StoredAnswer;
import owlboard.wire.loop.Offload;

/** The body of a stored answer: from memory, or from its file, which is open before anything of the answer is sent. */
interface StoredBody extends StoredAnswer.Body, AutoCloseable {
    /** IOException: its file is gone, or another one's by now. */
    static StoredBody of(Zone zone, Stored stored, boolean wanted, long millis) throws IOException {
        if (stored.body() != null || !wanted) return new InMemory(stored);
        return new InFile(stored, zone.open(stored, millis));
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

    record InFile(Stored stored, OpenFiles.Taken taken) implements StoredBody {
        @Override
        public long length() {
            return stored.bodyLength();
        }

        @Override
        public void send(Exchange exchange, long from, long to, boolean last) throws IOException {
            var way = exchange.way();
            var file = new SentFile(stored.file(), taken.found().channel(), taken.found().mark().memory());
            if (way.file(file, stored.bodyAt() + from, stored.bodyAt() + to, last)) return;
            var buffer = exchange.loop().buffers.takeDirect();
            try {
                for (long at = from; at < to; ) {
                    long position = stored.bodyAt() + at;
                    int room = way.headroom();
                    buffer.clear().position(room).limit((int) Math.min(buffer.capacity() - Outgoing.TAILROOM, room + to - at));
                    int count = Offload.<Integer, IOException>call(() -> file.channel().read(buffer, position));
                    if (count <= 0) throw file.truncated(position);
                    at += count;
                    way.body(buffer.flip().position(room), last && at == to);
                }
            } finally {
                exchange.loop().buffers.give(buffer);
            }
        }

        @Override
        public void close() {
            taken.close();
        }
    }
}
