package owlboard.proxy.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import owlboard.edge.Certificates;
import owlboard.edge.Edge;
import owlboard.harness.Patience;

/** Clients of {@code listen ssl} whose records and hellos lie, never end, or come in crowds, while another one is served. */
class HostileTlsTest {
    private static final String CONF = """
            ssl_protocols TLSv1.2 TLSv1.3; ssl_certificate /etc/ssl/certs/shop.crt; ssl_certificate_key /etc/ssl/private/shop.key;
            server { listen 443 ssl; client_header_timeout 1s; location / { return 200 quick; } }
            server { listen 8443 ssl; location / { return 200 quick; } }
            """;
    /** A record of a handshake that begins a ClientHello of 64 KB. */
    private static final String BEGUN = "\26\3\1\100\0\1\0\377\374\3\3";

    private static void isServed(Edge edge) {
        try (var client = edge.tlsClient(8443, "shop", null)) {
            assertEquals("quick", edge.answer(client, "GET /").body());
        }
        var faults = edge.errorLog().lines().stream().filter(line -> line.matches(".*\\[(alert|emerg)].*|.*internal error.*")).toList();
        assertEquals(List.of(), faults);
    }

    /**
     * As bytes: no record at all, lengths that cannot be, another kind of record first, a hello whose lengths lie, one of SSL 2. What can
     * be no handshake is a request in the clear, and a bad one.
     */
    @ParameterizedTest
    @ValueSource(strings = {"\26\3\1\377\377", "\26\3\1\0\0\26\3\1\0\0", "\27\3\3\0\5hello", "\25\3\3\0\2\2\50", "\24\3\3\0\1\1",
            "\26\3\1\0\4\1\0\0\0", "\26\3\1\0\6\1\0\0\2\3\3", "\26\3\1\0\4\2\0\0\0", "\26\3\1\0\55\1\0\0\51\3\3"
            + "0123456789abcdef0123456789abcdef\377\0\2\23\1", "\200\56\1\0\2\0\25\0\0\0\20", "\26\0\0\0\4\1\0\0\0",
            "\26\11\11\0\4\1\0\0\0"})
    void aRecordThatLiesIsTheEnd(String bytes) {
        try (var edge = Edge.with(CONF)) {
            try (var client = edge.client()) {
                client.sendsRaw(bytes);
                var answer = client.rest();
                assertTrue(answer.isEmpty() || answer.charAt(0) == '\25' || answer.startsWith("HTTP/1.1 400 "), answer);
            }
            isServed(edge);
        }
    }

    @Test void aHelloThatDripsIsCutOff() throws InterruptedException {
        try (var edge = Edge.with(CONF); var slow = edge.client()) {
            slow.sendsRaw(BEGUN);
            var dripping = Thread.ofPlatform().daemon().start(() -> {
                try {
                    while (!Thread.interrupted()) {
                        slow.sendsRaw("x");
                        Thread.sleep(100);
                    }
                } catch (AssertionError | InterruptedException closed) {
                    return;
                }
            });
            isServed(edge);
            slow.isClosed();
            dripping.interrupt();
            dripping.join();
            isServed(edge);
        }
    }

    /** 16 MB, the largest that a hello can say it is: the end comes long before. */
    @Test void aHelloWithoutAnEndIsCutOff() throws Exception {
        var record = ("\26\3\1\100\0" + "x".repeat(1 << 14)).getBytes(ISO_8859_1);
        try (var edge = Edge.with(CONF); var client = plain(edge)) {
            client.getOutputStream().write("\26\3\1\0\4\1\377\377\377".getBytes(ISO_8859_1));
            var flooding = Thread.ofPlatform().daemon().start(() -> assertThrows(IOException.class, () -> {
                while (true) client.getOutputStream().write(record);
            }));
            isEnded(client);
            flooding.join();
            isServed(edge);
        }
    }

    /** TLS 1.2, in which a client may ask for it: CVE-2011-1473. */
    @Test void aClientThatNegotiatesAgainIsRefused() throws IOException {
        try (var edge = Edge.with(CONF)) {
            try (var client = (SSLSocket) Certificates.context(null).getSocketFactory().createSocket(plain(edge), "shop", 443, true)) {
                client.setEnabledProtocols(new String[] {"TLSv1.2"});
                client.startHandshake();
                client.startHandshake(); // only begins another one
                client.getOutputStream().write("GET / HTTP/1.1\r\nHost: shop\r\n\r\n".getBytes(ISO_8859_1));
                assertThrows(IOException.class, () -> assertEquals(-1, client.getInputStream().read()));
            }
            isServed(edge);
        }
    }

    private static Socket plain(Edge edge) throws IOException {
        var socket = new Socket(edge.address().getAddress(), edge.address().getPort());
        socket.setSoTimeout(Patience.MILLIS);
        return socket;
    }

    /** 200 that begin and stop, some of which break off, beside 60 that go to their end. */
    @Test void manyHandshakesHoldNobodyUp() throws Exception {
        try (var edge = Edge.with(CONF.replace("1s", "60s")); var threads = Executors.newFixedThreadPool(8)) {
            var begun = new ArrayList<Socket>();
            for (int i = 0; i < 200; i++) {
                begun.add(plain(edge));
                begun.getLast().getOutputStream().write(BEGUN.getBytes(ISO_8859_1));
                if (i % 4 != 0) continue;
                begun.getLast().setSoLinger(true, 0);
                begun.getLast().close();
            }
            Callable<String> asks = () -> {
                try (var client = (SSLSocket) Certificates.context(null).getSocketFactory().createSocket(plain(edge), "shop", 443, true)) {
                    client.getOutputStream().write("GET / HTTP/1.1\r\nHost: shop\r\nConnection: close\r\n\r\n".getBytes(ISO_8859_1));
                    return new String(client.getInputStream().readAllBytes(), ISO_8859_1);
                }
            };
            var asked = new ArrayList<Callable<String>>();
            for (int i = 0; i < 60; i++) asked.add(asks);
            for (var answer : threads.invokeAll(asked)) assertTrue(answer.get().endsWith("quick"), answer.get());
            isServed(edge);
            for (var socket : begun) socket.close();
        }
    }

    private static void isEnded(Socket socket) throws IOException {
        try (socket) {
            socket.getInputStream().readAllBytes();
        } catch (IOException reset) {
            return; // as good as an end
        }
    }
}
