package owlboard.proxy.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import owlboard.edge.Edge;

/** {@code set_real_ip_from} with a name. */
class TrustedHostsTest {
    @Test
    void eachNameIsAskedForOnce() throws UnknownHostException {
        var asked = new AtomicInteger();
        var hosts = new TrustedHosts(name -> {
            asked.incrementAndGet();
            return new InetAddress[] {InetAddress.ofLiteral("10.0.0.1")};
        }, Duration.ofSeconds(30));
        for (int i = 0; i < 3; i++) assertEquals(List.of(InetAddress.ofLiteral("10.0.0.1")), hosts.addresses("proxy"));
        assertEquals(1, asked.get());
    }

    @Test
    void aResolverThatIsSilentIsNotWaitedForLongerWhenThereAreMoreNames() {
        var over = new CountDownLatch(1);
        var hosts = new TrustedHosts(_ -> {
            try {
                over.await();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
            throw new UnknownHostException();
        }, Duration.ofSeconds(1));
        try {
            long start = System.nanoTime();
            for (int i = 0; i < 50; i++) {
                var name = "proxy" + i;
                var failure = assertThrows(UnknownHostException.class, () -> hosts.addresses(name));
                assertEquals("no answer in 1 s", failure.getMessage());
            }
            assertTrue(System.nanoTime() - start < Duration.ofSeconds(25).toNanos(), "a second for all of them, not for each");
        } finally {
            over.countDown();
        }
    }

    @Test
    void anUnknownNameStopsTheStartAndNamesItsLine() {
        var conf = "server { listen 80;\nlocation / { set_real_ip_from nowhere.invalid; return 200; } }";
        var failure = assertThrows(AssertionError.class, () -> Edge.with(conf).close());
        assertTrue(failure.getMessage().contains("host not found in set_real_ip_from \"nowhere.invalid\" in "), failure.getMessage());
        assertTrue(failure.getMessage().contains("conf:"), failure.getMessage());
    }

    @Test
    void aNameThatIsKnownIsTrusted() {
        try (var edge = Edge.with("set_real_ip_from localhost; server { listen 80; location / { return 200 $remote_addr; } }")) {
            try (var client = edge.client()) {
                assertEquals("10.0.0.7", edge.answer(client, "GET /", "X-Real-IP: 10.0.0.7").body());
            }
        }
    }
}
