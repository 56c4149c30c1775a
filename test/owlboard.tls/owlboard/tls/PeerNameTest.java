package owlboard.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigInteger;
import java.security.Principal;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Set;
import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PeerNameTest {
    /** A certificate with these names and nothing else. */
    private static X509Certificate named(String subject, List<List<?>> alternatives) {
        return new Named(new X500Principal(subject), alternatives);
    }

    private static X509Certificate dns(String... names) {
        var alternatives = new ArrayList<List<?>>();
        for (var name : names) alternatives.add(List.of(2, name));
        return named("CN=common", alternatives);
    }

    private static X509Certificate ip(String address) {
        return named("CN=common", List.of(List.of(7, address)));
    }

    private static boolean matches(X509Certificate certificate, String name) {
        return PeerName.matches(certificate, name);
    }

    @ParameterizedTest
    @CsvSource({"shop.example, shop.example, true", "Shop.Example, sHOP.eXAMPLE, true", "shop.example, shop.example.org, false",
            "shop.example, ashop.example, false", "user_service, user_service, true", "user_service, user-service, false",
        "*.shop.example, a.shop.example, true", "*.shop.example, a.b.shop.example, false", "*.shop.example, shop.example, false",
        "*.shop.example, .shop.example, true", "a.shop.example, .shop.example, true", "shop.example, .shop.example, false",
        "*.Shop.example, USER1.shop.example, true", "*.Shop.example, USER_1.shop.example, false",
        "a*.shop.example, ab.shop.example, true", "a*.shop.example, a.shop.example, true", "*b.shop.example, ab.shop.example, true",
        "a*b.shop.example, acb.shop.example, false", "a*.shop.example, a.b.shop.example, false", "*.shop.example, xn--a.shop.example, true",
        "x*.shop.example, xn--a.shop.example, true", "*a.shop.example, xn--a.shop.example, false",
        "xn--*.shop.example, xn--a.shop.example, false", "*.example, shop.example, false", "-*.shop.example, -a.shop.example, false",
        "*.my_shop.example, a.my_shop.example, false", "*, shop, false", "*, a.b, false", "*.*.example, a.b.example, false",
        "a.*.example, a.b.example, false"})
    void aNameIsCompared(String inCertificate, String wanted, boolean expected) {
        assertEquals(expected, matches(dns(inCertificate), wanted), inCertificate + " for " + wanted);
        assertEquals(expected, matches(dns("other.example", inCertificate), wanted));
    }

    @Test
    void theCommonNameCountsWithoutAlternativesOnly() {
        assertEquals(true, matches(named("CN=user_service", null), "user_service"));
        assertEquals(true, matches(named("CN=*.shop.example, O=Owl", null), "a.shop.example"));
        assertEquals(false, matches(dns("other"), "common"));
        assertEquals(false, matches(named("O=Owl", null), "Owl"));
        assertEquals(false, matches(named("", null), ""));
    }

    @Test
    void anyOfSeveralCommonNamesWillDo() {
        var certificate = named("CN=one.example, OU=x, CN=two.example", null);
        assertEquals(true, matches(certificate, "one.example"));
        assertEquals(true, matches(certificate, "two.example"));
        assertEquals(false, matches(certificate, "x"));
    }

    /** The sign for kelvin becomes a k, and the dotless i has a capital of ASCII. */
    @Test
    void lettersOutsideOfAsciiAreNoOthers() {
        assertEquals(false, matches(dns("ban\u212a.example"), "bank.example"));
        assertEquals(false, matches(named("CN=ban\u212a.example", null), "bank.example"));
        assertEquals(false, matches(dns("\u0130n.example"), "in.example"));
    }

    @Test
    void partsOfOtherFieldsAreNoCommonName() {
        assertEquals(false, matches(named("CN=real, O=\"x,CN=victim\"", null), "victim"));
        assertEquals(false, matches(named("O=\"x,CN=victim\", CN=real", null), "victim"));
        assertEquals(true, matches(named("O=\"x,CN=victim\", CN=real", null), "real"));
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1, 127.0.0.1, true", "127.0.0.1, 127.0.0.2, false", "0:0:0:0:0:0:0:1, ::1, true",
            "2001:db8:0:0:0:0:0:a, 2001:DB8::a, true", "2001:db8:0:0:0:0:0:a, 2001:db8::b, false"})
    void anAddressIsComparedAsOne(String inCertificate, String wanted, boolean expected) {
        assertEquals(expected, matches(ip(inCertificate), wanted));
    }

    @Test
    void aNameIsNoAddress() {
        assertEquals(false, matches(ip("127.0.0.1"), "localhost"));
        assertEquals(false, matches(named("CN=common", List.of(List.of(1, "mail@common"), List.of(6, "uri:common"))), "mail@common"));
    }

    private static final class Named extends X509Certificate {
        private static final long serialVersionUID = 1;
        private final X500Principal subject;
        private final transient List<List<?>> alternatives;

        Named(X500Principal subject, List<List<?>> alternatives) {
            this.subject = subject;
            this.alternatives = alternatives;
        }

        @Override public X500Principal getSubjectX500Principal() {
            return subject;
        }

        @Override public Collection<List<?>> getSubjectAlternativeNames() {
            return alternatives;
        }

        @Override public void checkValidity() {}

        @Override public void checkValidity(Date date) {}

        @Override public int getVersion() {
            return 3;
        }

        @Override public BigInteger getSerialNumber() {
            return BigInteger.ONE;
        }

        @Override @Deprecated public Principal getIssuerDN() {
            return subject;
        }

        @Override @Deprecated public Principal getSubjectDN() {
            return subject;
        }

        @Override public Date getNotBefore() {
            return new Date(0);
        }

        @Override public Date getNotAfter() {
            return new Date(Long.MAX_VALUE);
        }

        @Override public byte[] getTBSCertificate() {
            return new byte[0];
        }

        @Override public byte[] getSignature() {
            return new byte[0];
        }

        @Override public String getSigAlgName() {
            return "none";
        }

        @Override public String getSigAlgOID() {
            return "1.1";
        }

        @Override public byte[] getSigAlgParams() {
            return new byte[0];
        }

        @Override public boolean[] getIssuerUniqueID() {
            return null;
        }

        @Override public boolean[] getSubjectUniqueID() {
            return null;
        }

        @Override public boolean[] getKeyUsage() {
            return null;
        }

        @Override public int getBasicConstraints() {
            return -1;
        }

        @Override public byte[] getEncoded() {
            return new byte[0];
        }

        @Override public void verify(PublicKey key) {}

        @Override public void verify(PublicKey key, String provider) {}

        @Override public String toString() {
            return subject.getName();
        }

        @Override public PublicKey getPublicKey() {
            return null;
        }

        @Override public boolean hasUnsupportedCriticalExtension() {
            return false;
        }

        @Override public Set<String> getCriticalExtensionOIDs() {
            return Set.of();
        }

        @Override public Set<String> getNonCriticalExtensionOIDs() {
            return Set.of();
        }

        @Override public byte[] getExtensionValue(String oid) {
            return null;
        }
    }
}
