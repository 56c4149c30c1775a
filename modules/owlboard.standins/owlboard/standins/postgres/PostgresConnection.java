package owlboard.standins.postgres;

import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import owlboard.clients.postgres.wire.Message;
import owlboard.clients.postgres.wire.MessageStream;
import owlboard.clients.postgres.wire.MessageWriter;
import owlboard.clients.postgres.wire.Notice;
import owlboard.clients.postgres.wire.ProtocolException;
import owlboard.clients.postgres.wire.Start;
import owlboard.clients.scram.ScramClient;
import owlboard.clients.scram.ScramException;
import owlboard.standins.scram.ScramServer;
import owlboard.standins.sql.Session;
import owlboard.standins.sql.SqlFailure;
import owlboard.standins.sql.Surroundings;

/** One client's connection to the stand-in: start, log-in, then a message at a time. */
final class PostgresConnection implements Surroundings {
    private static final System.Logger LOG = System.getLogger(PostgresServer.class.getName());
    private static final int LOGIN_MILLIS = 10_000;

    private final PostgresServer server;
    private final Socket socket;
    private final int id;
    private final int secret;
    private final MessageStream messages;
    private final Session session;
    private String user = "";

    PostgresConnection(PostgresServer server, Socket socket, int id, int secret) throws IOException {
        this.server = server;
        this.socket = socket;
        this.id = id;
        this.secret = secret;
        this.messages = new MessageStream(socket.getInputStream(), socket.getOutputStream());
        this.session = server.core.session(PostgresServer.SCHEMA, this);
    }

    int id() {
        return id;
    }

    boolean hasSecret(int given) {
        return given == secret;
    }

    /** Any thread. */
    void cancel() {
        session.cancel();
    }

    void run(boolean crowded) throws IOException {
        try (session) {
            socket.setSoTimeout(LOGIN_MILLIS);
            var parameters = start();
            if (parameters == null) return;
            if (crowded) {
                fatal("53300", "sorry, too many clients already");
                return;
            }
            user = parameters.getOrDefault("user", "");
            var wanted = parameters.getOrDefault("database", user);
            if (user.isEmpty()) {
                fatal("28000", "no PostgreSQL user name specified in startup packet");
            } else if (authenticate()) {
                if (!wanted.equals(server.database())) fatal("3D000", "database \"" + wanted + "\" does not exist");
                else serve(parameters);
            }
        } catch (ProtocolException broken) {
            fatal("08P01", broken.getMessage());
        } catch (SocketTimeoutException silent) {
            fatal("25P03", "terminating connection due to idle-in-transaction timeout");
        } catch (EOFException gone) {
            LOG.log(System.Logger.Level.TRACE, "client {0} has gone", id);
        }
    }

    private void fatal(String state, String message) throws IOException {
        messages.write(new Notice("FATAL", state, message, "").encode('E'));
        messages.flush();
    }

    /** What the client said about itself; null when there is nothing to serve. */
    private Map<String, String> start() throws IOException {
        for (int tries = 0; tries < 4; tries++) {
            var message = messages.readStart();
            int code = message.i32();
            if (code == Start.TLS || code == Start.GSS) {
                messages.writeByte('N');
                continue;
            }
            if (code == Start.CANCEL) {
                server.cancel(message.i32(), message.i32());
                return null;
            }
            if (code >>> 16 != 3) {
                fatal("0A000", "unsupported frontend protocol " + (code >>> 16) + "." + (code & 0xffff) + ": server supports 3.0");
                return null;
            }
            return parameters(message, code & 0xffff);
        }
        throw new ProtocolException("the client does not begin");
    }

    private Map<String, String> parameters(Message message, int minor) throws IOException {
        var parameters = new HashMap<String, String>();
        for (var name = message.text(); !name.isEmpty(); name = message.text()) parameters.put(name, message.text());
        var unknown = parameters.keySet().stream().filter(name -> name.startsWith("_pq_.")).toList();
        if (minor > 0 || !unknown.isEmpty()) {
            var answer = new MessageWriter('v').i32(0).i32(unknown.size());
            unknown.forEach(answer::text);
            messages.write(answer);
        }
        if (parameters.containsKey("replication") && !parameters.get("replication").matches("false|off|no|0")) {
            fatal("0A000", "replication is not supported by this stand-in");
            return null;
        }
        return parameters;
    }

    /** SCRAM-SHA-256 (section 55.3). The user is that of the start; the name inside SCRAM is ignored, as PostgreSQL does. */
    private boolean authenticate() throws IOException {
        messages.write(new MessageWriter('R').i32(10).text(ScramClient.MECHANISM).u8(0));
        messages.flush();
        try {
            var scram = new ScramServer(ignored -> server.credential(user));
            var first = password();
            var mechanism = first.text();
            if (!mechanism.equals(ScramClient.MECHANISM)) {
                throw new ProtocolException("client selected an invalid SASL authentication mechanism");
            }
            var initial = first.sized();
            if (initial == null) throw new ProtocolException("a SASL log-in begins without data");
            messages.write(new MessageWriter('R').i32(11).bytes(scram.first(new String(initial, StandardCharsets.UTF_8))
                    .getBytes(StandardCharsets.UTF_8)));
            messages.flush();
            var last = scram.last(new String(password().rest(), StandardCharsets.UTF_8));
            messages.write(new MessageWriter('R').i32(12).bytes(last.getBytes(StandardCharsets.UTF_8)));
            messages.write(new MessageWriter('R').i32(0));
            return true;
        } catch (ScramException wrong) {
            fatal("28P01", "password authentication failed for user \"" + user + "\"");
            return false;
        }
    }

    private Message password() throws IOException {
        var message = messages.read(64 << 10);
        if (message.letter != 'p') throw new ProtocolException("expected password response, got message type " + (int) message.letter);
        return message;
    }

    private void serve(Map<String, String> parameters) throws IOException {
        var settings = new Settings(user);
        try {
            for (var parameter : parameters.entrySet()) {
                var name = parameter.getKey();
                if (!name.equals("user") && !name.equals("database") && !name.equals("options") && !name.equals("replication")
                        && !name.startsWith("_pq_.")) {
                    settings.set(name, parameter.getValue());
                }
            }
            for (var name : Settings.REPORTED) messages.write(new MessageWriter('S').text(name).text(settings.get(name)));
        } catch (SqlFailure refused) {
            fatal("22023", refused.getMessage());
            return;
        }
        messages.write(new MessageWriter('K').i32(id).i32(secret));
        new Conversation(session, settings, messages, socket).run();
    }

    @Override
    public Object function(String name) {
        return switch (name) {
            case "version" -> "PostgreSQL " + PostgresServer.VERSION;
            case "current_database", "current_catalog" -> server.database();
            case "current_schema" -> PostgresServer.SCHEMA;
            case "current_user", "session_user", "user", "current_role", "pg_get_userbyid" -> user;
            case "pg_backend_pid" -> (long) id;
            case "pg_is_in_recovery" -> false;
            case "pg_table_is_visible", "has_table_privilege", "has_schema_privilege" -> true;
            case "pg_encoding_to_char" -> "UTF8";
            case "inet_server_port" -> (long) socket.getLocalPort();
            default -> null;
        };
    }

    /** PostgreSQL has none. */
    @Override
    public Object variable(String name) {
        return null;
    }
}
