package owlboard.proxy.wire;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import owlboard.edge.Edge;
import owlboard.edge.OwlboardOnly;
import owlboard.edge.Wait;
import owlboard.harness.Patience;

/** ssl_stapling: clients are told what a responder says of a certificate; OpenSSL is the responder and the client. */
class StaplingTest {
    private static final String NOTHING = "OCSP response: no response sent";

    @TempDir static Path folder;
    private Process responder;
    private String certificate = "own.crt";

    @BeforeAll static void certificate() throws Exception {
        OpenSsl.run(folder, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", "ca.key",
                "-out", "ca.crt", "-days", "2", "-subj", "/CN=Stapling Authority");
        OpenSsl.run(folder, "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", "own.key",
                "-out", "own.csr", "-subj", "/CN=own");
        OpenSsl.run(folder, "x509", "-req", "-in", "own.csr", "-CA", "ca.crt", "-CAkey", "ca.key", "-set_serial", "0x1001", "-days",
                "2", "-out", "own.crt");
        OpenSsl.run(folder, "x509", "-req", "-in", "own.csr", "-CA", "ca.crt", "-CAkey", "ca.key", "-set_serial", "0x1002", "-days",
                "2", "-out", "other.crt");
        Files.writeString(folder.resolve("other.txt"), "R\t491231235959Z\t250101000000Z\t1002\tunknown\t/CN=own\n");
        Files.writeString(folder.resolve("good.txt"), "V\t491231235959Z\t\t1001\tunknown\t/CN=own\n");
        Files.writeString(folder.resolve("revoked.txt"), "R\t491231235959Z\t250101000000Z\t1001\tunknown\t/CN=own\n");
    }

    private String answers(String index, String... more) throws Exception {
        var command = new ArrayList<>(List.of("openssl", "ocsp", "-index", index, "-port", "0", "-rsigner", "ca.crt", "-rkey", "ca.key",
                "-CA", "ca.crt", "-nmin", "5"));
        command.addAll(List.of(more));
        responder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
        var said = new BufferedReader(responder.inputReader(StandardCharsets.ISO_8859_1));
        for (String line; (line = said.readLine()) != null; ) {
            var told = line.replaceFirst("^ACCEPT \\S*?:?(\\d+) PID.*$", "$1");
            if (!told.equals(line)) return "ssl_stapling_responder http://127.0.0.1:" + told + "/;";
        }
        return Assumptions.abort("this openssl does not say where it listens");
    }

    @AfterEach void ends() throws InterruptedException {
        if (responder == null) return;
        responder.destroy();
        responder.waitFor(Patience.SECONDS, TimeUnit.SECONDS);
    }

    private Edge edge(String more, boolean whole, Edge.FileText... files) throws IOException {
        var issuer = Files.readString(folder.resolve("ca.crt"));
        return Edge.with("error_log /var/log/nginx/error.log warn; events { } "
                + "http { server { listen 443 ssl; server_name own; ssl_certificate /etc/ssl/certs/own.crt; "
                + "ssl_certificate_key /etc/ssl/private/own.key; ssl_stapling on; " + more + " location / { return 204; } } }",
                Edge.file("/etc/ssl/certs/own.crt", Files.readString(folder.resolve(certificate)) + (whole ? issuer : "")),
                Edge.file("/etc/ssl/certs/ca.crt", issuer),
                Edge.file("/etc/ssl/private/own.key", Files.readString(folder.resolve("own.key"))),
                files.length > 0 ? files[0] : Edge.file("/etc/ssl/none", ""));
    }

