package owlboard.standins.postgres;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import owlboard.clients.postgres.wire.Message;
import owlboard.clients.postgres.wire.MessageStream;
import owlboard.clients.postgres.wire.MessageWriter;
import owlboard.clients.postgres.wire.Oid;
import owlboard.clients.postgres.wire.ProtocolException;
import owlboard.standins.sql.ColumnType;
import owlboard.standins.sql.Dialect;
import owlboard.standins.sql.Parameters;
import owlboard.standins.sql.Parser;
import owlboard.standins.sql.Result;
import owlboard.standins.sql.Session;
import owlboard.standins.sql.SqlFailure;
import owlboard.standins.sql.Statement;

/** What a client that has logged in says, and what it hears: simple and extended query (sections 55.2.2 and 55.2.3). */
final class Conversation {
    /** Prepared statements, and portals, of one connection. */
    private static final int MOST = 1024;

    private final Session session;
    private final MessageStream messages;
    private final Socket socket;
    private final Commands commands;
    private final Map<String, Prepared> prepared = new HashMap<>();
    private final Map<String, Portal> portals = new HashMap<>();
    /** An extended query failed: everything up to Sync is skipped. */
    private boolean skipping;
    /** Something was executed since the last Sync. */
    private boolean grouping;

    /** {@code statement} null: the text was empty. */
    private record Prepared(Statement statement, String text, int[] types, List<Result.Column> columns) {}

    private static final class Portal {
        final Prepared prepared;
        final Parameters parameters;
        final boolean[] binary;
        Result result;
        int next;

        Portal(Prepared prepared, Parameters parameters, boolean[] binary) {
            this.prepared = prepared;
            this.parameters = parameters;
            this.binary = binary;
        }
    }

    Conversation(Session session, Settings settings, MessageStream messages, Socket socket) {
        this.session = session;
        this.messages = messages;
        this.socket = socket;
        this.commands = new Commands(session, settings, messages, prepared::remove, prepared::clear);
    }

    void run() throws IOException {
        ready();
        while (true) {
            socket.setSoTimeout(session.patienceMillis());
            var message = messages.read(MessageStream.MESSAGE_MAX);
            if (message.letter == 'X') return;
            if (skipping && message.letter != 'S') continue;
            try {
                handle(message);
            } catch (SqlFailure failure) {
                messages.write(Errors.of(failure).encode('E'));
                session.spoil();
                if (message.letter == 'Q') ready();
                else skipping = message.letter != 'S';
                if (message.letter == 'S') ready();
            }
        }
    }

    private void handle(Message message) throws IOException, SqlFailure {
        switch (message.letter) {
            case 'Q' -> {
                query(message.text());
                ready();
            }
            case 'P' -> parse(message);
            case 'B' -> bind(message);
            case 'D' -> describe(message);
            case 'E' -> execute(message);
            case 'C' -> close(message);
            case 'H' -> messages.flush();
            case 'S' -> sync();
            case 'd', 'c', 'f' -> { }  // the rest of a COPY that was refused
            default -> throw new ProtocolException("invalid frontend message type " + (int) message.letter);
        }
    }

    private void ready() throws IOException {
        char open = session.isOpen() ? 'T' : 'I';
        messages.write(new MessageWriter('Z').u8(session.isFailed() ? 'E' : open));
        messages.flush();
    }

    /** All statements of a message happen together, unless they begin and end transactions themselves. */
    private void query(String text) throws IOException, SqlFailure {
        endGroup();
        portals.clear();
        var statements = Parser.parse(text, Dialect.POSTGRES);
        if (statements.isEmpty()) messages.write(new MessageWriter('I'));
        if (statements.size() > 1) session.beginGroup();
        SqlFailure failed = null;
        try {
            for (var statement : statements) {
                var result = commands.run(statement, Parameters.of());
                if (result instanceof Result.Rows rows) {
                    Replies.description(messages, rows.columns(), new boolean[rows.columns().size()]);
                    Replies.rows(messages, rows, 0, Integer.MAX_VALUE, new boolean[rows.columns().size()]);
                }
                Replies.complete(messages, result, rowsOf(result));
            }
        } catch (SqlFailure failure) {
            failed = failure;
        }
        if (statements.size() > 1) session.endGroup();
        if (failed != null) throw failed;
    }

    private static int rowsOf(Result result) {
        return result instanceof Result.Rows rows ? rows.rows().size() : 0;
    }

    private void parse(Message message) throws SqlFailure, IOException {
        var name = message.text();
        var text = message.text();
        var statements = Parser.parse(text, Dialect.POSTGRES);
        if (statements.size() > 1) {
            throw new SqlFailure(SqlFailure.Kind.SYNTAX, "cannot insert multiple commands into a prepared statement");
        }
        int count = Parser.parameters(text, Dialect.POSTGRES);
        var types = new int[count];
        var told = new ArrayList<ColumnType>();
        for (int left = message.u16(), i = 0; left > 0; left--, i++) {
            int type = message.i32();
            if (i < count) types[i] = type == Oid.UNKNOWN ? 0 : type;
        }
        for (int type : types) told.add(Types.type(type));
        if (prepared.size() >= MOST && !prepared.containsKey(name)) {
            throw new SqlFailure(SqlFailure.Kind.TOO_BIG, "a connection has " + MOST + " prepared statements at most");
        }
        if (!name.isEmpty() && prepared.containsKey(name)) {
            throw new SqlFailure(SqlFailure.Kind.SYNTAX, "prepared statement \"" + name + "\" already exists");
        }
        var statement = statements.isEmpty() ? null : statements.getFirst();
        if (session.isFailed() && !(statement instanceof Statement.Commit || statement instanceof Statement.Rollback
                || statement instanceof Statement.RollbackTo)) {
            throw new SqlFailure(SqlFailure.Kind.ABORTED,
                    "current transaction is aborted, commands ignored until end of transaction block");
        }
        var parameters = Parameters.described(told);
        var columns = statement == null ? List.<Result.Column>of() : commands.describe(statement, parameters);
        for (int i = 0; i < count; i++) if (types[i] == 0) types[i] = Types.of(parameters.types().get(i));
        prepared.put(name, new Prepared(statement, text, types, columns));
        messages.write(new MessageWriter('1'));
    }

