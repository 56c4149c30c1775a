package owlboard.standins.mongo;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.Socket;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import owlboard.clients.mongo.bson.BsonException;
import owlboard.clients.mongo.bson.Document;
import owlboard.clients.mongo.bson.Message;
import owlboard.clients.scram.ScramClient;
import owlboard.standins.mongo.data.Commands;
import owlboard.standins.mongo.data.MongoFailure;
import owlboard.standins.mongo.data.MongoFailure.Code;

/** One connection, from its first message to its last. */
final class Session {
    private static final System.Logger LOG = System.getLogger("owlboard.standins.mongo");
    private static final String VERSION = "6.0.0";
    /** Of MongoDB 6.0: what drivers may use. */
    private static final int WIRE_VERSION = 17;
    private static final int STRANGER_BYTES = 64 << 10;
    /** A message is there several times while it is worked on: its bytes, its documents, their bytes for the journal. */
    private static final int MESSAGE_BYTES = (int) Math.min(Message.BYTES_MAX, Runtime.getRuntime().maxMemory() / 12);
    private static final Set<String> WITHOUT_LOGIN = Set.of("hello", "ismaster", "ping", "buildinfo", "saslstart", "saslcontinue",
            "logout", "connectionstatus",
            "whatsmyuri", "endsessions");

    private final Socket socket;
    private final Commands commands;
    private final MongoServer.Account account;
    private final int id;
    private Login login;
    private boolean known;
    private int sent;

    Session(Socket socket, Commands commands, MongoServer.Account account, int id) {
        this.socket = socket;
        this.commands = commands;
        this.account = account;
        this.id = id;
        this.login = new Login(account);
    }

    /** A message that is none ends the connection; a command that fails does not. */
    void run() throws IOException {
        var in = new BufferedInputStream(socket.getInputStream(), 16 << 10);
        try {
            for (var message = next(in); message != null; message = next(in)) {
                var reply = answer(message);
                if (message.wantsReply()) socket.getOutputStream().write(message.reply(++sent, reply).bytes());
            }
        } catch (BsonException wrong) {
            LOG.log(System.Logger.Level.WARNING, "connection {0} ends: {1}", Integer.toString(id), wrong.getMessage());
        }
    }

    private Message next(BufferedInputStream in) throws IOException {
        return Message.read(in, known ? MESSAGE_BYTES : STRANGER_BYTES);
    }

    private Document answer(Message message) throws BsonException {
        var body = message.body();
        if (body.isEmpty()) throw new BsonException("a command has no name");
        try {
            return answer(message, body.keySet().iterator().next());
        } catch (MongoFailure failure) {
            return failure.reply();
        } catch (RuntimeException bug) {
            LOG.log(System.Logger.Level.ERROR, "a command of connection " + id + " failed by an error of the server", bug);
            return new MongoFailure(Code.IllegalOperation, "an error of the server: " + bug).reply();
        }
    }

    private Document answer(Message message, String name) {
        var body = message.body();
        var lower = name.toLowerCase(Locale.ROOT);
        if (message.kind() == Message.Kind.QUERY && !lower.equals("hello") && !lower.equals("ismaster"))
            throw new MongoFailure(Code.UnsupportedOpQueryCommand,
            "Unsupported OP_QUERY command: " + name + ". The client driver may require an upgrade.");
        if (!known && !WITHOUT_LOGIN.contains(lower)) {
            if (!Commands.knows(name)) throw new MongoFailure(Code.CommandNotFound, "no such command: '" + name + "'");
            throw new MongoFailure(Code.Unauthorized, "command " + name + " requires authentication");
        }
        return switch (name) {
            case "hello", "isMaster", "ismaster" -> hello(body, name.equals("hello"));
            case "ping", "endSessions", "refreshSessions" -> ok(new Document());
            case "buildInfo", "buildinfo" -> ok(Document.of("version", VERSION, "versionArray", List.of(6, 0, 0, 0), "gitVersion",
                    "owlboard", "modules", List.of(), "bits", 64,
                    "debug", false, "maxBsonObjectSize", Commands.documentMax()));
            case "whatsmyuri" -> ok(Document.of("you", socket.getInetAddress().getHostAddress() + ":" + socket.getPort()));
            case "connectionStatus" -> ok(Document.of("authInfo",
                    Document.of("authenticatedUsers", known ? List.of(Document.of("user", account.user(), "db", "admin")) : List.of(),
                    "authenticatedUserRoles", known ? List.of(Document.of("role", "root", "db", "admin")) : List.of())));
            case "saslStart" -> {
                login = new Login(account);
                yield ok(login.start(body));
            }
            case "saslContinue" -> {
                var reply = login.next(body);
                known |= login.isProved();
                yield ok(reply);
            }
            case "logout" -> {
                known = false;
                yield ok(new Document());
            }
            default -> commands.run(body);
        };
    }

    private static Document ok(Document reply) {
        return reply.with("ok", 1.0);
    }

    private Document hello(Document body, boolean modern) {
        var reply = Document.of("helloOk", true, modern ? "isWritablePrimary" : "ismaster", true, "maxBsonObjectSize",
                Commands.documentMax(), "maxMessageSizeBytes", MESSAGE_BYTES,
                "maxWriteBatchSize", 100_000, "localTime", Instant.ofEpochMilli(System.currentTimeMillis()),
                "logicalSessionTimeoutMinutes", 30, "connectionId", id,
                "minWireVersion", 0, "maxWireVersion", WIRE_VERSION, "readOnly", false);
        if (body.containsKey("saslSupportedMechs")) reply.put("saslSupportedMechs", List.of(ScramClient.MECHANISM));
        var speculative = body.document("speculativeAuthenticate");
        if (speculative != null && speculative.containsKey("saslStart")) speculate(speculative, reply);
        return ok(reply);
    }

    /** A log-in that begins with the greeting. If it cannot begin the driver tries again by saslStart, and hears why. */
    private void speculate(Document start, Document reply) {
        var begun = new Login(account);
        try {
            reply.put("speculativeAuthenticate", begun.start(start.with("$db", start.text("db"))));
            login = begun;
        } catch (MongoFailure later) {
            LOG.log(System.Logger.Level.DEBUG, "connection {0}: {1}", id, later.getMessage());
        }
    }
}
