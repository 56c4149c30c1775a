package owlboard.standins.scram;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.function.Function;
import owlboard.clients.scram.Attributes;
import owlboard.clients.scram.Hash;
import owlboard.clients.scram.ScramException;

/** One log-in, as a server sees it: {@link #first}, then {@link #last}. */
public final class ScramServer {
    private static final int MESSAGE_MAX = 4096;

    private final Function<String, Credential> users;
    private Credential credential;
    private String user;
    private String binding;
    private String nonce;
    private String exchanged;

    /** {@code users}: the credential of a user; null when there is no such user. */
    public ScramServer(Function<String, Credential> users) {
        this.users = users;
    }

    /** The answer to the client's first message. An unknown user hears so only at the end, as with a wrong password. */
    public String first(String message) throws ScramException {
        if (message.length() > MESSAGE_MAX) throw new ScramException("a SCRAM message is longer than " + MESSAGE_MAX);
        if (!message.startsWith("n,") && !message.startsWith("y,")) throw new ScramException("channel binding is not supported");
        int bare = message.indexOf(',', 2) + 1;
        if (bare == 0) throw new ScramException("a SCRAM message is too short");
        binding = Base64.getEncoder().encodeToString(message.substring(0, bare).getBytes(StandardCharsets.UTF_8));
        var attributes = new Attributes(message.substring(bare));
        user = attributes.value(0, 'n').replace("=2C", ",").replace("=3D", "=");
        nonce = attributes.value(1, 'r') + Hash.nonce();
        credential = users.apply(user);
        var shown = credential == null ? Credential.ofNobody(user) : credential;
        var answer = "r=" + nonce + ",s=" + Base64.getEncoder().encodeToString(shown.salt()) + ",i=" + shown.iterations();
        exchanged = attributes.text() + "," + answer;
        return answer;
    }

    /** The answer to the client's last message: the password was right. */
    public String last(String message) throws ScramException {
        if (exchanged == null || message.length() > MESSAGE_MAX) throw new ScramException("a SCRAM message comes out of turn");
        int proofAt = message.lastIndexOf(",p=");
        if (proofAt < 0) throw new ScramException("a SCRAM message lacks \"p=\"");
        var attributes = new Attributes(message);
        if (!attributes.value(0, 'c').equals(binding) || !attributes.value(1, 'r').equals(nonce)) {
            throw new ScramException("a SCRAM message belongs to another log-in");
        }
        var proof = Attributes.decoded(message.substring(proofAt + 3));
        if (credential == null || proof.length != credential.storedKey().length) throw new ScramException("wrong user or password");
        var all = exchanged + "," + message.substring(0, proofAt);
        exchanged = null;
        var clientKey = Hash.xor(proof, Hash.keyed(credential.storedKey(), all));
        if (!MessageDigest.isEqual(Hash.sum(clientKey), credential.storedKey())) throw new ScramException("wrong user or password");
        return "v=" + Base64.getEncoder().encodeToString(Hash.keyed(credential.serverKey(), all));
    }

    /** Who logs in, known after {@link #first}. */
    public String user() {
        return user;
    }
}
