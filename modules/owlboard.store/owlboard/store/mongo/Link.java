package owlboard.store.mongo;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import owlboard.store.StoreUrl;
import owlboard.store.mongo.bson.Binary;
import owlboard.store.mongo.bson.Document;
import owlboard.store.mongo.bson.Message;
import owlboard.store.scram.ScramClient;
import owlboard.store.scram.ScramException;

/** A connection to a server, logged in. Belongs to one thread at a time. */
final class Link implements AutoCloseable {
    private static final int CONNECT_MILLIS = 3_000;
    private static final int READ_MILLIS = 10_000;
    /** Of MongoDB 3.6, the first with OP_MSG. */
    private static final int WIRE_VERSION_MIN = 6;

    private final StoreUrl url;
    private final Socket socket = new Socket();
    private BufferedInputStream in;
    private int sent;

    private Link(StoreUrl url) {
        this.url = url;
    }

    static Link open(StoreUrl url) throws IOException {
        var link = new Link(url);
        try {
            link.connect();
            link.greet();
            if (!url.user().isEmpty()) link.logIn();
            return link;
        } catch (IOException failure) {
            link.close();
            throw failure;
        }
    }

    private void connect() throws IOException {
        try {
            socket.connect(new InetSocketAddress(url.host(), url.port()), CONNECT_MILLIS);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(READ_MILLIS);
            in = new BufferedInputStream(socket.getInputStream(), 16 << 10);
        } catch (IOException failure) {
            throw broken(failure);
        }
    }

    private void greet() throws IOException {
        var hello = ask(Document.of("hello", 1, "client", Document.of("driver", Document.of("name", "owlboard", "version", "1"), "os", Document.of("type", "unknown")), "$db", "admin"));
        if (hello.number("maxWireVersion", 0) < WIRE_VERSION_MIN) throw new MongoException(url + " is a MongoDB older than 3.6, which does not speak OP_MSG");
    }

    private void logIn() throws IOException {
        var database = url.options().getOrDefault("authSource", url.name().isEmpty() ? "admin" : url.name());
        var scram = new ScramClient(url.user(), url.password());
        try {
            var first = ask(Document.of("saslStart", 1, "mechanism", Login.MECHANISM, "payload", payload(scram.first()),
                    "options", Document.of("skipEmptyExchange", true), "$db", database));
            var last = ask(Document.of("saslContinue", 1, "conversationId", first.get("conversationId"), "payload", payload(scram.last(text(first))), "$db", database));
            scram.verify(text(last));
            while (!last.flag("done"))
                last = ask(Document.of("saslContinue", 1, "conversationId", first.get("conversationId"), "payload", payload(""), "$db", database));
        } catch (MongoException refused) {
            throw refused.at(url + ": correct the user, password or authSource of the URL");
        } catch (ScramException wrong) {
            throw new MongoException(wrong.getMessage() + " (" + url + ")");
        }
    }

    /** The one of the URL, where commands go that name none. */
    String database() {
        return url.name().isEmpty() ? "test" : url.name();
    }

    private static Binary payload(String text) {
        return new Binary(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(Document reply) {
        return reply.get("payload") instanceof Binary binary ? new String(binary.bytes(), StandardCharsets.UTF_8) : "";
    }

    /** One command, its reply; an error is thrown. */
    Document ask(Document command) throws IOException {
        var message = Message.command(++sent, command).bytes();
        try {
            socket.getOutputStream().write(message);
            var reply = Message.read(in, Message.BYTES_MAX);
            if (reply == null) throw new EOFException("the server closed the connection");
            if (reply.answers() != sent) throw new IOException("a reply belongs to another command");
            return MongoException.fine(reply.body());
        } catch (MongoException failed) {
            throw failed;
        } catch (IOException failure) {
            throw broken(failure);
        }
    }

    private IOException broken(IOException failure) {
        var why = failure instanceof java.net.UnknownHostException ? "the name " + url.host() + " is unknown" : failure.getMessage();
        return new IOException("mongo at " + url.host() + ":" + url.port() + ": " + why, failure);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
