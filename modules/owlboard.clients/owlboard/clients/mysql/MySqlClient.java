package owlboard.clients.mysql;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import owlboard.clients.StoreUrl;
import owlboard.clients.mysql.wire.Capability;
import owlboard.clients.mysql.wire.ColumnPacket;
import owlboard.clients.mysql.wire.Command;
import owlboard.clients.mysql.wire.FieldValue;
import owlboard.clients.mysql.wire.Greeting;
import owlboard.clients.mysql.wire.Login;
import owlboard.clients.mysql.wire.PacketReader;
import owlboard.clients.mysql.wire.PacketStream;
import owlboard.clients.mysql.wire.PacketWriter;
import owlboard.clients.mysql.wire.Proof;
import owlboard.clients.mysql.wire.ProtocolException;
import owlboard.clients.mysql.wire.Reply;
import owlboard.clients.sql.SqlConnection;
import owlboard.clients.sql.SqlException;
import owlboard.clients.sql.SqlRows;
import owlboard.clients.sql.SqlSocket;

/**
 * A connection to MySQL, MariaDB, or the stand-in. A statement with parameters is prepared once and kept; times are UTC
 * ({@code SET time_zone}). Logs in by {@code mysql_native_password} or {@code caching_sha2_password} (whole password only under the
 * server's RSA key).
 */
public final class MySqlClient implements SqlConnection {
    private static final System.Logger LOG = System.getLogger(MySqlClient.class.getName());
    /** Prepared statements that are kept. */
    private static final int KEPT = 64;
    private static final int CAPABILITIES =
            Capability.LONG_PASSWORD | Capability.FOUND_ROWS | Capability.LONG_FLAG | Capability.CONNECT_WITH_DB | Capability.PROTOCOL_41
            | Capability.TRANSACTIONS
            | Capability.SECURE_CONNECTION | Capability.MULTI_RESULTS | Capability.PS_MULTI_RESULTS | Capability.PLUGIN_AUTH
            | Capability.PLUGIN_AUTH_LENENC;

    private final Socket socket;
    private final PacketStream packets;
    private final Map<String, Prepared> prepared = new LinkedHashMap<>(16, 0.75f, true);
    private boolean open = true;

    private record Prepared(int id, int parameters) {}

    private MySqlClient(Socket socket) throws IOException {
        this.socket = socket;
        this.packets = new PacketStream(socket.getInputStream(), socket.getOutputStream());
    }

    /**
     * Connects and logs in.
     *
     * @param url            of kind {@link StoreUrl.Kind#MYSQL}; without a name no database is chosen
     * @param connectTimeout for TCP
     * @param readTimeout    for every answer
     */
    public static MySqlClient connect(StoreUrl url, Duration connectTimeout, Duration readTimeout) throws SqlException {
        if (url.kind() != StoreUrl.Kind.MYSQL) throw new SqlException(0, "08001", url + " is not the URL of a MySQL server");
        var socket = new Socket();
        try {
            SqlSocket.connect(socket, url, connectTimeout, readTimeout);
            var client = new MySqlClient(socket);
            client.logIn(url.user(), url.password(), url.name());
            client.query("SET NAMES utf8mb4");
            client.query("SET time_zone = '+00:00'");
            return client;
        } catch (IOException failure) {
            SqlSocket.close(socket);
            throw SqlSocket.failed("MySQL", url, failure);
        } catch (SqlException refused) {
            SqlSocket.close(socket);
            throw refused;
        }
    }

    private void logIn(String user, String password, String database) throws IOException, SqlException {
        var first = packets.read(PacketStream.PAYLOAD_MAX);
        if (Reply.decode(first) instanceof Reply.Err refused) throw exception(refused);
        var greeting = Greeting.decode(first);
        if ((greeting.capabilities() & Capability.PROTOCOL_41) == 0) throw new ProtocolException("the server is older than MySQL 4.1");
        int capabilities = CAPABILITIES & (greeting.capabilities() | Capability.PLUGIN_AUTH_LENENC);
        if (database.isEmpty()) capabilities &= ~Capability.CONNECT_WITH_DB;
        var plugin = Proof.of(greeting.plugin(), password, greeting.nonce()) == null ? Proof.NATIVE : greeting.plugin();
        packets.write(new Login(capabilities | Capability.PLUGIN_AUTH, ColumnPacket.UTF8, user,
                Proof.of(plugin, password, greeting.nonce()), database, plugin).encode());
        packets.flush();
        prove(plugin, greeting.nonce(), password);
    }