    private Prepared prepared(String name) throws SqlFailure {
        var found = prepared.get(name);
        if (found == null) throw new SqlFailure(SqlFailure.Kind.NO_FUNCTION, "prepared statement \"" + name + "\" does not exist");
        return found;
    }

    private Portal portal(String name) throws SqlFailure {
        var found = portals.get(name);
        if (found == null) throw new SqlFailure(SqlFailure.Kind.NO_FUNCTION, "portal \"" + name + "\" does not exist");
        return found;
    }

    private void bind(Message message) throws SqlFailure, IOException {
        var name = message.text();
        var statement = prepared(message.text());
        var formats = formats(message);
        int count = message.u16();
        if (count != statement.types.length) {
            throw new SqlFailure(SqlFailure.Kind.WRONG_COUNT,
                    "bind message supplies " + count + " parameters, but prepared statement requires " + statement.types.length);
        }
        var values = new Object[count];
        for (int i = 0; i < count; i++) {
            var value = message.sized();
            if (value == null) continue;
            int type = statement.types[i];
            values[i] = isBinary(formats, i) ? BinaryValue.read(value, type) : parameter(value, type);
        }
        var resultFormats = formats(message);
        var binary = new boolean[statement.columns.size()];
        for (int i = 0; i < binary.length; i++) binary[i] = isBinary(resultFormats, i);
        if (portals.size() >= MOST && !portals.containsKey(name)) {
            throw new SqlFailure(SqlFailure.Kind.TOO_BIG, "a connection has " + MOST + " portals at most");
        }
        portals.put(name, new Portal(statement, Parameters.of(values), binary));
        messages.write(new MessageWriter('2'));
    }

    /** A text takes the parameter's type; the core reads it when it knows what for. */
    private static Object parameter(byte[] value, int type) throws SqlFailure {
        var text = new String(value, StandardCharsets.UTF_8);
        if (text.indexOf('\0') >= 0) throw new SqlFailure(SqlFailure.Kind.BAD_VALUE, "invalid byte sequence for encoding \"UTF8\": 0x00");
        return Parameters.ofText(text, Types.type(type));
    }

    private static int[] formats(Message message) throws ProtocolException {
        var formats = new int[message.u16()];
        for (int i = 0; i < formats.length; i++) formats[i] = message.i16();
        return formats;
    }

    private static boolean isBinary(int[] formats, int at) {
        return formats.length == 1 ? formats[0] == 1 : at < formats.length && formats[at] == 1;
    }

    private void describe(Message message) throws SqlFailure, IOException {
        int what = message.u8();
        var name = message.text();
        var statement = what == 'S' ? prepared(name) : portal(name).prepared;
        var binary = what == 'S' ? new boolean[statement.columns.size()] : portal(name).binary;
        if (what == 'S') {
            var types = new MessageWriter('t').i16(statement.types.length);
            for (int type : statement.types) types.i32(type);
            messages.write(types);
        }
        if (statement.columns.isEmpty()) messages.write(new MessageWriter('n'));
        else Replies.description(messages, statement.columns, binary);
    }

    private void execute(Message message) throws SqlFailure, IOException {
        var portal = portal(message.text());
        int most = message.i32();
        if (portal.prepared.statement == null) {
            messages.write(new MessageWriter('I'));
            return;
        }
        if (portal.result == null) {
            if (!grouping) session.beginGroup();
            grouping = true;
            portal.result = commands.run(portal.prepared.statement, portal.parameters);
        }
        if (!(portal.result instanceof Result.Rows rows)) {
            Replies.complete(messages, portal.result, 0);
            return;
        }
        if (rows.columns().size() != portal.binary.length) {
            throw new SqlFailure(SqlFailure.Kind.UNSUPPORTED, "cached plan must not change result type");
        }
        int from = portal.next;
        portal.next = Replies.rows(messages, rows, from, most <= 0 ? Integer.MAX_VALUE : most, portal.binary);
        if (portal.next < rows.rows().size()) messages.write(new MessageWriter('s'));
        else Replies.complete(messages, rows, portal.next - from);
    }

    private void close(Message message) throws IOException {
        int what = message.u8();
        var name = message.text();
        if (what == 'S') prepared.remove(name);
        else portals.remove(name);
        messages.write(new MessageWriter('3'));
    }

    private void sync() throws IOException, SqlFailure {
        skipping = false;
        endGroup();
        if (!session.isOpen()) portals.clear();
        ready();
    }

    private void endGroup() throws SqlFailure {
        if (!grouping) return;
        grouping = false;
        session.endGroup();
    }
}
