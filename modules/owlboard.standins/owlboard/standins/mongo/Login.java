package owlboard.standins.mongo;

import java.nio.charset.StandardCharsets;
import owlboard.clients.mongo.bson.Binary;
import owlboard.clients.mongo.bson.Document;
import owlboard.clients.scram.ScramClient;
import owlboard.clients.scram.ScramException;
import owlboard.standins.mongo.data.MongoFailure;
import owlboard.standins.mongo.data.MongoFailure.Code;
import owlboard.standins.scram.ScramServer;

/** One log-in of a connection: saslStart, then saslContinue. */
final class Login {
    private static final String DATABASE = "admin";
    private static final int CONVERSATION = 1;

    private enum State { NEW, ASKED, PROVED, DONE, REFUSED }

    private final ScramServer scram;
    private State state = State.NEW;
    private boolean shortened;

    Login(MongoServer.Account account) {
        scram = new ScramServer(user -> user.equals(account.user()) ? account.credential() : null);
    }

    /** The password was right. */
    boolean isProved() {
        return state == State.PROVED || state == State.DONE;
    }

    Document start(Document body) {
        if (!ScramClient.MECHANISM.equals(body.text("mechanism")))
            throw new MongoFailure(Code.AuthenticationFailed, "the mechanism " + body.get("mechanism") + " is not supported here: "
            + ScramClient.MECHANISM + " is");
        if (!DATABASE.equals(body.text("$db"))) throw refused();
        shortened = body.document("options") != null && body.document("options").flag("skipEmptyExchange");
        try {
            var reply = told(scram.first(payload(body)), false);
            state = State.ASKED;
            return reply;
        } catch (ScramException wrong) {
            throw refused();
        }
    }

    Document next(Document body) {
        if (state == State.PROVED) {
            state = State.DONE;
            return told("", true);
        }
        if (state != State.ASKED) throw new MongoFailure(Code.AuthenticationFailed, "No SASL session state found");
        state = State.REFUSED;
        try {
            var reply = told(scram.last(payload(body)), shortened);
            state = shortened ? State.DONE : State.PROVED;
            return reply;
        } catch (ScramException wrong) {
            throw refused();
        }
    }

    private static MongoFailure refused() {
        return new MongoFailure(Code.AuthenticationFailed, "Authentication failed.");
    }

    private static String payload(Document body) {
        return body.get("payload") instanceof Binary binary ? new String(binary.bytes(), StandardCharsets.UTF_8) : "";
    }

    private static Document told(String message, boolean done) {
        return Document.of("conversationId", CONVERSATION, "done", done, "payload", new Binary(message.getBytes(StandardCharsets.UTF_8)));
    }
}
