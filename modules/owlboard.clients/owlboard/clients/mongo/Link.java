package owlboard.clients.mongo;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import owlboard.clients.Deadline;
import owlboard.clients.Place;
import owlboard.clients.StoreUrl;
import owlboard.clients.mongo.bson.Binary;
import owlboard.clients.mongo.bson.Document;
import owlboard.clients.mongo.bson.Message;
import owlboard.clients.scram.ScramClient;
import owlboard.clients.scram.ScramException;

/** A connection to a server, logged in. Belongs to one thread at a time. */
final class Link implements AutoCloseable {
    /** Of MongoDB 3.6, the first with OP_MSG. */
    private static final int WIRE_VERSION_MIN = 6;

    private final Place place;
    private final StoreUrl url;
    private final Socket socket = new Socket();
    private BufferedInputStream in;
    private int sent;

    private Link(Place place) {
        this.place = place;
        url = place.url();
    }

    /** To where the server is now. */
    static Link open(Supplier<StoreUrl> where, Deadline deadline) throws IOException {
        var link = new Link(Place.find(where, deadline));
        try {
            link.connect(deadline);
            link.greet(deadline);
            if (!link.url.user().isEmpty()) link.logIn(deadline);
            return link;
        } catch (IOException failure) {
            link.close();
            throw failure;
        }
    }

    private void connect(Deadline deadline) throws IOException {
        try {
            socket.connect(place.address(), deadline.millisLeft());
            socket.setTcpNoDelay(true);
            in = new BufferedInputStream(socket.getInputStream(), 16 << 10);
        } catch (IOException failure) {
            throw place.trouble(failure);
        }
    }

    private void greet(Deadline deadline) throws IOException {
        var hello = ask(Document.of("hello", 1, "client", Document.of("driver", Document.of("name", "owlboard", "version", "1"), "os",
                Document.of("type", "unknown")), "$db", "admin"), deadline);
        if (hello.number("maxWireVersion", 0) < WIRE_VERSION_MIN) {
            throw new MongoException(url + " is a MongoDB older than 3.6, which does not speak OP_MSG");
        }
    }

    private void logIn(Deadline deadline) throws IOException {
        var database = url.options().getOrDefault("authSource", url.name().isEmpty() ? "admin" : url.name());
        var scram = new ScramClient(url.user(), url.password());
        try {
            var first = ask(Document.of("saslStart", 1, "mechanism", ScramClient.MECHANISM, "payload", payload(scram.first()),
                    "options", Document.of("skipEmptyExchange", true), "$db", database), deadline);
            var last = ask(Document.of("saslContinue", 1, "conversationId", first.get("conversationId"), "payload",
                    payload(scram.last(text(first))), "$db", database), deadline);
            scram.verify(text(last));
            while (!last.flag("done"))
                last = ask(Document.of("saslContinue", 1, "conversationId", first.get("conversationId"), "payload", payload(""), "$db",
                database), deadline);
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
    Document ask(Document command, Deadline deadline) throws IOException {
        var message = Message.command(++sent, command).bytes();
        try {
            socket.getOutputStream().write(message);
            socket.setSoTimeout(deadline.millisLeft());
            var reply = Message.read(in, Message.BYTES_MAX);
            if (reply == null) throw new EOFException("the server closed the connection");
            if (reply.answers() != sent) throw new IOException("a reply belongs to another command");
            return MongoException.fine(reply.body());
        } catch (MongoException failed) {
            throw failed;
        } catch (IOException failure) {
            throw place.trouble(failure);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