    /** Answers what the server asks until it says yes or no. */
    private void prove(String plugin, byte[] nonce, String password) throws IOException, SqlException {
        while (true) {
            var payload = packets.read(PacketStream.PAYLOAD_MAX);
            var in = new PacketReader(payload);
            switch (in.peek()) {
                case 0 -> {
                    return;
                }
                case 0xff -> throw exception((Reply.Err) Reply.decode(payload));
                case 0xfe -> {
                    in.skip(1);
                    plugin = in.left() == 0 ? "mysql_old_password" : in.zeroText();
                    nonce = in.rest();
                    if (nonce.length == 21) nonce = Arrays.copyOf(nonce, 20);
                    var proof = Proof.of(plugin, password, nonce);
                    if (proof == null) {
                        throw new SqlException(2059, "HY000", "the server wants authentication plugin \"" + plugin
                                + "\"; give the user one of mysql_native_password, caching_sha2_password");
                    }
                    packets.write(new PacketWriter().bytes(proof));
                    packets.flush();
                }
                case 1 -> {
                    in.skip(1);
                    more(plugin, in, nonce, password);
                }
                default -> throw new ProtocolException("an answer to the log-in begins with " + in.peek());
            }
        }
    }

    /** caching_sha2_password: 3 is a hit in the server's cache, 4 wants the whole password. */
    private void more(String plugin, PacketReader in, byte[] nonce, String password) throws IOException {
        if (!plugin.equals(Proof.SHA2)) throw new ProtocolException("plugin " + plugin + " asks more than it should");
        if (in.peek() == 3) return;
        if (in.peek() == 4) {
            packets.write(new PacketWriter().u8(2));
            packets.flush();
            return;
        }
        packets.write(new PacketWriter().bytes(Proof.encrypted(password, nonce, in.restText())));
        packets.flush();
    }

    private static SqlException exception(Reply.Err error) {
        return new SqlException(error.code(), error.state(), error.message());
    }

    @Override
    public SqlRows query(String sql, Object... parameters) throws SqlException {
        return talk(() -> {
            if (parameters.length == 0) {
                send(new PacketWriter().u8(Command.QUERY).text(sql));
                return result(false);
            }
            return execute(prepare(sql), parameters);
        });
    }

    /** One exchange; whatever breaks it ends the connection. */
    private interface Talk {
        SqlRows run() throws IOException, SqlException;
    }

    private SqlRows talk(Talk talk) throws SqlException {
        if (!open) throw new SqlException("the connection is closed; connect anew", null);
        try {
            return talk.run();
        } catch (IOException failure) {
            open = false;
            SqlSocket.close(socket);
            throw SqlSocket.lost("MySQL", failure);
        } catch (RuntimeException unexpected) {
            open = false;
            SqlSocket.close(socket);
            throw unexpected;
        }
    }

    private void send(PacketWriter command) throws IOException {
        packets.restart();
        packets.write(command);
        packets.flush();
    }

    private byte[] read() throws IOException {
        return packets.read(PacketStream.PAYLOAD_MAX);
    }

    private Prepared prepare(String sql) throws IOException, SqlException {
        var known = prepared.get(sql);
        if (known != null) return known;
        send(new PacketWriter().u8(Command.PREPARE).text(sql));
        var payload = read();
        var in = new PacketReader(payload);
        if (in.peek() == 0xff) throw exception((Reply.Err) Reply.decode(payload));
        in.skip(1);
        int id = in.u32();
        int columns = in.u16();
        var made = new Prepared(id, in.u16());
        if (made.parameters > 0) columns(made.parameters);
        if (columns > 0) columns(columns);
        prepared.put(sql, made);
        if (prepared.size() > KEPT) {
            var oldest = prepared.entrySet().iterator();
            var closed = oldest.next().getValue();
            oldest.remove();
            send(new PacketWriter().u8(Command.CLOSE).u32(closed.id));
        }
        return made;
    }

