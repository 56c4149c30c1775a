package owlboard.proxy.exchange;

import java.nio.ByteBuffer;

/** The last link of an answer that no client gets: it takes everything at once, and keeps nothing back. */
public interface Nowhere extends Outgoing {
    @Override
    default void head(AnswerHead head) {}

    @Override
    default void body(ByteBuffer bytes, boolean last) {
        bytes.position(bytes.limit());
    }

    @Override
    default void flush() {}

    @Override
    default void sendPending() {}

    @Override
    default int headroom() {
        return 0;
    }

    @Override
    default void buffering(Buffering limits) {}

    @Override
    default boolean isPending() {
        return false;
    }

    @Override
    default boolean hasRoom() {
        return true;
    }

    @Override
    default void close() {}
}
