package owlboard.wire.net;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Reads the server name (RFC 6066 §3) and what is offered out of a TLS ClientHello (RFC 8446 §4.1.2), so that the virtual server is known
 * before the handshake begins.
 */
final class ClientHello {
    static final int RECORD_HEADER = 5;
    private static final int HANDSHAKE = 22;
    private static final int CLIENT_HELLO = 1;
    private static final int SERVER_NAME = 0;
    private static final int SUPPORTED_GROUPS = 10;
    private static final int PROTOCOLS = 16;
    private static final int SUPPORTED_VERSIONS = 43;
    private static final int TLS_1_3 = 0x0304;

    /** What a client offers, in its order, by the numbers of IANA. */
    record Offer(short[] suites, short[] groups) {
        static final Offer NONE = new Offer(new short[0], new short[0]);
    }

    private ClientHello() {}

    /**
     * The message behind a record's header, copied only where it is spread over several records (RFC 8446 §5.1). Null: more of it is to
     * come. What begins no ClientHello, has another kind of record in its midst, or is longer than the buffer, is given as far as it goes.
     *
     * @param records filled up to its position
     */
    static ByteBuffer message(ByteBuffer records) {
        int end = records.position();
        if (end < RECORD_HEADER || end < firstRecordLength(records)) return null;
        int at = firstRecordLength(records);
        var message = records.duplicate().position(0).limit(at);
        if (isWhole(message)) return message;
        var joined = ByteBuffer.allocate(records.capacity()).put(message);
        while (!isWhole(joined.duplicate().flip())) {
            if (at + RECORD_HEADER > end) return at + RECORD_HEADER > records.capacity() ? joined.flip() : null;
            int next = at + RECORD_HEADER + Short.toUnsignedInt(records.getShort(at + 3));
            if (!looksLikeTls(records.get(at)) || next > records.capacity()) break;
            if (next > end) return null;
            joined.put(records.duplicate().limit(next).position(at + RECORD_HEADER));
            at = next;
        }
        return joined.flip();
    }

    private static boolean isWhole(ByteBuffer message) {
        if (message.limit() == RECORD_HEADER) return false;
        if (message.get(RECORD_HEADER) != CLIENT_HELLO) return true;
        int there = message.limit() - RECORD_HEADER - 4;
        return there >= 0 && there >= (message.getInt(RECORD_HEADER) & 0xff_ffff);
    }

    /** Nothing of a message that is cut. */
    static Offer offer(ByteBuffer message) {
        try {
            var in = message.duplicate().position(RECORD_HEADER);
            if (in.get() != CLIENT_HELLO) return Offer.NONE;
            skipToSuites(in);
            var suites = numbers(in);
            skip(in, Byte.toUnsignedInt(in.get()));
            return new Offer(suites, findsExtension(in, SUPPORTED_GROUPS) ? numbers(in) : Offer.NONE.groups);
        } catch (RuntimeException truncated) {
            return Offer.NONE;
        }
    }

    static Greeting greeting(ByteBuffer message) {
        var name = serverName(message);
        return new Greeting(name == null ? null : name.toLowerCase(Locale.ROOT), offersThirteen(message));
    }

    private static boolean offersThirteen(ByteBuffer message) {
        try {
            var in = message.duplicate();
            if (!findsExtensionOf(in, SUPPORTED_VERSIONS)) return false;
            for (int left = Byte.toUnsignedInt(in.get()) / 2; left > 0; left--) if (in.getShort() == TLS_1_3) return true;
            return false;
        } catch (RuntimeException truncated) {
            return true;
        }
    }

    /** Of {@code supported_versions}; none where that is not there or cut. */
    static List<Integer> versions(ByteBuffer message) {
        var all = new ArrayList<Integer>();
        try {
            var in = message.duplicate();
            if (!findsExtensionOf(in, SUPPORTED_VERSIONS)) return all;
            for (int left = Byte.toUnsignedInt(in.get()) / 2; left > 0; left--) all.add(Short.toUnsignedInt(in.getShort()));
        } catch (RuntimeException truncated) {
            return all;
        }
        return all;
    }

    /** What follows the length of the list of RFC 7301 §3.1, or nothing. */
    static ByteBuffer protocols(ByteBuffer message) {
        try {
            var in = message.duplicate();
            if (!findsExtensionOf(in, PROTOCOLS)) return ByteBuffer.allocate(0);
            int length = Short.toUnsignedInt(in.getShort());
            return in.limit(in.position() + length);
        } catch (RuntimeException truncated) {
            return ByteBuffer.allocate(0);
        }
    }

    private static void skipToSuites(ByteBuffer in) {
        skip(in, 3 + 2 + 32);
        skip(in, Byte.toUnsignedInt(in.get()));
    }

    private static boolean findsExtensionOf(ByteBuffer record, int type) {
        record.position(RECORD_HEADER);
        if (record.get() != CLIENT_HELLO) return false;
        skipToSuites(record);
        skip(record, Short.toUnsignedInt(record.getShort()));
        skip(record, Byte.toUnsignedInt(record.get()));
        return findsExtension(record, type);
    }

    /** From behind the compressions to what the extension says. */
    static boolean findsExtension(ByteBuffer in, int type) {
        if (in.hasRemaining()) skip(in, 2);
        while (in.remaining() >= 4) {
            int next = Short.toUnsignedInt(in.getShort());
            int length = Short.toUnsignedInt(in.getShort());
            if (next == type) return true;
            skip(in, length);
        }
        return false;
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

    /** The name as it was sent; null when there is none or it is cut. */
    static String serverName(ByteBuffer message) {
        try {
            var in = message.duplicate();
            return findsExtensionOf(in, SERVER_NAME) ? hostName(in) : null;
        } catch (RuntimeException truncated) {
            return null; // the handshake itself will say what is wrong with it
        }
    }

    /**
     * Whether the lengths inside the message do not fit each other, which is a decode_error (RFC 8446 §6.2); the JDK's engine names other
     * reasons for most of them. One that is cut, or has company in its record, is left to the engine.
     */
    static boolean isBroken(ByteBuffer message) {
        var in = message.duplicate().position(RECORD_HEADER);
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
        return new String(name, StandardCharsets.ISO_8859_1);
    }

    private static void skip(ByteBuffer in, int count) {
        in.position(in.position() + count);
    }
}
