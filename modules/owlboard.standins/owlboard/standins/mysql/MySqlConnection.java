package owlboard.standins.mysql;

import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.List;
import owlboard.clients.mysql.wire.Capability;
import owlboard.clients.mysql.wire.Command;
import owlboard.clients.mysql.wire.Login;
import owlboard.clients.mysql.wire.PacketReader;
import owlboard.clients.mysql.wire.PacketStream;
import owlboard.clients.mysql.wire.PacketWriter;
import owlboard.clients.mysql.wire.ProtocolException;
import owlboard.clients.mysql.wire.Reply;
import owlboard.standins.sql.Dialect;
import owlboard.standins.sql.Expression;
import owlboard.standins.sql.Like;
import owlboard.standins.sql.Parameters;
import owlboard.standins.sql.Parser;
import owlboard.standins.sql.RawText;
import owlboard.standins.sql.Result;
import owlboard.standins.sql.Session;
import owlboard.standins.sql.SqlFailure;
import owlboard.standins.sql.Statement;
import owlboard.standins.sql.Surroundings;

/** One client's connection to the stand-in: log-in, then a command at a time. */
final class MySqlConnection implements Surroundings {
    private static final int LOGIN_MILLIS = 10_000;

    private final MySqlServer server;
    private final Socket socket;
    private final int id;
    private final PacketStream packets;
    private final Answers answers;
    private final Variables variables = new Variables();
    private final Session session;
    private final Preparations preparations;
    private Login login;
    private boolean multipleStatements;
    private volatile String running = "";
    private volatile long since = System.nanoTime();
    private long lastInsertId;
    private long rowCount;
    private long foundRows;

    MySqlConnection(MySqlServer server, Socket socket, int id) throws IOException {
        this.server = server;
        this.socket = socket;
        this.id = id;
        this.packets = new PacketStream(socket.getInputStream(), socket.getOutputStream());
        this.answers = new Answers(packets);
        this.session = server.database.session(null, this);
        this.preparations = new Preparations(session, packets, answers);
    }

    void refuse() throws IOException {
        packets.write(Errors.err(1040, "08004", "Too many connections").encode());
        packets.flush();
    }

    void run() throws IOException {
        try (session) {
            socket.setSoTimeout(LOGIN_MILLIS);
            login = new LogIn(server, packets, id, socket.getInetAddress().getHostAddress()).run();
            if (login == null) return;
            multipleStatements = (login.capabilities() & Capability.MULTI_STATEMENTS) != 0;
            try {
                if (!login.database().isEmpty()) session.use(login.database());
            } catch (SqlFailure unknown) {
                reply(Errors.of(unknown));
                return;
            }
            ok();
            while (command()) packets.flush();
        } catch (ProtocolException broken) {
            packets.write(Errors.err(broken.code, "08S01", broken.getMessage()).encode());
            packets.flush();
        } catch (SocketTimeoutException silent) {
            packets.answerBeforehand();
            reply(Errors.err(4031, "HY000", "The client was disconnected by the server because of inactivity."));
        } catch (EOFException gone) {
            System.getLogger(MySqlServer.class.getName()).log(System.Logger.Level.TRACE, "client {0} has gone", id);
        }
    }

    /** Stops what is being done, or everything. Any thread. */
    void kill(boolean wholly) {
        session.cancel();
        if (!wholly) return;
        try {
            socket.close();
        } catch (IOException failure) {
            System.getLogger(MySqlServer.class.getName()).log(System.Logger.Level.DEBUG, "client {0}: {1}", id, failure.getMessage());
        }
    }

    Object[] process() {
        var statement = running;
        return new Object[] {Integer.toString(id), login == null ? "unauthenticated user" : login.user(),
                socket.getInetAddress().getHostAddress() + ":" + socket.getPort(), session.schema(),
            statement.isEmpty() ? "Sleep" : "Query", Long.toString((System.nanoTime() - since) / 1_000_000_000),
            statement.isEmpty() ? "" : "executing", statement.isEmpty() ? null : statement};
    }

    private void reply(Reply reply) throws IOException {
        packets.write(reply.encode());
        packets.flush();
    }

    private int status() {
        return (session.isOpen() ? Reply.IN_TRANSACTION : 0) | (session.autocommit() ? Reply.AUTOCOMMIT : 0);
    }