    /** What the client is told of the certificate. */
    private String status(Edge edge, String protocol) {
        try {
            return said(edge, protocol);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private String said(Edge edge, String protocol) throws IOException {
        var client = new ProcessBuilder("openssl", "s_client", "-connect", "127.0.0.1:" + edge.address().getPort(), "-servername", "own",
                "-status", protocol).directory(folder.toFile()).redirectErrorStream(true).start();
        try {
            client.getOutputStream().close();
            return new String(client.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        } finally {
            client.destroy();
        }
    }

    private void awaitsGood(Edge edge) {
        for (var protocol : List.of("-tls1_2", "-tls1_3")) {
            Wait.until("the certificate's status is told", () -> status(edge, protocol).contains("Cert Status: good"));
        }
    }

    @Test void aResponderIsAskedOnce() throws Exception {
        try (var edge = edge(answers("good.txt"), true)) {
            awaitsGood(edge);
            ends();
            assertTrue(status(edge, "-tls1_3").contains("Cert Status: good"), "it is kept");
        }
    }

    @Test void theIssuerMayBeAmongThoseWhomItTrusts() throws Exception {
        try (var edge = edge("ssl_trusted_certificate /etc/ssl/certs/ca.crt; ssl_stapling_verify on; " + answers("good.txt"), false)) {
            awaitsGood(edge);
        }
    }

    private byte[] answer(String index) throws Exception {
        OpenSsl.run(folder, "ocsp", "-index", index, "-rsigner", "ca.crt", "-rkey", "ca.key", "-CA", "ca.crt", "-issuer", "ca.crt", "-cert",
                "own.crt", "-respout", "answer.der", "-ndays", "1", "-noverify");
        return Files.readAllBytes(folder.resolve("answer.der"));
    }

    @Test @OwlboardOnly(row = "stapling", value = "does not start without an answer, and staples what says that a certificate was revoked")
    void aFileHasTheAnswer() throws Exception {
        var revoked = answer("revoked.txt");
        try (var edge = edge("ssl_stapling_file /etc/ssl/own.der;", true, Edge.file("/etc/ssl/own.der", "none yet"))) {
            edge.errorLog().awaitsPart("own.der\" does not say that certificate ");
            Wait.until("what is none is not stapled", () -> status(edge, "-tls1_3").contains(NOTHING));
            edge.writes("/etc/ssl/own.der", answer("good.txt"));
            awaitsGood(edge);
            edge.writes("/etc/ssl/own.der", revoked);
            Wait.until("what is not good is not stapled", () -> status(edge, "-tls1_2").contains(NOTHING));
        }
    }

    @Test void withoutAGoodAnswerNothingIsStapled() throws Exception {
        certificate = "other.crt"; // of which nothing was ever known in this process
        try (var edge = edge(answers("other.txt", "-nrequest", "1"), true)) {
            var first = status(edge, "-tls1_3");
            assertTrue(first.contains(NOTHING), first); // who comes first does not wait
            assertTrue(responder.waitFor(Patience.SECONDS, TimeUnit.SECONDS), "it is asked");
            assertTrue(status(edge, "-tls1_3").contains(NOTHING));
        }
    }

    @Test void theIssuerOrTheResponderIsMissing() throws Exception {
        try (var edge = edge("", false)) {
            edge.errorLog().awaitsPart("\"ssl_stapling\" ignored, issuer certificate not found for certificate ");
            assertTrue(status(edge, "-tls1_3").contains(NOTHING));
        }
        try (var edge = edge("", true)) {
            edge.errorLog().awaitsPart("\"ssl_stapling\" ignored, no OCSP responder URL in the certificate ");
        }
    }

    @Test void whoDoesNotStapleSaysNothing() throws Exception {
        try (var edge = edge(answers("good.txt"), true); var other = Edge.with("server { listen 443 ssl; server_name own; "
                + "ssl_certificate /etc/ssl/certs/own.crt; ssl_certificate_key /etc/ssl/private/own.key; location / { return 204; } }",
                Edge.file("/etc/ssl/certs/own.crt",
                        Files.readString(folder.resolve("own.crt")) + Files.readString(folder.resolve("ca.crt"))),
                Edge.file("/etc/ssl/private/own.key", Files.readString(folder.resolve("own.key"))))) {
            awaitsGood(edge);
            assertFalse(status(other, "-tls1_3").contains("Cert Status"));
        }
    }
}
