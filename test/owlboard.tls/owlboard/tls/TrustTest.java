package owlboard.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Chains, and what nginx says of each ({@code proxy_ssl_verify}, {@code proxy_ssl_crl}), recorded. Their dates end in 2098. */
final class TrustTest {
    private static final Path FOLDER = Path.of("test/owlboard.tls/chains");
    private static final Map<String, String> PEMS = pems();

    @TempDir Path folder;

    private static Map<String, String> pems() {
        var all = new HashMap<String, String>();
        try {
            String name = null;
            for (var line : Files.readAllLines(FOLDER.resolve("chains.pem"))) {
                if (line.matches("[\\w-]+\\.(crt|crl)")) name = line;
                else all.merge(name, line + "\n", String::concat);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return all;
    }

    private Path file(String name, String ending, String names) throws IOException {
        if (names.equals("-")) return null;
        var text = Arrays.stream(names.split(" ")).map(each -> PEMS.get(each + ending)).collect(Collectors.joining());
        return Files.writeString(folder.resolve(name), text);
    }

    static Stream<String> rows() throws IOException {
        return Files.readAllLines(FOLDER.resolve("verdicts.txt")).stream().filter(line -> !line.startsWith("#"));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void aChainIsJudgedAsOpenSslDoes(String row) throws IOException {
        var words = row.split(" *\\| *");
        var trust = Trust.of(file("trusted", ".crt", words[1]), file("revoked", ".crl", words[2]), Integer.parseInt(words[3]),
                Purpose.SERVER);
        assertEquals(words[4], verdict(trust, file("sent", ".crt", words[0])), row);
    }

    private static String verdict(Trust trust, Path chain) throws IOException {
        try {
            trust.check(Pem.certificates(chain));
            return "ok";
        } catch (CertificateException refused) {
            return refused.getMessage();
        }
    }

    @Test void whoIsTrustedInSilenceIsNotAskedFor() throws IOException {
        var named = file("named", ".crt", "other");
        var trust = Trust.of(named, file("silent", ".crt", "ca int1 other"), null, 1, Purpose.SERVER);
        assertEquals("ok", verdict(trust, file("sent", ".crt", "leaf1")));
        assertEquals("ok", verdict(trust, file("sent", ".crt", "leaf")));
        assertArrayEquals(Pem.certificates(named), trust.getAcceptedIssuers());
        assertArrayEquals(Pem.certificates(named), trust.judgedLater().getAcceptedIssuers());
    }

    /** OpenSSL reads whatever a file of lists has beside them. */
    @Test void aCertificateBesideAListIsInNobodysWay() throws IOException {
        var lists = Files.writeString(folder.resolve("lists"), PEMS.get("ca.crt") + PEMS.get("r-new.crl") + PEMS.get("r-old.crl"));
        assertEquals("23:certificate revoked", verdict(Trust.of(file("trusted", ".crt", "rroot"), lists, 1, Purpose.SERVER),
                file("sent", ".crt", "rleaf")));
    }

    @Test void withoutAnybodyTrustedNobodyIs() throws IOException {
        var trust = Trust.of(null, null, 1, Purpose.SERVER);
        assertEquals("21:unable to verify the first certificate", verdict(trust, file("sent", ".crt", "leaf")));
        assertEquals("18:self-signed certificate", verdict(trust, file("sent", ".crt", "self")));
    }
}
