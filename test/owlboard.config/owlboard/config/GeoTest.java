package owlboard.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import owlboard.config.Http.Source.Geo;
import owlboard.config.directive.Networks;
import owlboard.config.file.Config;

/** {@code geo}, against what a list of networks that is looked through from end to end would say. */
class GeoTest {
    private static final long SEED = System.nanoTime();
    private final Random random = new Random(SEED);

    @TempDir
    Path folder;

    private Geo geo(String lines) throws IOException, ConfigException {
        var file = Files.writeString(folder.resolve("geo.conf"), "events {}\nhttp {\ngeo $g {\n" + lines + "}\n}\n");
        return (Geo) Config.load(Config.Source.of(file)).http().variables().getFirst().source();
    }

    private static byte[] address(String text) {
        return InetAddress.ofLiteral(text).getAddress();
    }

    @Test
    void theLongestNetworkHoldsWhateverTheOrder() throws Exception {
        for (var lines : new String[] {"10.0.0.0/8 a; 10.1.0.0/16 b; 10.1.1.0/24 c;", "10.1.1.0/24 c; 10.1.0.0/16 b; 10.0.0.0/8 a;"}) {
            var geo = geo("default d; " + lines);
            assertEquals("a b c b a d",
                    String.join(" ", Arrays.stream("10.0.0.1 10.1.0.255 10.1.1.255 10.1.2.0 10.2.0.0 11.0.0.0".split(" "))
                    .map(text -> geo.value(address(text))).toList()));
        }
    }

    @Test
    void theEdgesOfTheSpaceAreInIt() throws Exception {
        var geo = geo("0.0.0.0/1 low; 255.255.255.255/32 last; ::/128 zero; ffff::/16 top;");
        assertEquals("low low  last", String.join(" ", geo.value(address("0.0.0.0")), geo.value(address("127.255.255.255")),
                geo.value(address("128.0.0.0")), geo.value(address("255.255.255.255"))));
        assertEquals("zero  top top", String.join(" ", geo.value(address("::")), geo.value(address("::1")), geo.value(address("ffff::")),
                geo.value(address("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"))));
    }

    @Test
    void whatIsNoAddressIsTheLastOne() throws Exception {
        assertEquals("d", geo("default d; 10.0.0.0/8 a;").value(new byte[0]));
        assertEquals("x", geo("default d; 255.0.0.0/8 x;").value(new byte[0]));
        assertEquals("d", geo("ranges; default d; 10.0.0.0-10.0.0.9 a;").value(address("2001:db8::1")));
    }

    @Test
    void networksAgreeWithTheNaiveWay() throws Exception {
        for (int round = 0; round < 60; round++) {
            var lines = new StringBuilder();
            var naive = new HashMap<String, String>();
            for (int i = random.nextInt(40); i >= 0; i--) networkLine(lines, naive, i);
            var geo = geo(lines.toString());
            for (int i = 0; i < 300; i++) {
                var probe = random.nextBoolean() ? four() : six();
                assertEquals(naive(naive, address(probe)), geo.value(address(probe)), "seed " + SEED + ", " + probe + " in " + lines);
            }
        }
    }

    private void networkLine(StringBuilder lines, Map<String, String> naive, int i) {
        if (random.nextInt(6) == 0 && !naive.isEmpty()) {
            var victim = naive.keySet().stream().skip(random.nextInt(naive.size())).findFirst().orElseThrow();
            lines.append("delete ").append(victim).append(";\n");
            naive.remove(victim);
        } else if (random.nextInt(20) == 0) {
            lines.append("default v").append(i).append(";\n");
            naive.put("0.0.0.0/0", "v" + i);
            naive.put("::/0", "v" + i);
        } else {
            var network = random.nextBoolean() ? network(four(), 32) : network(six(), 128);
            lines.append(network).append(" v").append(i).append(";\n");
            naive.put(network, "v" + i);
        }
    }

    private String four() {
        return random.nextInt(2) + "." + random.nextInt(4) + "." + random.nextInt(256) + "." + random.nextInt(256);
    }

    private String six() {
        return "2001:" + random.nextInt(2) + ":0:" + random.nextInt(4) + ":0:0:" + Integer.toHexString(random.nextInt(0x10000)) + ":"
                + random.nextInt(3);
    }

