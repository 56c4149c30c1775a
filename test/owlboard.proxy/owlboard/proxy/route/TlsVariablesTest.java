package owlboard.proxy.route;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.api.Test;

class TlsVariablesTest {
    /** As {@code openssl x509 -nameopt RFC2253} does: an address is no heap of hexadecimal digits. */
    @Test void namesAreWrittenAsOpenSslWritesThem() {
        var email = Map.of("EMAIL", "1.2.840.113549.1.9.1", "NUMBER", "2.5.4.5");
        assertEquals("emailAddress=ana@owl.example,CN=Ana \\+ Co\\, Ltd,O=Owl,C=CL",
                TlsVariables.name(new X500Principal("EMAIL=ana@owl.example, CN=\"Ana + Co, Ltd\", O=Owl, C=CL", email)));
        assertEquals("serialNumber=12,street=Main,CN=x", TlsVariables.name(new X500Principal("NUMBER=12, STREET=Main, CN=x", email)));
    }
}