    private void ok() throws IOException {
        reply(new Reply.Ok(0, 0, status(), 0, ""));
    }

    /** False when the client has said good-bye. */
    private boolean command() throws IOException {
        packets.restart();
        socket.setSoTimeout(session.patienceMillis());
        var payload = packets.read(PacketStream.PAYLOAD_MAX);
        if (payload.length == 0) throw new ProtocolException("a command is empty");
        server.countQuestion();
        since = System.nanoTime();
        var in = new PacketReader(payload);
        int command = in.u8();
        try {
            switch (command) {
                case Command.QUIT -> {
                    return false;
                }
                case Command.QUERY -> query(RawText.decode(in.rest()));
                case Command.INIT_DB -> {
                    session.use(in.restText());
                    ok();
                }
                case Command.PING, Command.DEBUG -> ok();
                case Command.STATISTICS -> packets.write(new PacketWriter().text(server.statistics()));
                case Command.PROCESS_INFO ->
                        answers.rows(Shows.rows(List.of("Id", "User", "Host", "db", "Command", "Time", "State", "Info"),
                        server.processes()), false, status());
                case Command.PROCESS_KILL -> {
                    kill(in.u32(), true);
                    ok();
                }
                case Command.FIELD_LIST -> fields(in.zeroText(), in.restText());
                case Command.PREPARE -> preparations.prepare(RawText.decode(in.rest()), status());
                case Command.EXECUTE -> execute(in);
                case Command.LONG_DATA -> preparations.longData(in);
                case Command.CLOSE -> preparations.close(in.u32());
                case Command.RESET -> {
                    preparations.reset(in.u32());
                    ok();
                }
                case Command.SET_OPTION -> {
                    multipleStatements = in.u16() == 0;
                    packets.write(new Reply.Eof(0, status()).encode());
                }
                case Command.RESET_CONNECTION -> {
                    session.rollback();
                    session.autocommit(true);
                    variables.reset();
                    preparations.clear();
                    ok();
                }
                default -> reply(Errors.err(1047, "08S01", "Unknown command " + command + " (this stand-in does not support it)"));
            }
        } catch (SqlFailure failure) {
            packets.write(Errors.of(failure).encode());
        } finally {
            running = "";
        }
        return true;
    }

    private void kill(int other, boolean wholly) throws SqlFailure {
        if (!server.kill(other, wholly)) throw new SqlFailure(SqlFailure.Kind.UNSUPPORTED, "Unknown thread id: " + other);
    }

    /** Columns of a table, for clients that complete names. */
    private void fields(String table, String pattern) throws IOException, SqlFailure {
        var definition = session.table(new Statement.Name(null, table));
        for (int i = 0; i < definition.columns().size(); i++) {
            var column = definition.columns().get(i);
            if (!pattern.isEmpty() && !Like.matches(column.name(), pattern, true)) continue;
            var packet = Answers.column(new Result.Column(column.name(), column.type(), definition, i)).encode();
            packets.write(packet.u8(0xfb));
        }
        packets.write(new Reply.Eof(0, status()).encode());
    }

    private void query(String text) throws IOException, SqlFailure {
        running = text.length() <= 1024 ? text : text.substring(0, 1024);
        var statements = Parser.parse(text, Dialect.MYSQL);
        if (statements.isEmpty()) {
            packets.write(Errors.err(1065, "42000", "Query was empty").encode());
            return;
        }
        if (statements.size() > 1 && !multipleStatements) {
            throw new SqlFailure(SqlFailure.Kind.SYNTAX, "several statements in one text, which the client has not asked for: " + running);
        }
        for (int i = 0; i < statements.size(); i++) answer(run(statements.get(i), Parameters.of()), false, i < statements.size() - 1);
    }

    private void execute(PacketReader in) throws IOException, SqlFailure {
        var execution = preparations.execution(in);
        running = execution.text().length() <= 1024 ? execution.text() : execution.text().substring(0, 1024);
        answer(run(execution.statement(), execution.parameters()), true, false);
    }

    private Result run(Statement statement, Parameters parameters) throws SqlFailure {
        return switch (statement) {
            case Statement.Set set -> set(set);
            case Statement.Other other -> other(other);
            default -> session.execute(statement, parameters);
        };
    }

