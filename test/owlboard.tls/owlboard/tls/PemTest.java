package owlboard.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import owlboard.harness.Patience;

/** Files as {@code openssl} writes them. */
final class PemTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void hasOpenSsl() {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/openssl")), "openssl is not installed (Debian: apt-get install openssl)");
    }

    private Path openssl(String arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("/usr/bin/openssl"));
        command.addAll(List.of(arguments.split(" ")));
        var log = folder.resolve("openssl.log").toFile();
        var process = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).redirectOutput(log).start();
        assertTrue(process.waitFor(Patience.SECONDS, TimeUnit.SECONDS));
        assertEquals(0, process.exitValue(), Files.readString(log.toPath()));
        return folder.resolve(command.getLast());
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static String problem(Path file) {
        var problem = assertThrows(IOException.class, () -> Pem.key(file)).getMessage();
        assertTrue(problem.contains("\"" + file + "\""), problem);
        return problem;
    }

    @Test
    void rsaKeysOfBothFormatsAreOneKey() throws Exception {
        openssl("genrsa -traditional -out one.key 2048");
        openssl("pkcs8 -topk8 -nocrypt -in one.key -out eight.key");
        assertTrue(Files.readString(folder.resolve("one.key")).startsWith("-----BEGIN RSA PRIVATE KEY-----"));
        var one = Pem.key(folder.resolve("one.key"));
        assertEquals("RSA", one.getAlgorithm());
        assertEquals(one, Pem.key(folder.resolve("eight.key")));
    }

    @Test
    void ecKeysOfBothFormatsAreOneKey() throws Exception {
        for (var curve : List.of("prime256v1", "secp384r1", "secp521r1")) {
            openssl("ecparam -name " + curve + " -genkey -out with-parameters.key");
            openssl("ec -in with-parameters.key -out sec1.key");
            openssl("pkcs8 -topk8 -nocrypt -in sec1.key -out eight.key");
            assertTrue(Files.readString(folder.resolve("with-parameters.key")).startsWith("-----BEGIN EC PARAMETERS-----"));
            assertTrue(Files.readString(folder.resolve("sec1.key")).startsWith("-----BEGIN EC PRIVATE KEY-----"));
            var eight = (ECPrivateKey) Pem.key(folder.resolve("eight.key"));
            for (var name : List.of("sec1.key", "with-parameters.key")) {
                var other = (ECPrivateKey) Pem.key(folder.resolve(name)); // one of them holds the public key too
                assertEquals(eight.getS(), other.getS(), curve);
                assertEquals(eight.getParams().getOrder(), other.getParams().getOrder(), curve);
            }
        }
    }

    @Test
    void edwardsKeysBelongToTheirCertificates() throws Exception {
        for (var kind : List.of("ed25519", "ed448")) {
            openssl("req -x509 -newkey " + kind + " -nodes -subj /CN=shop -days 2 -keyout ed.key -out ed.crt");
            assertEquals("EdDSA", Pem.key(folder.resolve("ed.key")).getAlgorithm());
            HeldKeys.load(List.of(folder.resolve("ed.crt")), List.of(folder.resolve("ed.key")));
        }
    }

    @Test
    void rsaPssKeysBelongToTheirCertificates() throws Exception {
        openssl("req -x509 -newkey rsa-pss -pkeyopt rsa_keygen_bits:2048 -nodes -subj /CN=shop -days 2 -keyout a.key -out a.crt");
        assertEquals("RSASSA-PSS", Pem.key(folder.resolve("a.key")).getAlgorithm());
        HeldKeys.load(List.of(folder.resolve("a.crt")), List.of(folder.resolve("a.key")));
    }

    @Test
    void anEncryptedKeyIsRefusedWithTheRemedy() throws Exception {
        openssl("genrsa -traditional -out plain.key 2048");
        openssl("pkcs8 -topk8 -passout pass:owl -in plain.key -out eight.key");
        openssl("rsa -traditional -aes128 -passout pass:owl -in plain.key -out old.key");
        assertTrue(Files.readString(folder.resolve("old.key")).contains("Proc-Type: 4,ENCRYPTED"));
        var wrong = Passwords.of(file("wrong", "eagle\n"));
        for (var name : List.of("eight.key", "old.key")) {
            var problem = problem(folder.resolve(name));
            assertTrue(problem.contains("it is encrypted; name a file with its password (ssl_password_file"), problem);
            var key = PemSource.of(folder.resolve(name));
            var unopened = assertThrows(IOException.class, () -> Pem.key(key, wrong)).getMessage();
            assertTrue(unopened.contains("none of the passwords in \"" + folder.resolve("wrong") + "\" opens it"), unopened);
        }
    }

    /** An EC key may have its public half beside it. */
    private static void assertSame(PrivateKey plain, PrivateKey opened, String how) {
        if (plain instanceof ECPrivateKey curve) assertEquals(curve.getS(), ((ECPrivateKey) opened).getS(), how);
        else assertEquals(plain, opened, how);
    }

    @Test
    void anEncryptedKeyOpensWithOneOfThePasswords() throws Exception {
        var passwords = Passwords.of(file("passwords", "eagle\r\n\nowl\n"));
        openssl("genrsa -out rsa.key 2048");
        openssl("ecparam -name prime256v1 -genkey -noout -out ec.key");
        for (var kind : List.of("rsa", "ec")) {
            var plain = Pem.key(folder.resolve(kind + ".key"));
            for (var how : List.of("-v2 aes-256-cbc", "-v2 aes-128-cbc -v2prf hmacWithSHA1", "-v2 des3", "-v2 des3 -v2prf hmacWithSHA1",
                    "-v2 des3 -v2prf hmacWithSHA512", "-v2 aes-256-cbc -scrypt")) {
                var key = openssl("pkcs8 -topk8 " + how + " -passout pass:owl -in " + kind + ".key -out new.key");
                if (how.contains("scrypt")) {
                    var problem = assertThrows(IOException.class, () -> Pem.key(PemSource.of(key), passwords)).getMessage();
                    assertTrue(problem.contains("convert it with: openssl pkcs8 -topk8"), problem);
                } else {
                    assertSame(plain, Pem.key(PemSource.of(key), passwords), how);
                }
            }
            for (var cipher : List.of("aes128", "aes192", "aes256", "des3")) {
                var key = openssl(kind + " -" + (kind.equals("rsa") ? "traditional -" : "") + cipher + " -passout pass:owl -in " + kind
                        + ".key -out old.key");
                assertSame(plain, Pem.key(PemSource.of(key), passwords), cipher);
            }
        }
    }

    @Test
    void aKeyStandsAnywhereInItsFile() throws Exception {
        openssl("req -x509 -newkey rsa:2048 -nodes -subj /CN=shop -days 2 -keyout k.key -out c.crt");
        var key = Files.readString(folder.resolve("k.key"));
        var certificate = Files.readString(folder.resolve("c.crt"));
        var both = file("both.pem", "Bag Attributes\n    friendlyName: shop\n" + certificate + "\nsubject=CN = shop\n"
                + key.replace("\n", "\r\n") + "rest");
        assertEquals(Pem.key(folder.resolve("k.key")), Pem.key(both));
        assertEquals("CN=shop", Pem.certificates(both)[0].getSubjectX500Principal().getName());
    }

    @Test
    void aChainKeepsItsOrder() throws Exception {
        openssl("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=first -days 2 -keyout a.key -out a.crt");
        openssl("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=second -days 2 -keyout b.key -out b.crt");
        openssl("x509 -in b.crt -trustout -out trusted.crt");
        var chain = Pem.certificates(file("chain.crt", Files.readString(folder.resolve("a.crt"))
                + Files.readString(folder.resolve("b.crt"))));
        assertEquals(List.of("CN=first", "CN=second"),
                List.of(chain[0].getSubjectX500Principal().getName(), chain[1].getSubjectX500Principal().getName()));
    }

    @Test
    void whatIsNoKeyIsToldWithItsFile() throws Exception {
        assertTrue(problem(folder.resolve("missing.key")).contains("no such file"));
        assertTrue(problem(file("empty.key", "")).contains("no PEM block PRIVATE KEY"));
        assertTrue(problem(file("der.key", new String(new byte[] {0x30, (byte) 0x82}, StandardCharsets.ISO_8859_1)))
                .contains("no PEM block PRIVATE KEY"));
        assertTrue(problem(file("broken.key", "-----BEGIN PRIVATE KEY-----\n!!!!\n-----END PRIVATE KEY-----\n"))
                .contains("its PEM block PRIVATE KEY is broken"));
        assertTrue(problem(file("other.key", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"))
                .contains("neither an RSA nor an EC nor an EdDSA key"));
        assertTrue(problem(file("ec.key", "-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----\n"))
                .contains("it does not name its curve"));
        assertTrue(problem(file("cut.key", "-----BEGIN PRIVATE KEY-----\nAAAA\n")).contains("its PEM block PRIVATE KEY has no end"));
    }

    @Test
    void aFileThatIsCutOffIsRefused() throws Exception {
        openssl("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=first -days 2 -keyout a.key -out a.crt");
        var whole = Files.readString(folder.resolve("a.crt"));
        var half = whole.substring(0, whole.length() / 2);
        for (var text : List.of(whole + half, half + "\n" + whole)) {
            var file = file("chain.crt", text);
            assertEquals("cannot load certificate \"" + file + "\": its PEM block CERTIFICATE has no end: something of the file is missing",
                    assertThrows(IOException.class, () -> Pem.certificates(file)).getMessage());
        }
        assertEquals(1, Pem.certificates(file("marked.crt", "\ufeff" + whole)).length);
    }

    @Test
    void whatIsNoCertificateIsToldWithItsFile() throws Exception {
        for (var text : List.of("", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
                "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n")) {
            var file = file("c.crt", text);
            assertTrue(assertThrows(IOException.class, () -> Pem.certificates(file)).getMessage()
                    .startsWith("cannot load certificate \"" + file + "\""), text);
        }
    }

    @Test
    void aCertificateAndAKeyThatDoNotBelongTogetherAreRefused() throws Exception {
        openssl("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=first -days 2 -keyout a.key -out a.crt");
        openssl("ecparam -name prime256v1 -genkey -noout -out b.key");
        var certificate = folder.resolve("a.crt");
        HeldKeys.load(List.of(certificate), List.of(folder.resolve("a.key")));
        var other = folder.resolve("b.key");
        var problem = assertThrows(IOException.class, () -> HeldKeys.load(List.of(certificate), List.of(other))).getMessage();
        assertEquals("key \"" + other + "\" does not belong to certificate \"" + certificate + "\"", problem);
    }
}
