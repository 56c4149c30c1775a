package owlboard.wire.net;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AddressTextTest {
    @ParameterizedTest
    @CsvSource({"::1,::1", "::,::", "0:0:0:0:0:0:0:2,::2", "2001:DB8:0:0:0:0:0:1,2001:db8::1", "2001:db8:0:0:1:0:0:1,2001:db8::1:0:0:1",
            "2001:db8:0:1:1:1:1:1,2001:db8:0:1:1:1:1:1",
        "1:0:0:0:0:0:0:0,1::", "fe80::1%1,fe80::1", "2001:0:0:1:0:0:0:1,2001:0:0:1::1", "1:2:3:4:5:6:7:8,1:2:3:4:5:6:7:8",
        "0:1:0:1:0:1:0:1,0:1:0:1:0:1:0:1", "0:0:1:2:3:4:5:6,::1:2:3:4:5:6",
        "1:2:3:4:5:6:0:0,1:2:3:4:5:6::", "64:ff9b::c000:221,64:ff9b::c000:221", "::1.2.3.4,::1.2.3.4", "127.0.0.1,127.0.0.1",
        "255.0.0.255,255.0.0.255"})
    void anAddressHasOneText(String given, String text) throws Exception {
        assertEquals(text, AddressText.of(InetAddress.getByName(given)));
        assertEquals(text, AddressText.of(InetAddress.getByName(given).getAddress()));
    }

    /** The JDK makes an IPv4 address of it, so it comes as bytes alone. */
    @Test void aMappedAddressShowsWhatItMaps() {
        assertEquals("::ffff:1.2.3.4", AddressText.of(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 1, 2, 3, 4}));
    }

    @Test void aPortStandsBehindBrackets() throws Exception {
        assertEquals("[2001:db8::1]:80", AddressText.of(new InetSocketAddress(InetAddress.getByName("2001:db8:0::1"), 80)));
        assertEquals("10.0.0.1:80", AddressText.of(new InetSocketAddress(InetAddress.getByName("10.0.0.1"), 80)));
    }
}
