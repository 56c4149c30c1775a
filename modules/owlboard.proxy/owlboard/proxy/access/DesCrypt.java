package owlboard.proxy.access;

/**
 * The oldest {@code crypt(3)}: 13 characters, of which two are the salt. DES, 25 times over a block of zeros, with the password's first
 * eight characters as its key and an expansion that the salt has changed. Bit by bit, as the standard writes it (FIPS 46-3).
 */
final class DesCrypt {
    private static final String DIGITS = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int[] INITIAL = numbers("58 50 42 34 26 18 10 2 60 52 44 36 28 20 12 4 62 54 46 38 "
            + "30 22 14 6 64 56 48 40 32 24 16 8"
            + " 57 49 41 33 25 17 9 1 59 51 43 35 27 19 11 3 61 53 45 37 29 21 13 5 63 55 47 39 31 23 15 7");
    private static final int[] FINAL = numbers("40 8 48 16 56 24 64 32 39 7 47 15 55 23 63 31 38 6 46 14 "
            + "54 22 62 30 37 5 45 13 53 21 61 29"
            + " 36 4 44 12 52 20 60 28 35 3 43 11 51 19 59 27 34 2 42 10 50 18 58 26 33 1 41 9 49 17 57 25");
    private static final int[] CHOICE_1 = numbers("57 49 41 33 25 17 9 1 58 50 42 34 26 18 10 2 59 51 43 35 "
            + "27 19 11 3 60 52 44 36"
            + " 63 55 47 39 31 23 15 7 62 54 46 38 30 22 14 6 61 53 45 37 29 21 13 5 28 20 12 4");
    private static final int[] CHOICE_2 = numbers("14 17 11 24 1 5 3 28 15 6 21 10 23 19 12 4 26 8 16 7 "
            + "27 20 13 2"
            + " 41 52 31 37 47 55 30 40 51 45 33 48 44 49 39 56 34 53 46 42 50 36 29 32");
    private static final int[] EXPANSION = numbers("32 1 2 3 4 5 4 5 6 7 8 9 8 9 10 11 12 13 12 13 "
            + "14 15 16 17 16 17 18 19 20 21 20 21 22 23"
            + " 24 25 24 25 26 27 28 29 28 29 30 31 32 1");
    private static final int[] PERMUTATION = numbers("16 7 20 21 29 12 28 17 1 15 23 26 5 18 31 10 2 8 24 14 "
            + "32 27 3 9 19 13 30 6 22 11 4 25");
    private static final int[] SHIFTS = numbers("1 1 2 2 2 2 2 2 1 2 2 2 2 2 2 1");
    /** Four rows of sixteen hexadecimal digits each. */
    private static final String[] BOXES = {
        "e4d12fb83a6c59070f74e2d1a6cb953841e8d62bfc973a50fc8249175b3ea06d",
        "f18e6b34972dc05a3d47f28ec01a69b50e7ba4d158c6932fd8a13f42b67c05e9",
        "a09e63f51dc7b428d709346a285ecbf1d6498f30b12c5ae71ad069874fe3b52c",
        "7de3069a1285bc4fd8b56f03472c1ae9a690cb7df13e52843f06a1d8945bc72e",
        "2c417ab6853fd0e9eb2c47d150fa3986421bad78f9c5630eb8c71e2d6f09a453",
        "c1af92680d34e75baf427c9561de0b389ef528c3704a1db6432c95fabe17608d",
        "4b2ef08d3c975a61d0b7491ae35c2f8614bdc37eaf6805926bd814a7950fe23c",
        "d2846fb1a93e50c71fd8a374c56b0e927b419ce206adf35821e74a8dfc90356b"};

    private DesCrypt() {}

    /** {@code kept}: salt and hash. The same text where the password is right. */
    static String hash(byte[] password, String kept) {
        var expansion = salted(kept);
        var keys = keys(password);
        var block = new byte[66]; // two more, for the last digit
        for (int times = 0; times < 25; times++) encrypt(block, keys, expansion);
        var out = new StringBuilder(kept.substring(0, 2));
        for (int i = 0; i < 11; i++) {
            int digit = 0;
            for (int j = 0; j < 6; j++) digit = digit << 1 | block[6 * i + j];
            out.append(DIGITS.charAt(digit));
        }
        return out.toString();
    }

    private static int[] numbers(String text) {
        var words = text.split(" ");
        var numbers = new int[words.length];
        for (int i = 0; i < numbers.length; i++) numbers[i] = Integer.parseInt(words[i]);
        return numbers;
    }

    /** Each bit of the salt that is set exchanges two places of the expansion. */
    private static int[] salted(String salt) {
        var expansion = EXPANSION.clone();
        for (int i = 0; i < 2; i++) {
            int bits = DIGITS.indexOf(salt.charAt(i));
            for (int j = 6 * i; j < 6 * i + 6; j++, bits >>= 1) {
                if ((bits & 1) == 0) continue;
                int other = expansion[j];
                expansion[j] = expansion[j + 24];
                expansion[j + 24] = other;
            }
        }
        return expansion;
    }

    private static byte[][] keys(byte[] password) {
        var bits = new byte[64];
        for (int i = 0; i < Math.min(8, password.length) && password[i] != 0; i++) {
            for (int j = 0; j < 7; j++) bits[8 * i + j] = (byte) (password[i] >> 6 - j & 1);
        }
        var halves = chosen(bits, CHOICE_1);
        var keys = new byte[16][];
        for (int round = 0; round < 16; round++) {
            var turned = new byte[56];
            for (int i = 0; i < 56; i++) turned[i] = halves[i / 28 * 28 + (i % 28 + SHIFTS[round]) % 28];
            halves = turned;
            keys[round] = chosen(halves, CHOICE_2);
        }
        return keys;
    }

    private static byte[] chosen(byte[] bits, int[] places) {
        var chosen = new byte[places.length];
        for (int i = 0; i < chosen.length; i++) chosen[i] = bits[places[i] - 1];
        return chosen;
    }

    private static void encrypt(byte[] block, byte[][] keys, int[] expansion) {
        var bits = chosen(block, INITIAL);
        for (var key : keys) {
            var next = new byte[64];
            System.arraycopy(bits, 32, next, 0, 32);
            var mixed = chosen(mixed(bits, key, expansion), PERMUTATION);
            for (int i = 0; i < 32; i++) next[32 + i] = (byte) (bits[i] ^ mixed[i]);
            bits = next;
        }
        var crossed = new byte[64];
        System.arraycopy(bits, 32, crossed, 0, 32);
        System.arraycopy(bits, 0, crossed, 32, 32);
        System.arraycopy(chosen(crossed, FINAL), 0, block, 0, 64);
    }

    /** The right half through expansion, key and boxes. */
    private static byte[] mixed(byte[] bits, byte[] key, int[] expansion) {
        var out = new byte[32];
        for (int box = 0; box < 8; box++) {
            var six = new int[6];
            for (int i = 0; i < 6; i++) six[i] = bits[32 + expansion[6 * box + i] - 1] ^ key[6 * box + i];
            int place = six[0] << 5 | six[5] << 4 | six[1] << 3 | six[2] << 2 | six[3] << 1 | six[4];
            int four = Character.digit(BOXES[box].charAt(place), 16);
            for (int i = 0; i < 4; i++) out[4 * box + i] = (byte) (four >> 3 - i & 1);
        }
        return out;
    }
}
