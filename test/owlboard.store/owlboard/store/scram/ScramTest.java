package owlboard.store.scram;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class ScramTest {
    /** RFC 7677 section 3. */
    @Test void saysWhatTheStandardsExampleSays() throws ScramException {
        var client = new ScramClient("user", "pencil", "rOprNGfwEbeRWgbNEkqO");
        assertEquals("n,,n=user,r=rOprNGfwEbeRWgbNEkqO", client.first());
        assertEquals("c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
                client.last("r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"));
        client.verify("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");
        assertThrows(ScramException.class, () -> client.verify("v=AAAA"));
    }

    @Test void bothEndsAgree() throws ScramException {
        var kept = Credential.of("größe,=");
        var server = new ScramServer(user -> user.equals("a=b,c") ? kept : null);
        var client = new ScramClient("a=b,c", "größe,=");
        client.verify(server.last(client.last(server.first(client.first()))));
        assertEquals("a=b,c", server.user());
    }

    @Test void aWrongPasswordAndAnUnknownUserLookAlike() throws ScramException {
        var kept = Credential.of("right");
        for (var login : List.of(new ScramClient("user", "wrong"), new ScramClient("nobody", "right"))) {
            var server = new ScramServer(user -> user.equals("user") ? kept : null);
            var proof = login.last(server.first(login.first()));
            assertEquals("wrong user or password", assertThrows(ScramException.class, () -> server.last(proof)).getMessage());
        }
    }

    @Test void aProofIsGoodOnce() throws ScramException {
        var server = new ScramServer(user -> Credential.of("p"));
        var client = new ScramClient("u", "p");
        var proof = client.last(server.first(client.first()));
        server.last(proof);
        assertThrows(ScramException.class, () -> server.last(proof));
        assertThrows(ScramException.class, () -> new ScramServer(user -> Credential.of("p")).last(proof));
    }

    @Test void whatIsNoScramIsRefused() {
        for (var wrong : List.of("", "n", "n,", "n,,", "n,,r=x", "p=tls,,n=u,r=x", "n,,n=u"))
            assertThrows(ScramException.class, () -> new ScramServer(user -> null).first(wrong), wrong);
        for (var wrong : List.of("", "r=x", "r=other,s=AA==,i=4096", "r=nonce1,s=AA==,i=1", "r=nonce1,s=?,i=4096",
                "r=nonce1,s=AA==,i=99999999"))
            assertThrows(ScramException.class, () -> new ScramClient("u", "p", "nonce").last(wrong), wrong);
    }
}
