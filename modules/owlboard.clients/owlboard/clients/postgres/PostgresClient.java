package owlboard.clients.postgres;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import owlboard.clients.StoreUrl;
import owlboard.clients.postgres.wire.Field;
import owlboard.clients.postgres.wire.Message;
import owlboard.clients.postgres.wire.MessageStream;
import owlboard.clients.postgres.wire.MessageWriter;
import owlboard.clients.postgres.wire.Notice;
import owlboard.clients.postgres.wire.ProtocolException;
import owlboard.clients.postgres.wire.Start;
import owlboard.clients.scram.ScramClient;
import owlboard.clients.scram.ScramException;
import owlboard.clients.sql.SqlConnection;
import owlboard.clients.sql.SqlException;
import owlboard.clients.sql.SqlRows;
import owlboard.clients.sql.SqlSocket;

/**
 * A connection to PostgreSQL or the stand-in. A statement with parameters is prepared once and kept. Logs in by SCRAM-SHA-256, or without a
 * password where the server trusts.
 */
public final class PostgresClient implements SqlConnection {
    private static final System.Logger LOG = System.getLogger(PostgresClient.class.getName());
    /** Prepared statements that are kept. */
    private static final int KEPT = 64;

    private final Socket socket;
    private final MessageStream messages;
    private final Map<String, String> prepared = new LinkedHashMap<>(16, 0.75f, true);
    private int names;
    private int process;
    private int secret;
    private boolean open = true;

    private PostgresClient(Socket socket) throws IOException {
        this.socket = socket;
        this.messages = new MessageStream(socket.getInputStream(), socket.getOutputStream());
    }

    /**
     * Connects and logs in.
     *
     * @param url            of kind {@link StoreUrl.Kind#POSTGRES}; without a name the database of the user's name; TLS
     *                       ({@code sslmode=require} and above) is refused
     * @param connectTimeout for TCP
     * @param readTimeout    for every answer
     */
    public static PostgresClient connect(StoreUrl url, Duration connectTimeout, Duration readTimeout) throws SqlException {
        if (url.kind() != StoreUrl.Kind.POSTGRES) throw new SqlException(0, "08001", url + " is not the URL of a PostgreSQL server");
        var mode = url.options().getOrDefault("sslmode", "disable");
        if (!List.of("disable", "allow", "prefer").contains(mode)) {
            throw new SqlException(0, "08001", "sslmode=" + mode + " is not supported by this client; use sslmode=disable");
        }
        var socket = new Socket();
        try {
            SqlSocket.connect(socket, url, connectTimeout, readTimeout);
            var client = new PostgresClient(socket);
            client.logIn(url.user(), url.password(), url.name());
            return client;
        } catch (IOException failure) {
            SqlSocket.close(socket);
            throw SqlSocket.failed("PostgreSQL", url, failure);
        } catch (SqlException refused) {
            SqlSocket.close(socket);
            throw refused;
        }
    }

    private void logIn(String user, String password, String database) throws IOException, SqlException {
        var start = new MessageWriter('\0').i32(Start.VERSION).text("user").text(user);
        if (!database.isEmpty()) start.text("database").text(database);
        start.text("client_encoding").text("UTF8").text("TimeZone").text("UTC").text("DateStyle").text("ISO").text("application_name")
                .text("owlboard").u8(0);
        messages.write(start);
        messages.flush();
        var scram = new ScramClient("", password);
        while (true) {
            var message = read();
            switch (message.letter) {
                case 'R' -> authenticate(message, scram);
                case 'E' -> throw exception(Notice.decode(message));
                case 'K' -> {
                    process = message.i32();
                    secret = message.i32();
                }
                case 'Z' -> {
                    return;
                }
                case 'S', 'N', 'v' -> { }
                default -> throw unexpected(message);
            }
        }
    }

    private void authenticate(Message message, ScramClient scram) throws IOException, SqlException {
        int how = message.i32();
        try {
            switch (how) {
                case 0 -> { }
                case 10 -> {
                    var offered = new ArrayList<String>();
                    while (message.left() > 1) offered.add(message.text());
                    if (!offered.contains(ScramClient.MECHANISM)) {
                        throw new SqlException(0, "28000", "the server offers " + offered + ", and this client logs in by "
                                + ScramClient.MECHANISM);
                    }
                    messages.write(new MessageWriter('p').text(ScramClient.MECHANISM)
                            .sized(scram.first().getBytes(StandardCharsets.UTF_8)));
                }
                case 11 -> messages.write(new MessageWriter('p')
                        .bytes(scram.last(utf8(message)).getBytes(StandardCharsets.UTF_8)));
                case 12 -> scram.verify(utf8(message));
                default -> throw new SqlException(0, "28000", "the server wants authentication "
                        + wanted(how)
                        + "; set scram-sha-256 in its pg_hba.conf and the user's password anew");
            }
        } catch (ScramException broken) {
            throw new SqlException(0, "28000", "SCRAM: " + broken.getMessage());
        }
        messages.flush();
    }

    /** The number of AuthenticationCleartextPassword, AuthenticationMD5Password, or another one. */
    private static String wanted(int how) {
        return switch (how) {
            case 3 -> "by a readable password";
            case 5 -> "by MD5";
            default -> "number " + how;
        };
    }

