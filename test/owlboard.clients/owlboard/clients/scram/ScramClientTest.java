package owlboard.clients.scram;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class ScramClientTest {
    /** RFC 7677 section 3. */
    @Test void saysWhatTheStandardsExampleSays() throws ScramException {
        var client = new ScramClient("user", "pencil", "rOprNGfwEbeRWgbNEkqO");
        assertEquals("n,,n=user,r=rOprNGfwEbeRWgbNEkqO", client.first());
        assertEquals("c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
                client.last("r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"));
        client.verify("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");
        assertThrows(ScramException.class, () -> client.verify("v=AAAA"));
    }

    @Test void whatIsNoScramIsRefused() {
        for (var wrong : List.of("", "r=x", "r=other,s=AA==,i=4096", "r=nonce1,s=AA==,i=1", "r=nonce1,s=?,i=4096",
                "r=nonce1,s=AA==,i=99999999"))
            assertThrows(ScramException.class, () -> new ScramClient("u", "p", "nonce").last(wrong), wrong);
    }
}
