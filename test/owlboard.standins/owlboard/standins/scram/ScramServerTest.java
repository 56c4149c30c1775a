package owlboard.standins.scram;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import owlboard.clients.scram.ScramClient;
import owlboard.clients.scram.ScramException;

class ScramServerTest {
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
    }
}