    private static String utf8(Message message) {
        return new String(message.rest(), StandardCharsets.UTF_8);
    }

    private Message read() throws IOException {
        return messages.read(MessageStream.MESSAGE_MAX);
    }

    private static ProtocolException unexpected(Message message) {
        return new ProtocolException("the server sent a message '" + message.letter + "' where none belongs");
    }

    private SqlException exception(Notice error) {
        if (error.severity().equals("FATAL") || error.severity().equals("PANIC")) {
            open = false;
            SqlSocket.close(socket);
        }
        return new SqlException(0, error.state(), error.detail().isEmpty() ? error.message() : error.message() + ": " + error.detail());
    }

    @Override
    public SqlRows query(String sql, Object... parameters) throws SqlException {
        if (!open) throw new SqlException("the connection is closed; connect anew", null);
        try {
            if (parameters.length == 0) messages.write(new MessageWriter('Q').text(sql));
            else extended(sql, parameters);
            messages.flush();
            return answer(sql);
        } catch (IOException failure) {
            open = false;
            SqlSocket.close(socket);
            throw SqlSocket.lost("PostgreSQL", failure);
        } catch (RuntimeException unexpected) {
            open = false;
            SqlSocket.close(socket);
            throw unexpected;
        }
    }

    /** Parse once, then Bind, Describe, Execute, Sync in one go; everything as text, types as the server finds them. */
    private void extended(String sql, Object[] parameters) throws IOException {
        var name = prepared.get(sql);
        if (name == null) {
            name = "s" + ++names;
            messages.write(new MessageWriter('P').text(name).text(sql).i16(0));
            prepared.put(sql, name);
            if (prepared.size() > KEPT) {
                var oldest = prepared.entrySet().iterator();
                messages.write(new MessageWriter('C').u8('S').text(oldest.next().getValue()));
                oldest.remove();
            }
        }
        var bind = new MessageWriter('B').text("").text(name).i16(0).i16(parameters.length);
        for (var parameter : parameters) bind.sized(parameter == null ? null : TextValue.write(parameter));
        messages.write(bind.i16(0));
        messages.write(new MessageWriter('D').u8('P').text(""));
        messages.write(new MessageWriter('E').text("").i32(0));
        messages.write(new MessageWriter('S'));
    }

    /** Up to ReadyForQuery; the last result. */
    private SqlRows answer(String sql) throws IOException, SqlException {
        var fields = new ArrayList<Field>();
        var names = List.<String>of();
        var rows = new ArrayList<SqlRows.Row>();
        var last = new SqlRows(List.of(), List.of(), 0, 0);
        Notice error = null;
        while (true) {
            var message = read();
            switch (message.letter) {
                case 'T' -> {
                    fields = new ArrayList<>();
                    for (int left = message.u16(); left > 0; left--) fields.add(Field.decode(message));
                    names = fields.stream().map(Field::name).toList();
                }
                case 'D' -> rows.add(row(message, fields, names));
                case 'C' -> {
                    var tag = message.text();
                    last = new SqlRows(names, rows, count(tag), 0);
                    rows = new ArrayList<>();
                    names = List.of();
                }
                case 'E' -> {
                    error = Notice.decode(message);
                    prepared.remove(sql);
                    if (!error.severity().equals("ERROR")) throw exception(error);
                }
                case 'Z' -> {
                    if (error != null) throw exception(error);
                    return last;
                }
                case '1', '2', '3', 'n', 'I', 'N', 'A' -> { }
                default -> throw unexpected(message);
            }
        }
    }

    private static SqlRows.Row row(Message message, List<Field> fields, List<String> names) throws ProtocolException {
        int count = message.u16();
        if (count != fields.size()) throw new ProtocolException("a row has " + count + " values for " + fields.size() + " columns");
        var values = new Object[count];
        for (int i = 0; i < count; i++) values[i] = TextValue.read(message.sized(), fields.get(i).type());
        return new SqlRows.Row(names, values);
    }

    /** The number at the end of {@code INSERT 0 5}. */
    private static long count(String tag) {
        var number = tag.substring(tag.lastIndexOf(' ') + 1);
        return number.matches("[0-9]{1,18}") ? Long.parseLong(number) : 0;
    }

    /** Asks the server, over a connection of its own, to stop the running statement. Any thread. */
    public void cancel() throws SqlException {
        try (var other = new Socket()) {
            other.connect(socket.getRemoteSocketAddress(), 5_000);
            var stream = new MessageStream(other.getInputStream(), other.getOutputStream());
            stream.write(new MessageWriter('\0').i32(Start.CANCEL).i32(process).i32(secret));
            stream.flush();
        } catch (IOException failure) {
            throw new SqlException("cannot cancel: " + failure.getMessage(), failure);
        }
    }

    @Override
    public void ping() throws SqlException {
        query("");
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
            messages.write(new MessageWriter('X'));
            messages.flush();
        } catch (IOException gone) {
            LOG.log(System.Logger.Level.DEBUG, "no good-bye: {0}", gone.getMessage());
        }
        SqlSocket.close(socket);
    }
}
