package owlboard.clients.redis;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import owlboard.clients.Deadline;
import owlboard.clients.Place;
import owlboard.clients.StoreUrl;
import owlboard.clients.redis.resp.Reply;
import owlboard.clients.redis.resp.RespReader;
import owlboard.clients.redis.resp.RespWriter;

/** A connection to a server, logged in, in the database of the URL. Belongs to one thread at a time. */
final class Link implements AutoCloseable {
    private final Place place;
    private final Socket socket = new Socket();
    private final BufferedOutputStream out;
    private final RespReader reader;
    private final RespWriter writer;

    private Link(Place place, Deadline deadline) throws IOException {
        this.place = place;
        try {
            socket.connect(place.address(), deadline.millisLeft());
            socket.setTcpNoDelay(true);
            out = new BufferedOutputStream(socket.getOutputStream(), 16 << 10);
            reader = new RespReader(socket.getInputStream());
            writer = new RespWriter(out, 2);
        } catch (IOException failure) {
            socket.close();
            throw place.trouble(failure);
        }
    }

    /** To where the server is now. */
    static Link open(Supplier<StoreUrl> where, Deadline deadline) throws IOException {
        var place = Place.find(where, deadline);
        var url = place.url();
        var link = new Link(place, deadline);
        try {
            if (!url.password().isEmpty()) {
                link.ask(url.user().isEmpty() ? List.of("AUTH", url.password()) : List.of("AUTH", url.user(), url.password()), deadline);
            }
            if (!url.name().isEmpty() && !url.name().equals("0")) link.ask(List.of("SELECT", url.name()), deadline);
            return link;
        } catch (RedisFailure refused) {
            link.close();
            throw new RedisFailure(refused.getMessage() + " (" + url + ": correct the user, password or database of the URL)");
        } catch (IOException failure) {
            link.close();
            throw failure;
        }
    }

    /** One command, its reply; an error is thrown. */
    Reply ask(List<?> words, Deadline deadline) throws IOException {
        send(words);
        flush();
        return fine(receive(deadline));
    }

    static Reply fine(Reply reply) throws RedisFailure {
        if (reply instanceof Reply.Failure(var line)) throw new RedisFailure(line);
        return reply;
    }

    void send(List<?> words) throws IOException {
        try {
            writer.command(bytes(words));
        } catch (IOException failure) {
            throw broken(failure);
        }
    }

    void flush() throws IOException {
        try {
            out.flush();
        } catch (IOException failure) {
            throw broken(failure);
        }
    }

    Reply receive(Deadline deadline) throws IOException {
        try {
            socket.setSoTimeout(deadline.millisLeft());
            return reader.reply();
        } catch (IOException failure) {
            throw broken(failure);
        }
    }

    /** Whether something comes before the time is over. The stream's end counts as something: the next read tells it. */
    boolean awaits(int millis) throws IOException {
        socket.setSoTimeout(millis);
        try {
            reader.awaitMore();
            return true;
        } catch (SocketTimeoutException quiet) {
            return false;
        }
    }

    static long size(List<?> words) {
        long size = 0;
        for (var word : words) size += word instanceof byte[] bytes ? bytes.length : word.toString().length();
        return size;
    }

    private static List<byte[]> bytes(List<?> words) {
        var bytes = new ArrayList<byte[]>(words.size());
        for (var word : words) bytes.add(word instanceof byte[] raw ? raw : word.toString().getBytes(StandardCharsets.UTF_8));
        return bytes;
    }

    IOException broken(IOException failure) {
        return place.trouble(failure);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
