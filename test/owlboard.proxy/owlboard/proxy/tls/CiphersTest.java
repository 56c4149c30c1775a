package owlboard.proxy.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CiphersTest {
    private static final String[] USUAL = {"TLS_AES_256_GCM_SHA384", "TLS_AES_128_GCM_SHA256", "TLS_CHACHA20_POLY1305_SHA256", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
        "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
        "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384", "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256", "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA", "TLS_RSA_WITH_AES_256_GCM_SHA384", "TLS_RSA_WITH_AES_128_CBC_SHA"};
    private static final Set<String> SUPPORTED = Set.of(USUAL);
    private static final int OF_13 = 3;

    /** The chosen suites of TLS 1.2, in their order, without the prefix. */
    private static List<String> chosen(String spec) {
        var suites = Ciphers.suites(spec, USUAL, SUPPORTED);
        assertArrayEquals(Arrays.copyOf(USUAL, OF_13), Arrays.copyOf(suites, OF_13), "those of TLS 1.3 always stay");
        return Arrays.stream(suites).skip(OF_13).toList();
    }

    private static boolean allows(String spec, String suite) {
        return chosen(spec).contains(suite);
    }

    @Test
    void withoutAListTheUsualOnesHold() {
        assertSame(USUAL, Ciphers.suites(null, USUAL, SUPPORTED));
    }

    @ParameterizedTest
    @CsvSource({"ECDHE-ECDSA-AES128-GCM-SHA256,TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", "ECDHE-RSA-AES256-GCM-SHA384,TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", "ECDHE-RSA-CHACHA20-POLY1305,TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
        "DHE-RSA-AES128-GCM-SHA256,TLS_DHE_RSA_WITH_AES_128_GCM_SHA256", "ECDHE-ECDSA-AES128-SHA256,TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256", "ECDHE-RSA-AES128-SHA,TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA",
        "AES256-GCM-SHA384,TLS_RSA_WITH_AES_256_GCM_SHA384", "AES128-SHA,TLS_RSA_WITH_AES_128_CBC_SHA", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"})
    void aNameOfOpenSslIsOneSuite(String name, String suite) {
        assertEquals(List.of(suite), chosen(name));
    }

    @Test
    void theListsOrderHolds() {
        assertEquals(List.of("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"), chosen("ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384"));
        assertEquals(chosen("AES128-SHA:AES256-GCM-SHA384"), chosen("AES128-SHA AES256-GCM-SHA384"));
    }

    @Test
    void theUsualListOfConfigurationsLeavesTheStrongOnes() {
        var suites = chosen("HIGH:!aNULL:!MD5");
        assertEquals(Arrays.asList(USUAL).subList(OF_13, USUAL.length), suites);
    }

    @ParameterizedTest
    @ValueSource(strings = {"HIGH:!aNULL:!MD5:!RSA", "HIGH:!kRSA", "ECDHE:DHE", "ECDHE+AESGCM:DHE+AESGCM", "EECDH+AESGCM:EDH+AESGCM", "kEECDH:kEDH", "EECDH+AES256:EECDH+AES128", "ECDHE+AES:ECDHE+CHACHA20"})
    void keyExchangeWithTheServersKeyAloneIsLeftOut(String spec) {
        assertTrue(allows(spec, "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"), spec + ": " + chosen(spec));
        assertTrue(chosen(spec).stream().noneMatch(suite -> suite.startsWith("TLS_RSA_")), spec + ": " + chosen(spec));
    }

    @Test
    void partsOfAWordMustAllHold() {
        assertEquals(List.of("TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"), chosen("ECDHE+ECDSA+AESGCM"));
        assertEquals(List.of("TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256", "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"), chosen("CHACHA20"));
        assertEquals(List.of("TLS_RSA_WITH_AES_256_GCM_SHA384", "TLS_RSA_WITH_AES_128_CBC_SHA"), chosen("kRSA"));
    }

    @Test
    void anExclusionHoldsWhereverItStands() {
        assertEquals(chosen("HIGH:!DHE"), chosen("!DHE:HIGH"));
        assertTrue(chosen("HIGH:!DHE").stream().noneMatch(suite -> suite.contains("_DHE_")));
        assertTrue(allows("HIGH:!DHE", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"));
        assertTrue(chosen("HIGH:!ECDHE-RSA-AES128-SHA").stream().noneMatch("TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA"::equals));
        assertTrue(chosen("HIGH:!CBC:!SHA:!SHA256").stream().noneMatch(suite -> suite.contains("_CBC_")));
    }

    @Test
    void unknownOnesBesideKnownOnesAreLeftOut() {
        assertEquals(List.of("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"), chosen("CAMELLIA256-SHA:ECDHE-RSA-AES128-GCM-SHA256:@STRENGTH"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"NONSENSE", "CAMELLIA256-SHA", "RC4-MD5", "!HIGH", "HIGH:!ALL", ""})
    void aListOfWhichNothingIsLeftIsAnError(String spec) {
        assertTrue(assertThrows(IllegalArgumentException.class, () -> Ciphers.suites(spec, USUAL, SUPPORTED)).getMessage().contains("\"" + spec + "\""));
    }

    @Test
    void protocolsAreThoseThatTheJdkHas() {
        assertArrayEquals(new String[] {"TLSv1.2", "TLSv1.3"}, Ciphers.protocols(List.of("SSLv2", "TLSv1.2", "TLSv1.3"), Set.of("TLSv1.2", "TLSv1.3")));
        assertThrows(IllegalArgumentException.class, () -> Ciphers.protocols(List.of("SSLv3"), Set.of("TLSv1.2", "TLSv1.3")));
    }

    @Test
    void theJdkHasWhatNginxListsRecommend() throws NoSuchAlgorithmException {
        var context = SSLContext.getDefault();
        var suites = Ciphers.suites("ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305:DHE-RSA-AES128-GCM-SHA256",
                context.getDefaultSSLParameters().getCipherSuites(), Set.of(context.getSupportedSSLParameters().getCipherSuites()));
        assertEquals(OF_13 + 7, suites.length, Arrays.toString(suites));
    }
}