    /** Its low bits cleared, as text that only one network has. */
    private String network(String address, int bits) {
        var network = Networks.parse(address + "/" + random.nextInt(bits + 1));
        try {
            return InetAddress.getByAddress(network.address()).getHostAddress().replaceAll("^(0:)+0$", "::") + "/" + network.prefix();
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String naive(Map<String, String> networks, byte[] address) {
        var best = "";
        int longest = -1;
        for (var entry : networks.entrySet()) {
            var network = Networks.parse(entry.getKey());
            if (network.address().length != address.length || network.prefix() <= longest) continue;
            boolean holds = true;
            for (int bit = 0; bit < network.prefix(); bit++) {
                holds &= ((network.address()[bit >> 3] ^ address[bit >> 3]) >> (7 - (bit & 7)) & 1) == 0;
            }
            if (!holds) continue;
            best = entry.getValue();
            longest = network.prefix();
        }
        return best;
    }

    @Test
    void rangesAgreeWithTheNaiveWay() throws Exception {
        int refused = 0;
        for (int round = 0; round < 200; round++) {
            var cells = new Cells();
            var lines = new StringBuilder("ranges; default d;\n");
            boolean good = true;
            for (int i = random.nextInt(12); i >= 0 && good; i--) good = rangeLine(lines, cells, i);
            try {
                var geo = geo(lines.toString());
                assertTrue(good, "seed " + SEED + ": " + lines);
                for (int at = 0; at < Cells.COUNT; at++) {
                    assertEquals(cells.values[at] == null ? "d" : cells.values[at], geo.value(Cells.address(at)),
                            "seed " + SEED + ", " + at + " in " + lines);
                }
            } catch (ConfigException overlap) {
                assertTrue(!good && overlap.errors().getFirst().contains("overlaps"), "seed " + SEED + ": " + overlap.errors() + lines);
                refused++;
            }
        }
        assertTrue(refused < 200, "all were refused");
    }

    private boolean rangeLine(StringBuilder lines, Cells cells, int i) {
        int first = random.nextInt(Cells.COUNT);
        int last = Math.min(Cells.COUNT - 1, first + random.nextInt(random.nextBoolean() ? 8 : Cells.COUNT));
        if (random.nextInt(5) == 0) {
            lines.append("delete ").append(Cells.text(first)).append('-').append(Cells.text(last)).append(";\n");
            cells.remove(first, last);
            return true;
        }
        lines.append(Cells.text(first)).append('-').append(Cells.text(last)).append(" v").append(i).append(";\n");
        return cells.put(first, last, "v" + i);
    }

    /**
     * 600 addresses around a multiple of 65536, where ranges are cut: each with its value, and the number of the piece that it belongs to.
     */
    private static final class Cells {
        static final int COUNT = 600;
        static final int BORDER = 300;
        final String[] values = new String[COUNT];
        final int[] pieces = new int[COUNT];
        int next = 1;

        static String text(int at) {
            int low = 0x01_0000 - BORDER + at;
            return "10." + (low >> 16) + "." + (low >> 8 & 255) + "." + (low & 255);
        }

        static byte[] address(int at) {
            return GeoTest.address(text(at));
        }

        boolean put(int first, int last, String value) {
            if (first < BORDER && last >= BORDER) return put(first, BORDER - 1, value) && put(BORDER, last, value);
            int piece = pieces[first];
            for (int at = first; at <= last; at++) if (pieces[at] != piece) return false;
            int after = next++;
            for (int at = last + 1; piece != 0 && at < COUNT && pieces[at] == piece; at++) pieces[at] = after;
            int own = next++;
            for (int at = first; at <= last; at++) {
                pieces[at] = own;
                values[at] = value;
            }
            return true;
        }

        void remove(int first, int last) {
            if (first < BORDER && last >= BORDER) {
                remove(first, BORDER - 1);
                remove(BORDER, last);
                return;
            }
            int piece = pieces[first];
            boolean exact = piece != 0 && (first == 0 || pieces[first - 1] != piece) && (last == COUNT - 1 || pieces[last + 1] != piece);
            for (int at = first; at <= last; at++) exact &= pieces[at] == piece;
            for (int at = first; at <= last && exact; at++) {
                pieces[at] = 0;
                values[at] = null;
            }
        }
    }

    @Test
    void aHundredThousandLinesAreReadAtOnce() throws Exception {
        isReadAtOnce("", i -> four(i) + "0/25", "1.0.7.127", "1.0.7.128", Geo::four);
        isReadAtOnce("ranges;\n", i -> four(i) + "0-" + four(i) + "127", "1.0.7.127", "1.0.7.128", Geo::four);
        isReadAtOnce("", i -> "2001:db8:" + Integer.toHexString(i % 1000) + ":" + Integer.toHexString(i / 1000) + "::/65", "2001:db8:7::1",
                "2001:db8:7:0:8000::", Geo::six);
    }

    private static String four(int i) {
        return (1 + i / 25_600) + "." + i / 256 % 100 + "." + i % 256 + ".";
    }

    /** CPU of this thread alone: what compilers and the collector do beside it depends on what ran before. */
    private void isReadAtOnce(String begin, IntFunction<String> network, String inside, String outside, Function<Geo, AddressTable> table)
            throws Exception {
        var lines = new StringBuilder(begin);
        for (int i = 0; i < 100_000; i++) lines.append(network.apply(i)).append(" v").append(i % 200).append(";\n");
        long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        var geo = geo(lines.toString());
        long millis = Duration.ofNanos(ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before).toMillis();
        assertTrue(millis < 10_000, millis + " ms of CPU, where a look at all before each new one took 90 s");
        assertEquals("v7", geo.value(address(inside)));
        assertEquals("", geo.value(address(outside)));
        assertEquals(200_001, table.apply(geo).spans());
    }
}