    private Result set(Statement.Set set) throws SqlFailure {
        for (int i = 0; i < set.names().size(); i++) {
            var name = set.names().get(i);
            var value = set.values().get(i) instanceof Expression.Default ? null : session.value(set.values().get(i));
            switch (name) {
                case "names", "character set" -> {
                    if (!String.valueOf(value).toLowerCase().startsWith("utf8") && !"binary".equalsIgnoreCase(String.valueOf(value))
                            && !"ascii".equalsIgnoreCase(String.valueOf(value)) && value != null) {
                        throw new SqlFailure(SqlFailure.Kind.UNSUPPORTED,
                                "character set " + value + " is not supported by this stand-in; use utf8mb4");
                    }
                }
                case "autocommit" -> {
                    boolean on = value == null || value.equals(1L) || value.toString().equalsIgnoreCase("on")
                            || value.toString().equalsIgnoreCase("true");
                    session.autocommit(on);
                    variables.set(name, on ? 1L : 0L);
                }
                default -> variables.set(name, value);
            }
        }
        return new Result.Done(Result.Verb.SET, null);
    }

    private Result other(Statement.Other other) throws SqlFailure {
        switch (other.word(0)) {
            case "kill" -> {
                boolean query = other.word(1).equals("query");
                var number = other.text(query || other.word(1).equals("connection") ? 2 : 1);
                if (!number.matches("[0-9]{1,9}")) {
                    throw new SqlFailure(SqlFailure.Kind.SYNTAX, "KILL wants the number of a connection, not \"" + number + "\"");
                }
                kill(Integer.parseInt(number), !query);
                return new Result.Done(Result.Verb.OTHER, null);
            }
            case "flush" -> {
                return new Result.Done(Result.Verb.OTHER, null);
            }
            case "lock", "unlock" -> throw new SqlFailure(SqlFailure.Kind.UNSUPPORTED,
                    other.word(0).toUpperCase() + " TABLES is not supported by this stand-in; use a transaction");
            default -> {
                return new Shows(session, variables, server).run(other, running);
            }
        }
    }

    private void answer(Result result, boolean binary, boolean more) throws IOException {
        int status = status() | (more ? Reply.MORE_RESULTS : 0);
        switch (result) {
            case Result.Rows rows -> {
                foundRows = rows.rows().size();
                rowCount = -1;
                answers.rows(rows, binary, status);
            }
            case Result.Changed(var verb, var matched, var changed, var firstId) -> {
                boolean foundRowsWanted = (login.capabilities() & Capability.FOUND_ROWS) != 0 && verb == Result.Verb.UPDATE;
                rowCount = foundRowsWanted ? matched : changed;
                if (firstId > 0) lastInsertId = firstId;
                packets.write(new Reply.Ok(rowCount, firstId, status, 0, info(verb, matched, changed)).encode());
            }
            case Result.Done done -> {
                rowCount = 0;
                packets.write(new Reply.Ok(0, 0, status, done.noted() == null ? 0 : 1, "").encode());
            }
        }
    }

    @Override
    public Object function(String name) {
        return switch (name) {
            case "version" -> MySqlServer.VERSION;
            case "database", "schema" -> session.schema() == null ? NULL : session.schema();
            case "user", "session_user", "system_user", "current_user" ->
                    login.user() + "@" + (name.equals("current_user") ? "%" : socket.getInetAddress().getHostAddress());
            case "connection_id" -> (long) id;
            case "last_insert_id" -> lastInsertId;
            case "row_count" -> rowCount;
            case "found_rows" -> foundRows;
            default -> null;
        };
    }

    @Override
    public Object variable(String name) {
        return variables.get(name);
    }

    /** What the command-line client shows behind "Query OK". */
    private static String info(Result.Verb verb, long matched, long changed) {
        if (verb == Result.Verb.UPDATE) return "Rows matched: " + matched + "  Changed: " + changed + "  Warnings: 0";
        if (verb != Result.Verb.INSERT || matched < 2) return "";
        return "Records: " + matched + "  Duplicates: " + Math.max(0, matched - changed) + "  Warnings: 0";
    }
}
