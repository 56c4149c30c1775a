package owlboard.wire.net;

import java.nio.ByteBuffer;

/**
 * Reads the group of the key agreement out of what a server sends in the clear, as the JDK does not tell it: it stands in the key share of
 * its ServerHello or HelloRetryRequest (RFC 8446 §4.2.8), or in its ServerKeyExchange (RFC 8422 §5.4).
 */
final class AgreedGroup {
    private static final int SERVER_HELLO = 2;
    private static final int SERVER_KEY_EXCHANGE = 12;
    private static final int KEY_SHARE = 51;
    private static final int NAMED_CURVE = 3;
    /** What a prime of 6144 bits begins with, behind its length, which begins as a named curve does. */
    private static final short OF_A_PRIME = 0xff;

    /** Of a message that began in an earlier record. */
    private int leftBytes;
    /** What comes is encrypted, or may be. */
    private boolean ended;
    private short number;

    /** By the number of IANA; 0: none yet. */
    short number() {
        return number;
    }

    /** {@code records} are whole, and filled up to the position. */
    void sees(ByteBuffer records) {
        var in = records.duplicate().flip();
        try {
            while (!ended && in.hasRemaining()) {
                ended = !ClientHello.looksLikeTls(in.get(in.position()));
                int length = Short.toUnsignedInt(in.getShort(in.position() + 3));
                if (!ended) messages(in.slice(in.position() + ClientHello.RECORD_HEADER, length));
                in.position(in.position() + ClientHello.RECORD_HEADER + length);
            }
        } catch (RuntimeException odd) {
            ended = true;
        }
    }

    private void messages(ByteBuffer record) {
        int skipped = Math.min(leftBytes, record.remaining());
        record.position(skipped);
        leftBytes -= skipped;
        while (record.hasRemaining()) {
            int head = record.getInt();
            int length = head & 0xff_ffff;
            int there = Math.min(length, record.remaining());
            var message = record.slice(record.position(), there);
            switch (head >>> 24) {
                case SERVER_HELLO -> keyShare(message);
                case SERVER_KEY_EXCHANGE -> curve(message);
                default -> {}
            }
            record.position(record.position() + there);
            leftBytes = length - there;
        }
    }

    private void keyShare(ByteBuffer hello) {
        hello.position(2 + 32);
        hello.position(hello.position() + 1 + Byte.toUnsignedInt(hello.get(hello.position())));
        hello.position(hello.position() + 2 + 1);
        if (ClientHello.findsExtension(hello, KEY_SHARE)) number = hello.getShort();
    }

    private void curve(ByteBuffer exchange) {
        if (exchange.get() != NAMED_CURVE) return;
        short curve = exchange.getShort();
        if (curve != OF_A_PRIME) number = curve;
    }
}
