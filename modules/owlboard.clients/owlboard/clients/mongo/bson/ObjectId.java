package owlboard.clients.mongo.bson;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicInteger;

/** Twelve bytes, as 24 hexadecimal digits. */
public record ObjectId(String hex) implements Comparable<ObjectId> {
    static final int BYTES = 12;
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final long PROCESS = RANDOM.nextLong() & 0xff_ffff_ffffL;
    private static final AtomicInteger COUNTER = new AtomicInteger(RANDOM.nextInt());

    public ObjectId {
        if (!hex.matches("[0-9a-f]{24}")) throw new IllegalArgumentException("an ObjectId has 24 hexadecimal digits, not \"" + hex + "\"");
    }

    /** One that nobody else has: seconds since 1970, five bytes of this process, a counter. */
    public static ObjectId fresh() {
        var digits = HexFormat.of();
        return new ObjectId(digits.toHexDigits((int) (System.currentTimeMillis() / 1000)) + digits.toHexDigits(PROCESS, 10)
                + digits.toHexDigits(COUNTER.getAndIncrement() & 0xff_ffff, 6));
    }

    static ObjectId of(byte[] bytes) {
        return new ObjectId(HexFormat.of().formatHex(bytes));
    }

    byte[] bytes() {
        return HexFormat.of().parseHex(hex);
    }

    @Override
    public int compareTo(ObjectId other) {
        return hex.compareTo(other.hex);
    }

    @Override
    public String toString() {
        return hex;
    }
}
