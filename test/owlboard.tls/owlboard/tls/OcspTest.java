package owlboard.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import owlboard.proxy.wire.OpenSsl;

/** How long the answers of a responder hold; OpenSSL makes them. */
class OcspTest {
    private static final String REVOKED = "23:certificate revoked";

    @TempDir Path folder;
    private final AtomicInteger asked = new AtomicInteger();
    private volatile byte[] says;
    private HttpServer responder;
    private Instant now = Instant.now();

    @BeforeEach void authority() throws Exception {
        OpenSsl.run(folder, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", "ca.key",
                "-out", "ca.crt", "-days", "2", "-subj", "/CN=Ocsp Authority");
        Files.writeString(folder.resolve("index.txt"), "V\t491231235959Z\t\t1001\tunknown\t/CN=good\n"
                + "R\t491231235959Z\t250101000000Z\t1002\tunknown\t/CN=bad\n");
        responder = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        responder.createContext("/", exchange -> {
            asked.incrementAndGet();
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, says.length);
            exchange.getResponseBody().write(says);
            exchange.close();
        });
        responder.start();
    }

    @AfterEach void ends() {
        if (responder != null) responder.stop(0);
    }

    /** A client's certificate, and what the responder says of it: {@code -nmin 60} for an hour. */
    private List<X509Certificate> client(String name, String serial, String... validity) throws Exception {
        OpenSsl.run(folder, "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                "-keyout", name + ".key", "-out", name + ".csr", "-subj", "/CN=" + name);
        OpenSsl.run(folder, "x509", "-req", "-in", name + ".csr", "-CA", "ca.crt", "-CAkey", "ca.key", "-set_serial", serial, "-days",
                "2", "-out", name + ".crt");
        OpenSsl.run(folder, "ocsp", "-issuer", "ca.crt", "-cert", name + ".crt", "-no_nonce", "-reqout", name + ".ask");
        var words = new ArrayList<>(List.of("ocsp", "-index", "index.txt", "-rsigner", "ca.crt", "-rkey", "ca.key", "-CA", "ca.crt",
                "-reqin", name + ".ask", "-respout", name + ".der"));
        words.addAll(List.of(validity));
        OpenSsl.run(folder, words.toArray(String[]::new));
        says = Files.readAllBytes(folder.resolve(name + ".der"));
        return List.of(certificate(name + ".crt"), certificate("ca.crt"));
    }

    private X509Certificate certificate(String file) throws IOException {
        return Pem.certificates(folder.resolve(file))[0];
    }

    private Ocsp asker(int most) {
        return new Ocsp(true, URI.create("http://127.0.0.1:" + responder.getAddress().getPort() + "/"), most, () -> now);
    }

    @Test void anAnswerHoldsUntilItsNextUpdate() throws Exception {
        var good = client("good", "0x1001", "-nmin", "60");
        var ocsp = asker(10);
        assertNull(ocsp.refusal(good));
        now = now.plus(Duration.ofMinutes(58));
        assertNull(ocsp.refusal(good));
        assertEquals(1, asked.get());
        now = now.plus(Duration.ofMinutes(3));
        assertNull(ocsp.refusal(good));
        assertEquals(2, asked.get());
    }

    @Test void oneThatDoesNotSayHoldsForFiveMinutes() throws Exception {
        var good = client("good", "0x1001");
        var ocsp = asker(10);
        assertNull(ocsp.refusal(good));
        now = now.plus(Duration.ofMinutes(4));
        assertNull(ocsp.refusal(good));
        assertEquals(1, asked.get());
        now = now.plus(Duration.ofMinutes(2));
        assertNull(ocsp.refusal(good));
        assertEquals(2, asked.get());
    }

    @Test void aRefusalHoldsAsLong() throws Exception {
        var bad = client("bad", "0x1002", "-nmin", "60");
        var ocsp = asker(10);
        assertEquals(REVOKED, ocsp.refusal(bad));
        now = now.plus(Duration.ofMinutes(58));
        assertEquals(REVOKED, ocsp.refusal(bad));
        assertEquals(1, asked.get());
    }

    @Test void theCacheHoldsSoMany() throws Exception {
        var ocsp = asker(1);
        var good = client("good", "0x1001", "-nmin", "60");
        assertNull(ocsp.refusal(good));
        assertEquals(REVOKED, ocsp.refusal(client("bad", "0x1002", "-nmin", "60")));
        says = Files.readAllBytes(folder.resolve("good.der"));
        assertNull(ocsp.refusal(good));
        assertEquals(3, asked.get());
    }
}
