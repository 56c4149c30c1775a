package owlboard.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** OpenSSL's words for what a handshake may agree on: {@code ssl_conf_command}, {@code ssl_ecdh_curve}. */
class TlsTermsTest {
    private static final String[] USUAL = {"TLS_AES_256_GCM_SHA384", "TLS_AES_128_GCM_SHA256", "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"};

    private static TlsTerms terms(String curves, String... commands) {
        var all = Arrays.stream(commands).map(each -> new TlsTerms.Command(each.split(" ")[0], each.split(" ")[1])).toList();
        return TlsTerms.of(new TlsTerms.Words(List.of("TLSv1.2", "TLSv1.3"), null, curves, false, all), USUAL);
    }

    private static String problem(String curves, String... commands) {
        return assertThrows(IllegalArgumentException.class, () -> terms(curves, commands)).getMessage();
    }

    @Test void versionsHaveALeastAndAMost() {
        assertArrayEquals(new String[] {"TLSv1.3"}, terms(null, "MinProtocol TLSv1.3").protocols());
        assertArrayEquals(new String[] {"TLSv1.2"}, terms(null, "maxprotocol TLSv1.2").protocols());
        assertArrayEquals(new String[] {"TLSv1.2", "TLSv1.3"}, terms(null, "MinProtocol TLSv1").protocols());
        assertEquals("ssl_conf_command leaves no protocol", problem(null, "MaxProtocol TLSv1.1"));
        assertTrue(problem(null, "MinProtocol 1.3").contains("SSL_CONF_cmd(\"MinProtocol\", \"1.3\") failed: the versions are"));
    }

    @Test void suitesOfTheNewestVersionAreAListOfTheirOwn() {
        assertArrayEquals(new String[] {"TLS_CHACHA20_POLY1305_SHA256", "TLS_AES_128_GCM_SHA256", USUAL[3], USUAL[4]},
                terms(null, "Ciphersuites TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_CCM_SHA256:TLS_AES_128_GCM_SHA256").suites());
        assertTrue(problem(null, "Ciphersuites TLS_AES_128_CCM_SHA256").contains("no cipher suite of TLS 1.3 is left"));
    }

    @Test void curvesHaveSeveralNames() {
        assertNull(terms(null).groups());
        assertNull(terms("auto").groups());
        assertArrayEquals(new String[] {"x25519", "secp256r1", "secp384r1"},
                terms("X25519MLKEM768:X25519:prime256v1:P-256:secp384r1").groups());
        assertArrayEquals(new String[] {"secp521r1"}, terms("X25519", "Groups P-521").groups());
        assertTrue(problem("brainpoolP256r1").startsWith("SSL_CTX_set1_curves_list(\"brainpoolP256r1\") failed"));
    }

    @Test void optionsThatChangeNothingAreTaken() {
        assertTrue(terms(null, "Options PrioritizeChaCha,ServerPreference,-SessionTicket").serverOrder());
        assertTrue(problem(null, "Options UnsafeLegacyRenegotiation").contains("the option \"UnsafeLegacyRenegotiation\" is not there"));
        assertTrue(problem(null, "Protocol -ALL").contains("known are MinProtocol"));
    }
}
