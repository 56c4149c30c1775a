package owlboard.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import owlboard.edge.OwlboardOnly;
import owlboard.proxy.wire.OpenSsl;

/** How long the answers of a responder hold; OpenSSL makes them. */
class OcspTest {
    private static final String REVOKED = "23:certificate revoked";

    @TempDir Path folder;
    private final AtomicInteger asked = new AtomicInteger();
    /** By what it is asked. */
    private final Map<String, byte[]> answers = new ConcurrentHashMap<>();
    private volatile boolean inChunks;
    private volatile String type = "application/ocsp-response";
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
            if (type != null) exchange.getResponseHeaders().set("Content-Type", type);
            var answer = answers.getOrDefault(exchange.getRequestMethod() + ' ' + exchange.getRequestURI().getRawPath(), new byte[1]);
            exchange.sendResponseHeaders(200, inChunks ? 0 : answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        responder.start();
    }

    @AfterEach void ends() {
        if (responder != null) responder.stop(0);
    }

    /** A client's certificate, and what the responder says of it: {@code -nmin 60} for an hour. */
    private List<X509Certificate> client(String name, String serial, String... validity) throws Exception {
        signed(name, serial, "ca", "CA:FALSE", validity);
        return List.of(certificate(name + ".crt"), certificate("ca.crt"));
    }

    private void signed(String name, String serial, String by, String constraints, String... validity) throws Exception {
        OpenSsl.run(folder, "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                "-keyout", name + ".key", "-out", name + ".csr", "-subj", "/CN=" + name);
        Files.writeString(folder.resolve(name + ".ext"), "basicConstraints=" + constraints);
        OpenSsl.run(folder, "x509", "-req", "-in", name + ".csr", "-CA", by + ".crt", "-CAkey", by + ".key", "-set_serial", serial, "-days",
                "2", "-extfile", name + ".ext", "-out", name + ".crt");
        OpenSsl.run(folder, "ocsp", "-issuer", by + ".crt", "-cert", name + ".crt", "-no_nonce", "-reqout", name + ".ask");
        var words = new ArrayList<>(List.of("ocsp", "-index", "index.txt", "-rsigner", by + ".crt", "-rkey", by + ".key",
                "-CA", by + ".crt", "-reqin", name + ".ask", "-respout", name + ".der"));
        words.addAll(List.of(validity));
        OpenSsl.run(folder, words.toArray(String[]::new));
        var question = Base64.getEncoder().encodeToString(Files.readAllBytes(folder.resolve(name + ".ask")));
        answers.put("GET /" + URLEncoder.encode(question, StandardCharsets.US_ASCII), Files.readAllBytes(folder.resolve(name + ".der")));
    }

    private X509Certificate certificate(String file) throws IOException {
        return Pem.certificates(folder.resolve(file))[0];
    }

    private Ocsp asker(int most) {
        return new Ocsp(true, URI.create("http://127.0.0.1:" + responder.getAddress().getPort() + "/"), most, () -> now);
    }

    @Test void anIssuerThatWasRevokedIsARefusal() throws Exception {
        signed("bad", "0x1002", "ca", "critical,CA:TRUE");
        signed("good", "0x1001", "bad", "CA:FALSE");
        var way = List.of(certificate("good.crt"), certificate("bad.crt"), certificate("ca.crt"));
        assertNull(asker(0).refusal(way));
        var all = new Ocsp(false, URI.create("http://127.0.0.1:" + responder.getAddress().getPort() + "/"), 0, () -> now);
        assertEquals(REVOKED, all.refusal(way));
    }

    @Test void whatIsOfAnotherTypeIsNoAnswer() throws Exception {
        var good = client("good", "0x1001", "-nmin", "60");
        for (var other : List.of("text/html", "application/ocsp-response; x=y")) {
            type = other;
            assertEquals("74:certificate status request failed", asker(0).refusal(good), other);
        }
    }

    @OwlboardOnly(row = "ocsp-answers", value = "takes the lengths of chunks for a part of the answer")
    @Test void anAnswerMayComeInChunks() throws Exception {
        inChunks = true;
        assertNull(asker(0).refusal(client("good", "0x1001", "-nmin", "60")));
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
        assertNull(ocsp.refusal(good));
        assertEquals(3, asked.get());
    }
}
