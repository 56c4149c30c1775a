package owlboard.store.redis;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import owlboard.store.StoreUrl;
import owlboard.store.redis.resp.Reply;
import owlboard.store.redis.resp.RespReader;
import owlboard.store.redis.resp.RespWriter;

/** A connection to a server, logged in, in the database of the URL. Belongs to one thread at a time. */
final class Link implements AutoCloseable {
    private static final int CONNECT_MILLIS = 3_000;
    private static final int READ_MILLIS = 10_000;

    private final StoreUrl url;
    private final Socket socket = new Socket();
    private final BufferedOutputStream out;
    private final RespReader reader;
    private final RespWriter writer;

    private Link(StoreUrl url) throws IOException {
        this.url = url;
        try {
            socket.connect(new InetSocketAddress(url.host(), url.port()), CONNECT_MILLIS);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(READ_MILLIS);
            out = new BufferedOutputStream(socket.getOutputStream(), 16 << 10);
            reader = new RespReader(socket.getInputStream());
            writer = new RespWriter(out, 2);
        } catch (IOException failure) {
            socket.close();
            throw broken(failure);
        }
    }

    static Link open(StoreUrl url) throws IOException {
        var link = new Link(url);
        try {
            if (!url.password().isEmpty()) link.ask(url.user().isEmpty() ? List.of("AUTH", url.password()) : List.of("AUTH", url.user(), url.password()));
            if (!url.name().isEmpty() && !url.name().equals("0")) link.ask(List.of("SELECT", url.name()));
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
    Reply ask(List<?> words) throws IOException {
        send(words);
        flush();
        return fine(receive());
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

    Reply receive() throws IOException {
        try {
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
        } catch (java.net.SocketTimeoutException quiet) {
            return false;
        } finally {
            if (!socket.isClosed()) socket.setSoTimeout(READ_MILLIS);
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

    IOException silent() {
        return new IOException("redis at " + url.host() + ":" + url.port() + " is silent");
    }

    private IOException broken(IOException failure) {
        var why = failure instanceof java.net.UnknownHostException ? "the name " + url.host() + " is unknown" : failure.getMessage();
        return new IOException("redis at " + url.host() + ":" + url.port() + ": " + why, failure);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
