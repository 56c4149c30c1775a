package owlboard.standins.redis;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import owlboard.clients.redis.resp.Numbers;
import owlboard.clients.redis.resp.ProtocolException;
import owlboard.clients.redis.resp.Reply;
import owlboard.clients.redis.resp.RespReader;
import owlboard.clients.redis.resp.RespWriter;
import owlboard.standins.redis.data.Refused;
import owlboard.standins.redis.data.Store;

/** One connection, from its first command to its last. */
final class Session {
    private static final System.Logger LOG = System.getLogger("owlboard.standins.redis");
    private static final RespReader.Bounds BOUNDS = new RespReader.Bounds(RespReader.ITEMS_MAX,
            (int) Math.min(RespReader.BULK_MAX, Runtime.getRuntime().maxMemory() / 16));

    private final Socket socket;
    private final Store store;
    private final String password;
    private final long id;
    private final RespReader reader;
    private final OutputStream out;
    private final Queued queued;
    private final Subscriptions subscriptions;
    private boolean known;
    private boolean quit;
    private int database;
    private String name = "";
    private volatile int version = 2;

    Session(Socket socket, Store store, String password, long id) throws IOException {
        this.socket = socket;
        this.store = store;
        this.password = password;
        this.id = id;
        socket.setKeepAlive(true);
        this.reader = new RespReader(socket.getInputStream());
        this.out = new BufferedOutputStream(socket.getOutputStream(), 16 << 10);
        this.queued = new Queued(store);
        this.subscriptions = new Subscriptions(store, this::cut, () -> version);
        this.known = password.isEmpty();
    }

    /** Ends the connection at once. */
    private void cut() {
        try {
            socket.close();
        } catch (IOException failure) {
            LOG.log(System.Logger.Level.DEBUG, "a connection was already broken: {0}", failure.getMessage());
        }
    }

    /** Returns when the peer has gone or said goodbye. */
    void run() throws IOException {
        try {
            converse();
        } catch (RuntimeException bug) {
            LOG.log(System.Logger.Level.ERROR, "connection " + id + " ended by an error of the server", bug);
        }
    }

    private void converse() throws IOException {
        try {
            while (!quit) {
                var words = reader.command(known ? BOUNDS : RespReader.Bounds.STRANGER);
                if (words == null) return;
                answer(words);
                if (!reader.hasMore()) out.flush();
            }
            out.flush();
        } catch (ProtocolException wrong) {
            send(new Reply.Failure("ERR Protocol error: " + wrong.getMessage()));
            out.flush();
        } finally {
            queued.end();
            subscriptions.end();
        }
    }

    private void send(Reply reply) throws IOException {
        if (!subscriptions.carry(reply)) new RespWriter(out, version).reply(reply);
    }

    private void answer(List<String> words) throws IOException {
        try {
            var reply = reply(words);
            if (reply != null) send(reply);
        } catch (Refused refused) {
            queued.spoil();
            send(new Reply.Failure(refused.getMessage()));
        }
    }

    /** Null: the replies went out by themselves. */
    private Reply reply(List<String> words) throws IOException {
        var command = words.getFirst().toLowerCase(Locale.ROOT);
        if (!known && !List.of("auth", "hello", "quit", "reset").contains(command)) throw new Refused("NOAUTH Authentication required.");
        if (version == 2 && subscriptions.any()) return whileListening(command, words);
        if (queued.isOpen() && !List.of("multi", "exec", "discard", "quit", "reset", "watch").contains(command)) return queued.add(words);
        return switch (command) {
            case "auth" -> auth(words);
            case "hello" -> hello(words);
            case "quit" -> {
                quit = true;
                yield Reply.OK;
            }
            case "reset" -> reset();
            case "select" -> {
                store.check(words);
                database = Store.database(words.get(1));
                yield Reply.OK;
            }
            case "client" -> client(words);
            case "multi" -> queued.open(arity(words, 1));
            case "discard" -> queued.discard(arity(words, 1));
            case "exec" -> exec(arity(words, 1));
            case "watch" -> queued.watch(database, words);
            case "unwatch" -> queued.unwatch();
            case "blpop", "brpop" -> pop(words, command.equals("blpop"));
            case "subscribe", "psubscribe", "unsubscribe", "punsubscribe" -> listen(command, words);
            default -> store.run(database, words);
        };
    }

    private static List<String> arity(List<String> words, int count) {
        if (words.size() != count) throw wrongArity(words);
        return words;
    }

    private static Refused wrongArity(List<String> words) {
        return new Refused("ERR wrong number of arguments for '" + words.getFirst().toLowerCase(Locale.ROOT) + "' command");
    }

    private Reply whileListening(String command, List<String> words) throws IOException {
        return switch (command) {
            case "subscribe", "psubscribe", "unsubscribe", "punsubscribe" -> listen(command, words);
            case "ping" -> new Reply.Push(List.of(Reply.of("pong"), Reply.of(words.size() > 1 ? words.get(1) : "")));
            case "reset" -> reset();
            case "quit" -> {
                quit = true;
                yield Reply.OK;
            }
            default -> throw new Refused("ERR Can't execute '" + command
                    + "': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET are allowed in this context");
        };
    }

