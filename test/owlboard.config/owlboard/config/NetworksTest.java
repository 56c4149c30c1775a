package owlboard.config;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import owlboard.config.directive.Networks;

/** Addresses and networks as files have them, against what the JDK reads. */
class NetworksTest {
    private static final long SEED = System.nanoTime();
    /** The JDK takes 00001 for a group and 0101 for an octet, inet_pton and nginx do not. */
    private static final Pattern FIVE_DIGITS = Pattern.compile("[0-9a-fA-F]{5}|[0-9]{4}\\.|\\.[0-9]{4}");

    @Test
    void addressesOfIPv6AreThoseThatTheJdkReads() {
        var random = new Random(SEED);
        var pieces = ": : : :: 0 1 ab FFFF 12345 g . 1.2.3.4 256.1.1.1 1:2:3: :4:5:6".split(" ");
        int good = 0;
        for (int i = 0; i < 200_000; i++) {
            var text = new StringBuilder(":");
            text.setLength(random.nextInt(2));
            for (int n = random.nextInt(14); n >= 0; n--) text.append(pieces[random.nextInt(pieces.length)]);
            if (text.indexOf(":") < 0 || FIVE_DIGITS.matcher(text).find()) continue;
            var expected = jdk(text.toString());
            if (expected != null) good++;
            assertArrayEquals(expected, Networks.literal(text.toString()), "seed " + SEED + ": " + text);
        }
        assertTrue(good > 100, good + " were addresses");
    }

    /** The JDK takes an IPv4 address that is embedded out of it. */
    private static byte[] jdk(String text) {
        try {
            var address = InetAddress.ofLiteral(text).getAddress();
            if (address.length == 16) return address;
            var mapped = new byte[16];
            mapped[10] = mapped[11] = (byte) 0xff;
            System.arraycopy(address, 0, mapped, 12, 4);
            return mapped;
        } catch (IllegalArgumentException notAnAddress) {
            return null;
        }
    }

    /** Clients have the one form alone. */
    @Test
    void anIpv4AddressInIpv6FormIsThatIpv4Address() {
        for (var pair : List.of("::ffff:10.0.0.4 10.0.0.4/32", "::ffff:a00:4/128 10.0.0.4/32", "::ffff:10.0.0.0/104 10.0.0.0/8",
                "::ffff:0:0/96 0.0.0.0/0")) {
            var forms = pair.split(" ");
            var network = Networks.parse(forms[0]);
            assertArrayEquals(Networks.parse(forms[1]).address(), network.address(), pair);
            assertEquals(Networks.parse(forms[1]).prefix(), network.prefix(), pair);
        }
        assertEquals(16, Networks.parse("::ffff:0:0/95").address().length);
        assertEquals(16, Networks.parse("::fffe:a00:4").address().length);
    }

    @Test
    void bitsBeyondThePrefixAreCleared() {
        var network = Networks.parse("2001:db8:ffff::1/33");
        assertArrayEquals(InetAddress.ofLiteral("2001:db8:8000::").getAddress(), network.address());
        assertTrue(network.lowBitsWereSet());
        assertEquals(33, network.prefix());
        assertEquals(false, Networks.parse("10.32.0.0/11").lowBitsWereSet());
        assertArrayEquals(new byte[4], Networks.parse("128.0.0.0/0").address());
        assertNull(Networks.parse("::1/129"));
        assertNull(Networks.parse("::00001"));
    }
}
