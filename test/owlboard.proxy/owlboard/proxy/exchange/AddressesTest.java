package owlboard.proxy.exchange;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AddressesTest {
    @Test
    void literalsAreRead() {
        assertArrayEquals(new byte[] {1, 2, 3, (byte) 255}, Addresses.parse("1.2.3.255"));
        assertEquals(16, Addresses.parse("::1").length);
        assertEquals(16, Addresses.parse("2001:DB8::a").length);
        assertArrayEquals(Addresses.parse("2001:db8:0:0:0:0:0:a"), Addresses.parse("2001:DB8::a"));
        assertArrayEquals(new byte[] {1, 2, 3, 4}, Addresses.parse("::ffff:1.2.3.4"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "localhost", "1.2.3", "1.2.3.4.5", "1.2.3.256", "1.2.3.", "...", "1", "0x7f.1.2.3", "a.b.c.d",
            "1.2.3.4:80", "[::1]", "::1%lo", ":::", "12345::", "g::", "1.2.3.4 ", "unknown", "_x", "fe80", "beef", "1..2.3", "1.2.3.-4",
            ":"})
    void everythingElseIsNone(String text) {
        assertEquals(0, Addresses.parse(text).length, text);
    }

    @ParameterizedTest
    @CsvSource({"10.1.2.3, 10.0.0.0, 8, true", "11.1.2.3, 10.0.0.0, 8, false", "10.1.2.3, 10.1.2.3, 32, true",
            "10.1.2.4, 10.1.2.3, 32, false", "10.1.2.3, 0.0.0.0, 0, true",
        "192.168.15.255, 192.168.0.0, 20, true", "192.168.16.0, 192.168.0.0, 20, false", "128.0.0.1, 128.0.0.0, 1, true",
        "127.0.0.1, 128.0.0.0, 1, false", "10.1.2.3, 10.1.2.2, 31, true",
        "2001:db8::1, 2001:db8::, 32, true", "2001:db9::1, 2001:db8::, 32, false", "::1, ::, 127, true", "::2, ::, 127, false",
        "::1, ::, 0, true", "10.0.0.1, ::, 0, false", "::1, 0.0.0.0, 0, false"})
    void aNetworkHasItsAddresses(String address, String network, int prefix, boolean inside) {
        assertEquals(inside, Addresses.isIn(Addresses.parse(address), Addresses.parse(network), prefix));
    }

    @Test
    void noAddressIsInNoNetwork() {
        assertFalse(Addresses.isIn(new byte[0], Addresses.parse("0.0.0.0"), 0));
        assertTrue(Addresses.isIn(new byte[0], new byte[0], 0));
    }
}