    private Reply listen(String command, List<String> words) throws IOException {
        if (command.endsWith("unsubscribe")) {
            subscriptions.remove(command, words.subList(1, words.size()), this::openOutbox);
        } else {
            if (words.size() < 2) throw wrongArity(words);
            subscriptions.add(command, words.subList(1, words.size()), this::openOutbox);
        }
        return null;
    }

    private OutputStream openOutbox() throws IOException {
        out.flush();
        return socket.getOutputStream();
    }

    private Reply auth(List<String> words) {
        if (words.size() < 2 || words.size() > 3) throw wrongArity(words);
        if (password.isEmpty() && words.size() == 2)
            throw new Refused(
            "ERR AUTH <password> called without any password configured for the default user. Are you sure your configuration is correct?");
        check(words.size() == 3 ? words.get(1) : "default", words.getLast());
        return Reply.OK;
    }

    private void check(String user, String told) {
        boolean same = MessageDigest.isEqual(told.getBytes(StandardCharsets.ISO_8859_1), password.getBytes(StandardCharsets.UTF_8));
        if (!user.equals("default") || !same && !password.isEmpty()) {
            throw new Refused("WRONGPASS invalid username-password pair or user is disabled.");
        }
        known = true;
    }

    /** {@code HELLO [2|3 [AUTH user password] [SETNAME name]]}. */
    private Reply hello(List<String> words) {
        int wanted = version;
        if (words.size() > 1) {
            var number = Numbers.whole(words.get(1));
            if (number == null) throw new Refused("ERR Protocol version is not an integer or out of range");
            if (number != 2 && number != 3) throw new Refused("NOPROTO unsupported protocol version");
            wanted = number.intValue();
        }
        for (int i = 2; i < words.size(); i++) {
            switch (words.get(i).toUpperCase(Locale.ROOT)) {
                case "AUTH" -> {
                    if (i + 2 >= words.size()) throw new Refused("ERR Syntax error in HELLO option 'AUTH'");
                    check(words.get(i + 1), words.get(i + 2));
                    i += 2;
                }
                case "SETNAME" -> {
                    if (i + 1 >= words.size()) throw new Refused("ERR Syntax error in HELLO option 'SETNAME'");
                    name = words.get(++i);
                }
                default -> throw new Refused("ERR Syntax error in HELLO option '" + words.get(i) + "'");
            }
        }
        if (!known) throw new Refused(
                "NOAUTH HELLO must be called with the client already authenticated, otherwise the HELLO <proto> AUTH <user> <pass> option "
                + "can be used to authenticate the client and select the RESP protocol version at the same time");
        version = wanted;
        return new Reply.Pairs(List.of(Reply.of("server"), Reply.of("redis"), Reply.of("version"), Reply.of("7.0.15"), Reply.of("proto"),
                Reply.of(version),
                Reply.of("id"), Reply.of(id), Reply.of("mode"), Reply.of("standalone"), Reply.of("role"), Reply.of("master"),
                Reply.of("modules"), Reply.of(List.of())));
    }

    private Reply reset() {
        queued.end();
        subscriptions.clear();
        known = password.isEmpty();
        database = 0;
        name = "";
        version = 2;
        return new Reply.Status("RESET");
    }

    private Reply client(List<String> words) {
        if (words.size() < 2) throw wrongArity(words);
        return switch (words.get(1).toUpperCase(Locale.ROOT)) {
            case "SETNAME" -> {
                name = arity(words, 3).get(2);
                yield Reply.OK;
            }
            case "GETNAME" -> name.isEmpty() ? Reply.Nothing.VALUE : Reply.of(name);
            case "ID" -> Reply.of(id);
            case "INFO", "LIST" -> Reply.of("id=" + id + " addr=" + socket.getInetAddress().getHostAddress() + ":" + socket.getPort()
                    + " name=" + name
                    + " db=" + database + " resp=" + version + "\n");
            case "SETINFO", "NO-EVICT", "NO-TOUCH" -> Reply.OK;
            default -> throw new Refused("ERR unknown subcommand '" + words.get(1) + "' of CLIENT: not supported here");
        };
    }

    private Reply exec(List<String> words) {
        var outcome = queued.run(database);
        if (outcome.replies() == null) return Reply.Nothing.ARRAY;
        database = outcome.database();
        return new Reply.Items(outcome.replies());
    }

    private Reply pop(List<String> words, boolean left) throws IOException {
        if (words.size() < 3) throw wrongArity(words);
        var seconds = Numbers.real(words.getLast());
        if (seconds == null || seconds.isInfinite() || seconds > 1e9) throw new Refused("ERR timeout is not a float or out of range");
        if (seconds < 0) throw new Refused("ERR timeout is negative");
        out.flush();
        var wait = Duration.ofNanos((long) (seconds * 1e9));
        return store.awaitElement(database, new ArrayList<>(words.subList(1, words.size() - 1)), left, wait, this::isAlive);
    }

    /** Looks for the end of the stream; what comes instead is kept. */
    private boolean isAlive() {
        try {
            socket.setSoTimeout(1);
            boolean more = reader.awaitMore();
            socket.setSoTimeout(0);
            return more;
        } catch (SocketTimeoutException quiet) {
            return patient();
        } catch (IOException gone) {
            return false;
        }
    }

    private boolean patient() {
        try {
            socket.setSoTimeout(0);
            return true;
        } catch (IOException gone) {
            return false;
        }
    }
}
