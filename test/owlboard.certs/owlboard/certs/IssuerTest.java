package owlboard.certs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Security;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import owlboard.tls.Pem;

class IssuerTest {
    private static final Instant NOON = Instant.parse("2030-05-01T12:00:00Z");

    @TempDir Path dir;

    @Test void anAuthorityMaySignCertificatesAndListsOnly() throws Exception {
        issue(0);
        var authority = certificate("ca/ca");
        assertEquals(0, authority.getBasicConstraints());  // path length
        assertTrue(authority.getCriticalExtensionOIDs().containsAll(Set.of("2.5.29.19", "2.5.29.15")));
        assertArrayEquals(new boolean[] {false, false, false, false, false, true, true, false, false}, authority.getKeyUsage());
        assertEquals("CN=OwlBoard CA,O=OwlBoard", authority.getSubjectX500Principal().getName());
        assertEquals(Instant.parse("2030-05-01T11:55:00Z"), authority.getNotBefore().toInstant());
        assertEquals(Instant.parse("2040-05-01T12:00:00Z"), authority.getNotAfter().toInstant());
    }

    @Test void aServerNamesItsServiceAndThisMachine() throws Exception {
        issue(0);
        var server = certificate("api_gateway/server");
        assertEquals(List.of("1.3.6.1.5.5.7.3.1"), server.getExtendedKeyUsage());
        assertEquals(List.of("api_gateway", "localhost", "api_gateway_1", "api_gateway_2", "api_gateway_3", "api_gateway_4", "127.0.0.1"),
                Names.all(server));
        assertEquals(List.of("user_service", "localhost", "127.0.0.1"), Names.all(certificate("user_service/server")));
        assertEquals(Instant.parse("2032-08-03T12:00:00Z"), server.getNotAfter().toInstant());
        assertEquals(-1, server.getBasicConstraints());
    }

    @Test void aClientIsAClientForAYear() throws Exception {
        issue(0);
        var client = certificate("api_gateway/client");
        assertEquals(List.of("1.3.6.1.5.5.7.3.2"), client.getExtendedKeyUsage());
        assertEquals("CN=api_gateway,O=OwlBoard", client.getSubjectX500Principal().getName());
        assertEquals(Instant.parse("2031-05-01T12:00:00Z"), client.getNotAfter().toInstant());
    }

    @Test void everyCertificateHasKeyIdentifiersAndASerialOfItsOwn() throws Exception {
        issue(0);
        var serials = new HashSet<>();
        var authorityId = tail(certificate("ca/ca").getExtensionValue("2.5.29.14"));
        for (var profile : Profile.LEAVES) {
            var certificate = Pem.certificates(Files.readAllBytes(profile.certificate(dir)))[0];
            assertTrue(certificate.getExtensionValue("2.5.29.14") != null, profile.toString());
            assertEquals(authorityId, tail(certificate.getExtensionValue("2.5.29.35")));
            assertEquals(20, certificate.getSerialNumber().toByteArray().length);
            assertEquals(1, certificate.getSerialNumber().signum());
            serials.add(certificate.getSerialNumber());
        }
        assertEquals(Profile.LEAVES.size(), serials.size());
    }

    @Test void rsaKeysHaveTheBitsAskedFor() throws Exception {
        issue(2048);
        assertEquals("RSA 2048", Keys.describe(certificate("ca/ca").getPublicKey()));
        assertEquals("SHA256withRSA", certificate("chat_service/server").getSigAlgName());
        assertTrue(certificate("chat_service/server").getKeyUsage()[2], "key encipherment");
    }

    @Test void onlyTheIssuerSeesBouncyCastle() throws Exception {
        var place = Certs.class.getProtectionDomain().getCodeSource().getLocation();
        Assumptions.assumeTrue(place.getProtocol().equals("file"), "the classes are inside an image");
        try (var files = Files.walk(Path.of(URI.create(place.toString())).resolve("owlboard/certs"))) {
            var seeing = files.filter(file -> file.toString().endsWith(".class") && mentions(file, "org/bouncycastle"))
                    .map(file -> file.getFileName().toString()).filter(name -> !name.startsWith("Issuer")).toList();
            assertEquals(List.of(), seeing);
        }
    }

    @Test void registersNoProvider() throws Exception {
        issue(0);
        for (var provider : Security.getProviders()) assertFalse(provider.getName().startsWith("BC"), provider.getName());
    }

    private void issue(int rsaBits) throws CertsException {
        Certs.init(dir, new Options(rsaBits, false, InstantSource.fixed(NOON)));
    }

    private X509Certificate certificate(String name) throws Exception {
        return Pem.certificates(Files.readAllBytes(dir.resolve(name + ".crt")))[0];
    }

    /** The 20 octets at the end of both identifiers' encodings. */
    private static String tail(byte[] extension) {
        return new String(extension, extension.length - 20, 20, StandardCharsets.ISO_8859_1);
    }

    private static boolean mentions(Path file, String text) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
