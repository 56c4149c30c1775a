package owlboard.standins.mysql;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import owlboard.clients.mysql.wire.FieldType;
import owlboard.clients.mysql.wire.FieldValue;
import owlboard.clients.mysql.wire.PacketReader;
import owlboard.clients.mysql.wire.PacketStream;
import owlboard.clients.mysql.wire.PacketWriter;
import owlboard.clients.mysql.wire.ProtocolException;
import owlboard.standins.sql.ColumnType;
import owlboard.standins.sql.Dialect;
import owlboard.standins.sql.Parameters;
import owlboard.standins.sql.Parser;
import owlboard.standins.sql.Result;
import owlboard.standins.sql.Session;
import owlboard.standins.sql.SqlFailure;
import owlboard.standins.sql.Statement;

/** The prepared statements of a connection. */
final class Preparations {
    /** Of one connection. */
    private static final int MOST = 1024;

    private final Session session;
    private final PacketStream packets;
    private final Answers answers;
    private final Map<Integer, Prepared> prepared = new HashMap<>();
    private int ids;

    Preparations(Session session, PacketStream packets, Answers answers) {
        this.session = session;
        this.packets = packets;
        this.answers = answers;
    }

    /** Types stay from one execution to the next; what came by COM_STMT_SEND_LONG_DATA is used once. */
    private static final class Prepared {
        final Statement statement;
        final String text;
        final int parameters;
        int[] types;
        final Map<Integer, ByteArrayOutputStream> longData = new HashMap<>();

        Prepared(Statement statement, String text, int parameters) {
            this.statement = statement;
            this.text = text;
            this.parameters = parameters;
        }
    }

    /** A statement with the values it is to run with. */
    record Execution(Statement statement, String text, Parameters parameters) {}

    void prepare(String text, int status) throws IOException, SqlFailure {
        var statements = Parser.parse(text, Dialect.MYSQL);
        if (statements.size() != 1) {
            throw new SqlFailure(SqlFailure.Kind.SYNTAX, "a prepared statement is one statement, not " + statements.size());
        }
        if (prepared.size() >= MOST) {
            packets.write(Errors.err(1461, "42000", "Can't create more than " + MOST + " prepared statements on a connection").encode());
            return;
        }
        int parameters = Parser.parameters(text, Dialect.MYSQL);
        if (parameters > 65535) {
            throw new SqlFailure(SqlFailure.Kind.TOO_BIG, "Prepared statement contains too many placeholders: " + parameters);
        }
        var described = new ArrayList<ColumnType>();
        for (int i = 0; i < parameters; i++) described.add(ColumnType.of(ColumnType.Kind.UNKNOWN));
        var columns = session.describe(statements.getFirst(), Parameters.described(described));
        prepared.put(++ids, new Prepared(statements.getFirst(), text, parameters));
        packets.write(new PacketWriter().u8(0).u32(ids).u16(columns.size()).u16(parameters).u8(0).u16(0));
        if (parameters > 0) {
            var placeholder = Answers.column(new Result.Column("?", ColumnType.of(ColumnType.Kind.VARCHAR), null, 0));
            answers.columns(Collections.nCopies(parameters, placeholder), status);
        }
        if (!columns.isEmpty()) answers.columns(columns.stream().map(Answers::column).toList(), status);
    }

    private Prepared find(int id, String command) throws SqlFailure {
        var found = prepared.get(id);
        if (found == null) {
            throw new SqlFailure(SqlFailure.Kind.NO_FUNCTION, "Unknown prepared statement handler (" + id + ") given to " + command);
        }
        return found;
    }

    Execution execution(PacketReader in) throws IOException, SqlFailure {
        var statement = find(in.u32(), "mysqld_stmt_execute");
        in.skip(5);
        var values = new Object[statement.parameters];
        if (values.length > 0) {
            var nulls = in.bytes((values.length + 7) / 8);
            if (in.u8() == 1) {
                statement.types = new int[values.length];
                for (int i = 0; i < values.length; i++) statement.types[i] = in.u16();
            }
            if (statement.types == null) throw new ProtocolException("Malformed communication packet: parameters without types");
            for (int i = 0; i < values.length; i++) {
                var whole = statement.longData.get(i);
                int type = statement.types[i] & 0xff;
                boolean bytes = type >= FieldType.TINY_BLOB && type <= FieldType.BLOB;
                if (whole != null) {
                    values[i] = bytes ? whole.toByteArray() : (Object) whole.toString(StandardCharsets.UTF_8);
                } else if ((nulls[i / 8] & 1 << i % 8) == 0) {
                    values[i] = FieldValue.ofBinary(in, type, (statement.types[i] & 0x8000) != 0, bytes);
                }
            }
        }
        statement.longData.clear();
        return new Execution(statement.statement, statement.text, Parameters.of(values));
    }

    /** No answer, whatever comes of it. */
    void longData(PacketReader in) throws IOException {
        var statement = prepared.get(in.u32());
        int parameter = in.u16();
        if (statement == null || parameter >= statement.parameters) return;
        var data = statement.longData.computeIfAbsent(parameter, ignored -> new ByteArrayOutputStream());
        if (data.size() + in.left() > PacketStream.PAYLOAD_MAX) {
            throw new ProtocolException(1153, "a parameter has more than 'max_allowed_packet' bytes (" + PacketStream.PAYLOAD_MAX + ")");
        }
        data.writeBytes(in.rest());
    }

    void close(int id) {
        prepared.remove(id);
    }

    void reset(int id) throws SqlFailure {
        find(id, "mysqld_stmt_reset").longData.clear();
    }

    void clear() {
        prepared.clear();
    }
}
