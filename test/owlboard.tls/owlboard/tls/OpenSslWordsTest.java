package owlboard.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;

import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class OpenSslWordsTest {
    @Test
    void signalsAmongTheSuitesHaveNames() {
        assertEquals("TLS_AES_128_GCM_SHA256:TLS_EMPTY_RENEGOTIATION_INFO_SCSV:TLS_FALLBACK_SCSV:0x1234",
                OfferedNames.suites(new short[] {0x1301, 0x00ff, 0x5600, 0x1234}));
    }

    @ParameterizedTest
    @CsvSource({"(handshake_failure) Received fatal alert: handshake_failure,"
            + "error:0A000410:SSL routines::sslv3 alert handshake failure:SSL alert number 40",
            "(certificate_required) Received fatal alert: certificate_required,"
            + "error:0A00045C:SSL routines::tlsv13 alert certificate required:SSL alert number 116",
            "Received fatal alert: protocol_version,error:0A00042E:SSL routines::tlsv1 alert protocol version:SSL alert number 70",
            "'Unrecognized SSL message, plaintext connection?',error:0A00010B:SSL routines::wrong version number",
            "Unsupported or unrecognized SSL message,error:0A00010B:SSL routines::wrong version number",
            "Something new,Something new"})
    void theJdksWordsAreOpenSsls(String jdk, String openSsl) {
        assertEquals(openSsl, OpenSslWords.of(new SSLHandshakeException(jdk)));
        assertEquals(openSsl, OpenSslWords.of(new SSLException(jdk)));
    }
}
