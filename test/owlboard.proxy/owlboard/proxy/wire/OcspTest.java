package owlboard.proxy.wire;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import owlboard.edge.Edge;
import owlboard.harness.Patience;

/** ssl_ocsp: a responder is asked about clients' certificates; OpenSSL stands in for it, and for the clients. */
class OcspTest {
    @TempDir Path folder;
    private Process responder;
    private int port;

    private void client(String name, String serial) throws Exception {
        OpenSsl.run(folder, "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                "-keyout", name + ".key", "-out", name + ".csr", "-subj", "/CN=" + name);
        OpenSsl.run(folder, "x509", "-req", "-in", name + ".csr", "-CA", "ca.crt", "-CAkey", "ca.key", "-set_serial", serial, "-days",
                "2", "-out", name + ".crt");
    }

    /** Three clients: one is good, one was revoked, one is not known to the responder. */
    @BeforeEach void certificates() throws Exception {
        OpenSsl.run(folder, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", "ca.key",
                "-out", "ca.crt", "-days", "2", "-subj", "/CN=Ocsp Authority");
        client("good", "0x1001");
        client("bad", "0x1002");
        client("odd", "0x1003");
        Files.writeString(folder.resolve("index.txt"), "V\t491231235959Z\t\t1001\tunknown\t/CN=good\n"
                + "R\t491231235959Z\t250101000000Z\t1002\tunknown\t/CN=bad\n");
    }

    private void answers() throws Exception {
        responder = new ProcessBuilder("openssl", "ocsp", "-index", "index.txt", "-port", "0", "-rsigner", "ca.crt", "-rkey", "ca.key",
                "-CA", "ca.crt", "-nmin", "5").directory(folder.toFile()).redirectErrorStream(true).start();
        var said = new BufferedReader(responder.inputReader(StandardCharsets.ISO_8859_1));
        for (String line; (line = said.readLine()) != null; ) {
            var told = line.replaceFirst("^ACCEPT \\S*?:?(\\d+) PID.*$", "$1");
            if (!told.equals(line)) {
                port = Integer.parseInt(told);
                return;
            }
        }
        Assumptions.abort("this openssl does not say where it listens");
    }

    @AfterEach void ends() throws InterruptedException {
        if (responder == null) return;
        responder.destroy();
        responder.waitFor(Patience.SECONDS, TimeUnit.SECONDS);
    }

    private Edge edge(String more) throws IOException {
        return Edge.with("""
                default_type text/plain;
                server { listen 443 ssl; server_name shop;
                    ssl_certificate /etc/ssl/certs/shop.crt; ssl_certificate_key /etc/ssl/private/shop.key;
                    ssl_client_certificate /etc/ssl/certs/clients.crt; ssl_verify_client on; ssl_ocsp leaf;
                    ssl_ocsp_responder http://127.0.0.1:%d/; %s
                    location / { return 200 "$ssl_client_verify"; } }
                """.formatted(port, more), Edge.file("/etc/ssl/certs/clients.crt", Files.readString(folder.resolve("ca.crt"))));
    }

    private String asks(Edge edge, String name) throws IOException {
        var client = new ProcessBuilder("openssl", "s_client", "-connect", "127.0.0.1:" + edge.address().getPort(), "-servername", "shop",
                "-cert", name + ".crt", "-key", name + ".key", "-quiet", "-ign_eof").directory(folder.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD).start();
        try (var out = client.getOutputStream()) {
            out.write("GET / HTTP/1.1\r\nHost: shop\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            out.flush();
            return new String(client.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        } finally {
            client.destroy();
        }
    }

    @Test void aCertificateThatTheResponderKnowsIsGood() throws Exception {
        answers();
        try (var edge = edge("")) {
            var answer = asks(edge, "good");
            assertTrue(answer.startsWith("HTTP/1.1 200 ") && answer.endsWith("SUCCESS"), answer);
        }
    }

    @Test void oneThatWasRevokedIs400() throws Exception {
        answers();
        try (var edge = edge("ssl_ocsp_cache shared:ocsp:1m;")) {
            for (int i = 0; i < 2; i++) {
                var answer = asks(edge, "bad");
                assertTrue(answer.startsWith("HTTP/1.1 400 ") && answer.contains("The SSL certificate error"), answer);
            }
            edge.errorLog().awaitsPart("certificate revoked");
        }
    }

    @Test void oneThatTheResponderDoesNotKnowIs400() throws Exception {
        answers();
        try (var edge = edge("")) {
            assertTrue(asks(edge, "odd").startsWith("HTTP/1.1 400 "));
        }
    }

    @Test void whatWasAnsweredIsKept() throws Exception {
        answers();
        try (var edge = edge("ssl_ocsp_cache shared:ocsp:1m;")) {
            assertTrue(asks(edge, "good").endsWith("SUCCESS"));
            ends();
            assertTrue(asks(edge, "good").endsWith("SUCCESS"));
        }
    }

    @Test void nobodyAnswers() throws Exception {
        try (var closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = closed.getLocalPort();
        }
        try (var edge = edge("")) {
            assertTrue(asks(edge, "good").startsWith("HTTP/1.1 400 "));
            edge.errorLog().awaitsPart("certificate status request failed");
        }
    }
}
