package owlboard.proxy.route;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import owlboard.config.Place;
import owlboard.config.Server.Listen;
import owlboard.config.Server.Socket;

/** What a {@code listen} stands for. */
class ServersTest {
    private static Listen listen(String host, String unixPath) {
        return new Listen(new Place("x", 1), host, 8080, unixPath, false, false, false, false,
                new Socket(false, 511, true, 0, 0, false, 0, null));
    }

    private static List<String> keys(Listen listen, Map<String, List<InetAddress>> found) {
        return Servers.of(listen, new HashMap<>(found)).stream().map(Servers.At::key).toList();
    }

    @Test void aNameIsEachOfItsAddresses() throws IOException {
        var addresses = List.of(InetAddress.getByName("10.0.0.1"), InetAddress.getByName("10.0.0.2"), InetAddress.getByName("::1"));
        var found = Map.of("shop", addresses);
        assertEquals(List.of("10.0.0.1:8080", "10.0.0.2:8080", "[::1]:8080"), keys(listen("shop", null), found));
        assertTrue(Servers.of(listen("shop", null), new HashMap<>(found)).stream().allMatch(at -> at.among() && at.address() != null));
    }

    @Test void anAddressIsItselfHoweverItIsWritten() {
        assertEquals(List.of("*:8080"), keys(listen(null, null), Map.of()));
        assertEquals(List.of("[::1]:8080"), keys(listen("0:0:0:0:0:0:0:1", null), Map.of()));
        assertEquals(List.of("[::]:8080"), keys(listen("::", null), Map.of()));
        assertEquals(List.of("unix:/run/x"), keys(listen(null, "/run/x"), Map.of()));
    }

    @Test void aNameThatNobodyKnowsHasNoAddress() {
        var at = Servers.of(listen("nobody", null), new HashMap<>(Map.of("nobody", List.of()))).getFirst();
        assertEquals("nobody:8080", at.key());
        assertEquals(null, at.address());
    }
}