    private List<ColumnPacket> columns(int count) throws IOException {
        var columns = new ArrayList<ColumnPacket>(count);
        for (int i = 0; i < count; i++) columns.add(ColumnPacket.decode(read()));
        if (!(Reply.decode(read()) instanceof Reply.Eof)) throw new ProtocolException("the columns do not end");
        return columns;
    }

    private SqlRows execute(Prepared statement, Object[] parameters) throws IOException, SqlException {
        if (parameters.length != statement.parameters) {
            throw new SqlException(2031, "07001", "the statement has " + statement.parameters + " parameters, and " + parameters.length
                    + " were given");
        }
        var out = new PacketWriter().u8(Command.EXECUTE).u32(statement.id).u8(0).u32(1);
        var nulls = new byte[(parameters.length + 7) / 8];
        for (int i = 0; i < parameters.length; i++) if (parameters[i] == null) nulls[i / 8] |= (byte) (1 << i % 8);
        out.bytes(nulls).u8(1);
        for (var parameter : parameters) out.u16(FieldValue.typeOf(parameter));
        for (var parameter : parameters) if (parameter != null) FieldValue.write(out, parameter, FieldValue.typeOf(parameter));
        send(out);
        return result(true);
    }

    /** The last of the results, if there are several. */
    private SqlRows result(boolean binary) throws IOException, SqlException {
        while (true) {
            var payload = read();
            switch (Reply.decode(payload)) {
                case Reply.Err refused -> throw exception(refused);
                case Reply.Ok ok -> {
                    if ((ok.status() & Reply.MORE_RESULTS) == 0) return new SqlRows(List.of(), List.of(), ok.affected(), ok.insertId());
                }
                case null, default -> {
                    if (payload[0] == (byte) 0xfb) throw new ProtocolException("the server asks for a local file");
                    var rows = new ArrayList<SqlRows.Row>();
                    var columns = columns((int) new PacketReader(payload).lengthEncoded());
                    var names = columns.stream().map(ColumnPacket::name).toList();
                    int status = rows(rows, columns, names, binary);
                    if ((status & Reply.MORE_RESULTS) == 0) return new SqlRows(names, rows, rows.size(), 0);
                }
            }
        }
    }

    private int rows(List<SqlRows.Row> rows, List<ColumnPacket> columns, List<String> names, boolean binary) throws IOException,
            SqlException {
        while (true) {
            var payload = read();
            if (payload.length > 0 && (payload[0] == (byte) 0xfe && payload.length < 9 || payload[0] == (byte) 0xff)) {
                switch (Reply.decode(payload)) {
                    case Reply.Eof end -> {
                        return end.status();
                    }
                    case Reply.Err broken -> throw exception(broken);
                    case null, default -> throw new ProtocolException("a row is neither row nor end");
                }
            }
            rows.add(new SqlRows.Row(names, binary ? binaryRow(payload, columns) : textRow(payload, columns)));
        }
    }

    private static Object[] textRow(byte[] payload, List<ColumnPacket> columns) throws ProtocolException {
        var in = new PacketReader(payload);
        var row = new Object[columns.size()];
        for (int i = 0; i < row.length; i++) row[i] = FieldValue.ofText(in.lengthEncodedBytes(), columns.get(i));
        return row;
    }

    private static Object[] binaryRow(byte[] payload, List<ColumnPacket> columns) throws ProtocolException {
        var in = new PacketReader(payload);
        in.skip(1);
        var row = new Object[columns.size()];
        var nulls = in.bytes((row.length + 9) / 8);
        for (int i = 0; i < row.length; i++) {
            if ((nulls[(i + 2) / 8] & 1 << (i + 2) % 8) == 0) row[i] = FieldValue.ofBinary(in, columns.get(i));
        }
        return row;
    }

    @Override
    public void ping() throws SqlException {
        talk(() -> {
            send(new PacketWriter().u8(Command.PING));
            return result(false);
        });
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public void close() {
        if (!open) return;
        open = false;
        try {
            send(new PacketWriter().u8(Command.QUIT));
        } catch (IOException gone) {
            LOG.log(System.Logger.Level.DEBUG, "no good-bye: {0}", gone.getMessage());
        }
        SqlSocket.close(socket);
    }
}
