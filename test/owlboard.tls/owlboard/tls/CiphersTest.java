package owlboard.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CiphersTest {
    /** Strings of configurations that are found everywhere, and of every part of the grammar. */
    private static final List<String> SPECS = List.of("""
            DEFAULT
            ALL
            HIGH
            HIGH:!aNULL:!MD5
            HIGH:!aNULL:!eNULL:!EXPORT:!DES:!MD5:!PSK:!RC4
            ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES256-GCM-SHA384
            ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-CHACHA20-POLY1305:DHE-RSA-AES128-GCM-SHA256:DHE-RSA-AES256-SHA256
            EECDH+AESGCM:EDH+AESGCM:AES256+EECDH:AES256+EDH
            EECDH+ECDSA+AESGCM EECDH+aRSA+AESGCM EECDH+ECDSA+SHA384 EECDH+ECDSA+SHA256 EECDH+aRSA+SHA384 EECDH+aRSA+SHA256 EECDH+aRSA+RC4
            EECDH EDH+aRSA !aNULL !eNULL !LOW !3DES !MD5 !EXP !PSK !SRP !DSS
            ECDH+AESGCM:DH+AESGCM:ECDH+AES256:DH+AES256:ECDH+AES128:DH+AES:RSA+AESGCM:RSA+AES:!aNULL:!MD5:!DSS
            kEECDH+ECDSA+AES128:kEECDH+ECDSA+AES256:kEECDH+AES128:kEECDH+AES256:kEDH+AES128:DES-CBC3-SHA:+SHA:!aNULL:!eNULL
            HIGH:!SHA
            HIGH:!SHA1:!SHA256:!SHA384
            ALL:!SHA256
            ALL:-SHA:SHA
            ALL:+SHA256
            ALL:-AES:AES128:AES256
            ALL:+AES256:+DHE
            ALL:-ECDHE:-DHE
            ALL:-ECDHE:ECDHE
            -DHE:ALL
            !DHE:ALL:DHE
            DEFAULT:-AES:AES128
            DEFAULT:DSS
            DEFAULT:COMPLEMENTOFDEFAULT
            DEFAULT:!AESGCM:@STRENGTH
            AES128-SHA:DEFAULT
            AES128:AES256:@STRENGTH
            AES128:@STRENGTH:AES256
            CHACHA20:AES128:AES256
            CHACHA20
            AESGCM+AES128
            AES
            AES256:!AESGCM
            kRSA
            RSA:!AESGCM
            aRSA:!kRSA
            aECDSA
            ECDSA+AES256
            aDSS
            TLSv1.2
            TLSv1
            TLSv1.0
            SSLv3
            TLSv1.2+AES:!kRSA
            TLSv1.2+SSLv3
            ECDHE+DHE
            FIPS
            SHA384
            SHA1
            kECDH:AES128-SHA
            kECDH
            MEDIUM
            LOW:3DES:RC4:aNULL:eNULL
            MEDIUM:AES128-SHA
            CAMELLIA256-SHA:ECDHE-RSA-AES128-GCM-SHA256:@STRENGTH
            AES128-SHA;AES256-SHA,AES256-GCM-SHA384 ECDHE-RSA-AES128-SHA
            ::AES128-SHA::
            AES128-SHA:!NONSENSE:NONSENSE+AES
            AES128-SHA:AES128-SHA:-AES128-SHA:AES256-SHA:AES128-SHA
            ALL:!AES128-SHA:AES128-SHA
            ALL:@SECLEVEL=1
            @SECLEVEL=0:ALL:@STRENGTH
            ALL:@SECLEVEL=9
            ALL:@SECLEVEL
            @FOO:AES128-SHA
            @STRENGTH+AES
            AES128-SHA+
            AES128-SHA:$
            AES128-SHA:--AES
            AES128-SHA:!
            AES128-SHA:+
            ecdhe
            NONSENSE
            TLS_AES_128_GCM_SHA256
            HIGH:!ALL
            !HIGH
            """.split("\n"));

    /** Null: there is no OpenSSL 3 to ask. */
    private static List<String> openssl(String... words) {
        var command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(words));
        try {
            var process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
            var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
            return process.waitFor() == 0 ? List.of(text.split(":")) : List.of();
        } catch (IOException notInstalled) {
            return null;
        } catch (InterruptedException stop) {
            throw new IllegalStateException(stop);
        }
    }

    private static List<String> ours(String spec) {
        try {
            return Ciphers.list(spec).stream().map(Cipher::name).toList();
        } catch (IllegalArgumentException invalid) {
            return List.of();
        }
    }

    @Test
    void choosesWhatOpensslChooses() {
        var version = openssl("version");
        assumeTrue(version != null && version.getFirst().startsWith("OpenSSL 3.0"), "no OpenSSL 3.0 to compare with");
        var known = Cipher.ALL.stream().map(Cipher::name).collect(Collectors.toSet());
        for (var spec : SPECS) assertEquals(openssl("ciphers", "--", spec).stream().filter(known::contains).toList(), ours(spec), spec);
    }

    private static String[] usual() {
        try {
            return SSLContext.getDefault().getDefaultSSLParameters().getCipherSuites();
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Test
    void withoutAListTheUsualOnesHold() {
        var usual = usual();
        assertSame(usual, Ciphers.suites(null, usual));
    }

    @Test
    void everySuiteOfTheJdkHasItsNameThere() {
        for (var suite : usual()) {
            boolean of13 = !suite.contains("_WITH_");
            assertEquals(of13, Cipher.nameOf(suite).equals(suite), suite);
        }
        assertEquals("ECDHE-RSA-AES128-GCM-SHA256", Cipher.nameOf("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"));
        assertEquals("DHE-RSA-CHACHA20-POLY1305", Cipher.nameOf("TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256"));
    }

    @Test
    void thoseOfTls13Stay() {
        var suites = Ciphers.suites("ECDHE-RSA-AES128-SHA256:ECDHE-ECDSA-AES128-GCM-SHA256", usual());
        assertArrayEquals(new String[] {"TLS_AES_256_GCM_SHA384", "TLS_AES_128_GCM_SHA256", "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"}, suites);
    }

    @Test
    void theMacAloneIsExcluded() {
        var suites = List.of(Ciphers.suites("HIGH:!SHA", usual()));
        assertTrue(suites.contains("TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256"), suites::toString);
        assertTrue(suites.stream().noneMatch(suite -> suite.endsWith("_SHA")), suites::toString);
    }

    @Test
    void aNameOfTheJdkWillDo() {
        assertEquals("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", Ciphers.suites("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", usual())[3]);
    }

    @ParameterizedTest
    @ValueSource(strings = {"NONSENSE", "CAMELLIA256-SHA", "RC4-MD5", "!HIGH", "HIGH:!ALL", "", "kRSA", "AES128-SHA", "ALL:@FOO",
            "TLS_AES_128_GCM_SHA256"})
    void aListOfWhichNothingIsLeftIsAnError(String spec) {
        var message = assertThrows(IllegalArgumentException.class, () -> Ciphers.suites(spec, usual())).getMessage();
        assertTrue(message.contains("SSL_CTX_set_cipher_list(\"" + spec + "\") failed"), message);
    }

    @Test
    void theListsOfTheJdkAndOfOpensslAgree() {
        var names = Arrays.stream(usual()).filter(suite -> suite.contains("_WITH_")).map(Cipher::nameOf).collect(Collectors.toSet());
        assertEquals(names, Ciphers.list("ALL:!kRSA").stream().map(Cipher::name).collect(Collectors.toSet()));
    }

    @Test
    void protocolsAreTheNewerTwo() {
        assertArrayEquals(new String[] {"TLSv1.2", "TLSv1.3"}, Ciphers.protocols(List.of("SSLv2", "TLSv1", "TLSv1.2", "TLSv1.3")));
        assertThrows(IllegalArgumentException.class, () -> Ciphers.protocols(List.of("TLSv1", "TLSv1.1")));
    }
}
