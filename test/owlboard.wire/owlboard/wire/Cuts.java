package owlboard.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** Ways to cut bytes into segments. */
public final class Cuts {
    private Cuts() {}

    /** Whole, byte by byte, and in two at each place. */
    public static List<byte[][]> all(String text) {
        var bytes = text.getBytes(ISO_8859_1);
        var ways = new ArrayList<byte[][]>();
        ways.add(new byte[][] {bytes});
        ways.add(singles(bytes));
        for (int i = 1; i < bytes.length; i++) ways.add(new byte[][] {Arrays.copyOf(bytes, i), Arrays.copyOfRange(bytes, i, bytes.length)});
        return ways;
    }

    public static byte[][] singles(byte[] bytes) {
        var parts = new byte[bytes.length][];
        for (int i = 0; i < bytes.length; i++) parts[i] = new byte[] {bytes[i]};
        return parts;
    }

    /** Segments of 1 to {@code max} bytes. */
    public static byte[][] random(byte[] bytes, int max, RandomGenerator random) {
        var parts = new ArrayList<byte[]>();
        for (int at = 0; at < bytes.length; ) {
            int end = Math.min(bytes.length, at + random.nextInt(1, max + 1));
            parts.add(Arrays.copyOfRange(bytes, at, end));
            at = end;
        }
        return parts.toArray(byte[][]::new);
    }
}
