package owlboard.wire.net;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Reads the server name (RFC 6066 §3) out of a TLS ClientHello (RFC 8446 §4.1.2), so that the virtual server is known before the handshake
 * begins.
 */
final class ClientHello {
    static final int RECORD_HEADER = 5;
    private static final int HANDSHAKE = 22;
    private static final int CLIENT_HELLO = 1;
    private static final int SERVER_NAME = 0;

    private static final int SUPPORTED_GROUPS = 10;

    /** What a client offers, in its order, by the numbers of IANA. */
    record Offer(short[] suites, short[] groups) {
        static final Offer NONE = new Offer(new short[0], new short[0]);
    }

    private ClientHello() {}

    /** Nothing where the message goes on in a second record. */
    static Offer offer(ByteBuffer firstRecord) {
        try {
            var in = firstRecord.duplicate().position(RECORD_HEADER);
            if (in.get() != CLIENT_HELLO) return Offer.NONE;
            skip(in, 3 + 2 + 32);
            skip(in, Byte.toUnsignedInt(in.get()));
            var suites = numbers(in);
            skip(in, Byte.toUnsignedInt(in.get()));
            var groups = Offer.NONE.groups;
            if (in.hasRemaining()) skip(in, 2);
            while (in.remaining() >= 4 && groups.length == 0) {
                int type = Short.toUnsignedInt(in.getShort());
                int length = Short.toUnsignedInt(in.getShort());
                if (type == SUPPORTED_GROUPS) groups = numbers(in);
                else skip(in, length);
            }
            return new Offer(suites, groups);
        } catch (RuntimeException truncated) {
            return Offer.NONE;
        }
    }

    private static short[] numbers(ByteBuffer in) {
        var numbers = new short[Short.toUnsignedInt(in.getShort()) / 2];
        for (int i = 0; i < numbers.length; i++) numbers[i] = in.getShort();
        return numbers;
    }

    static boolean looksLikeTls(byte first) {
        return first == HANDSHAKE;
    }

    /** How many bytes the first record has, header included; {@code records} begins with at least a record header. */
    static int firstRecordLength(ByteBuffer records) {
        return RECORD_HEADER + Short.toUnsignedInt(records.getShort(3));
    }

    /** The name, lower case; null when there is none or the message goes on in a second record. */
    static String serverName(ByteBuffer firstRecord) {
        try {
            var in = firstRecord.duplicate().position(RECORD_HEADER);
            if (in.get() != CLIENT_HELLO) return null;
            skip(in, 3 + 2 + 32);
            skip(in, Byte.toUnsignedInt(in.get()));
            skip(in, Short.toUnsignedInt(in.getShort()));
            skip(in, Byte.toUnsignedInt(in.get()));
            skip(in, 2);
            while (in.remaining() >= 4) {
                int type = Short.toUnsignedInt(in.getShort());
                int length = Short.toUnsignedInt(in.getShort());
                if (type == SERVER_NAME) return hostName(in);
                skip(in, length);
            }
            return null;
        } catch (RuntimeException truncated) {
            return null; // the handshake itself will say what is wrong with it
        }
    }

    /**
     * Whether the lengths inside the message do not fit each other, which is a decode_error (RFC 8446 §6.2); the JDK's engine names other
     * reasons for most of them. A message that goes on in a second record, or has company in its first, is left to the engine.
     */
    static boolean isBroken(ByteBuffer firstRecord) {
        var in = firstRecord.duplicate().position(RECORD_HEADER);
        if (in.remaining() < 4 || in.get(RECORD_HEADER) != CLIENT_HELLO) return false;
        int length = in.getInt() & 0xff_ffff;
        if (length != in.remaining()) return false;
        try {
            skip(in, 2 + 32);
            int session = Byte.toUnsignedInt(in.get());
            skip(in, session);
            int suites = Short.toUnsignedInt(in.getShort());
            skip(in, suites);
            int compressions = Byte.toUnsignedInt(in.get());
            skip(in, compressions);
            if (session > 32 || suites < 2 || suites % 2 != 0 || compressions == 0) return true;
            return in.hasRemaining() && !hasWholeExtensions(in);
        } catch (RuntimeException truncated) {
            return true;
        }
    }

    private static boolean hasWholeExtensions(ByteBuffer in) {
        if (Short.toUnsignedInt(in.getShort()) != in.remaining()) return false;
        while (in.hasRemaining()) {
            skip(in, 2);
            skip(in, Short.toUnsignedInt(in.getShort()));
        }
        return true;
    }

    private static String hostName(ByteBuffer in) {
        skip(in, 2);
        if (in.get() != 0) return null;
        var name = new byte[Short.toUnsignedInt(in.getShort())];
        in.get(name);
        return new String(name, StandardCharsets.US_ASCII).toLowerCase(Locale.ROOT);
    }

    private static void skip(ByteBuffer in, int count) {
        in.position(in.position() + count);
    }
}
