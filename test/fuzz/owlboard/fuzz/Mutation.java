package owlboard.fuzz;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** Changes inputs; the same random numbers make the same changes. */
final class Mutation {
    private static final int CHANGES_MAX = 4;
    private static final int LENGTH_MAX = 40_000;

    private final RandomGenerator random;
    private final List<byte[]> seeds;
    private final List<byte[]> spice;

    Mutation(Target target, RandomGenerator random) {
        this.random = random;
        seeds = target.seeds();
        spice = target.spice();
    }

    byte[] next() {
        var input = one(seeds);
        for (int i = random.nextInt(CHANGES_MAX + 1); i > 0; i--) input = changed(input);
        return input.length > LENGTH_MAX ? Arrays.copyOf(input, LENGTH_MAX) : input;
    }

    private byte[] one(List<byte[]> of) {
        return of.get(random.nextInt(of.size()));
    }

    private byte[] changed(byte[] input) {
        int at = random.nextInt(input.length + 1);
        int length = Math.min(input.length - at, random.nextInt(1, 20));
        return switch (random.nextInt(8)) {
            case 0 -> replaced(input, at, Math.min(1, length), new byte[] {(byte) random.nextInt(256)});
            case 1 -> length == 0 ? input : replaced(input, at, 1, new byte[] {(byte) (input[at] ^ 1 << random.nextInt(8))});
            case 2 -> replaced(input, at, length, new byte[0]);
            case 3 -> replaced(input, at, 0, Arrays.copyOfRange(input, at, at + length));
            case 4 -> replaced(input, at, length, one(spice));
            case 5, 6 -> replaced(input, at, 0, one(spice));
            default -> {
                var other = one(seeds);
                int from = random.nextInt(other.length + 1);
                yield replaced(input, at, length, Arrays.copyOfRange(other, from, Math.min(other.length, from + random.nextInt(1, 200))));
            }
        };
    }

    private static byte[] replaced(byte[] input, int at, int length, byte[] by) {
        var out = new ByteArrayOutputStream(input.length + by.length);
        out.write(input, 0, at);
        out.writeBytes(by);
        out.write(input, at + length, input.length - at - length);
        return out.toByteArray();
    }
}
