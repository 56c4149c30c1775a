package owlboard.clients.redis;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import owlboard.clients.Deadline;
import owlboard.clients.StoreUrl;
import owlboard.clients.redis.resp.Reply;

/**
 * A client of a Redis server: one connection, made when it is first needed and again when it was lost. Any thread may use it; commands wait
 * for each other. A word of a command is a {@code byte[]}, or anything else by its text as UTF-8. An error reply is a {@link RedisFailure},
 * any other {@link IOException} says that the server cannot be reached, or that the connection broke and whether the command was done is
 * not known. A call takes 3 seconds at most.
 */
public final class RedisClient implements AutoCloseable {
    /** A connection that was idle for longer is tried before a command is trusted to it. */
    private static final long TRIED_NANOS = 1_000_000_000L;
    private static final Duration PROBE = Duration.ofSeconds(1);
    /**
     * Commands and bytes that are on their way before their replies are read: enough to be fast, too few for both ends to wait for each
     * other.
     */
    private static final int AHEAD_COMMANDS = 256;
    private static final int AHEAD_BYTES = 32 << 10;

    private final Supplier<StoreUrl> url;
    private final ReentrantLock lock = new ReentrantLock();
    private Link link;
    private long used;
    private boolean closed;

    private RedisClient(Supplier<StoreUrl> url) {
        this.url = url;
    }

    /** Connects at the first command. */
    public static RedisClient of(StoreUrl url) {
        if (url.kind() != StoreUrl.Kind.REDIS) {
            throw new IllegalArgumentException(url + " is not the URL of a Redis server: write redis://:password@host:port/0");
        }
        return of(() -> url);
    }

    /** Connects at the first command. The URL is asked for at each connect: a server that moved is found again. */
    public static RedisClient of(Supplier<StoreUrl> url) {
        return new RedisClient(url);
    }

    /** One command, such as {@code command("SET", "key", "value", "EX", 60)}. */
    public Reply command(Object... words) throws IOException {
        return Link.fine(pipeline(List.of(List.of(words))).getFirst());
    }

    /** As {@link #command}, for one that changes nothing: it is asked again when the connection of before proves broken. */
    public Reply read(Object... words) throws IOException {
        var command = List.of(List.of(words));
        var deadline = Deadline.ofCall();
        deadline.lock(lock);
        try {
            boolean isNew = link == null;
            try {
                return Link.fine(exchange(command, deadline).getFirst());
            } catch (RedisFailure refused) {
                throw refused;
            } catch (IOException broken) {
                if (isNew) throw broken;
                return Link.fine(exchange(command, deadline).getFirst());
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Several commands without waiting for each; their replies, errors among them. It may take longer than a call as long as replies come.
     */
    public List<Reply> pipeline(List<? extends List<?>> commands) throws IOException {
        var deadline = Deadline.ofCall();
        deadline.lock(lock);
        try {
            return exchange(commands, deadline);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Commands that run together or not at all (MULTI, EXEC); their replies. An error of one of them is among the replies; the others are
     * done.
     */
    public List<Reply> transaction(List<? extends List<?>> commands) throws IOException {
        var all = new ArrayList<List<?>>();
        all.add(List.of("MULTI"));
        all.addAll(commands);
        all.add(List.of("EXEC"));
        return Link.fine(pipeline(all).getLast()).items();
    }

    /** Listens to channels on a connection of its own, which is made again when it was lost, until the subscription is closed. */
    public Subscription subscribe(Subscription.Listener listener, String... channels) {
        return Subscription.start(url, "SUBSCRIBE", List.of(channels), listener);
    }

    /** As {@link #subscribe}, to all channels whose names match. */
    public Subscription subscribeMatching(Subscription.Listener listener, String... patterns) {
        return Subscription.start(url, "PSUBSCRIBE", List.of(patterns), listener);
    }

    private List<Reply> exchange(List<? extends List<?>> commands, Deadline deadline) throws IOException {
        if (closed) throw new IOException("this Redis client is closed");
        var link = live(deadline);
        try {
            var replies = new ArrayList<Reply>(commands.size());
            while (replies.size() < commands.size()) {
                int end = ahead(commands, replies.size());
                for (int i = replies.size(); i < end; i++) link.send(commands.get(i));
                link.flush();
                while (replies.size() < end) replies.add(link.receive(deadline));
                deadline = Deadline.ofCall(); // a long pipeline that goes on
            }
            used = System.nanoTime();
            return replies;
        } catch (IOException | RuntimeException failure) {
            drop();
            throw failure;
        }
    }

    /** Up to which command, one at least, it may send before it reads. */
    private static int ahead(List<? extends List<?>> commands, int from) {
        long bytes = Link.size(commands.get(from));
        int end = from + 1;
        while (end < commands.size() && end - from < AHEAD_COMMANDS && (bytes += Link.size(commands.get(end))) < AHEAD_BYTES) end++;
        return end;
    }

    private Link live(Deadline deadline) throws IOException {
        if (link != null && System.nanoTime() - used > TRIED_NANOS && !answers(deadline)) drop();
        if (link == null) {
            link = Link.open(url, deadline);
            used = System.nanoTime();
        }
        return link;
    }

    private boolean answers(Deadline deadline) {
        try {
            return link.ask(List.of("PING"), deadline.within(PROBE)).text().equals("PONG");
        } catch (IOException gone) {
            return false;
        }
    }

    private void drop() throws IOException {
        if (link == null) return;
        var broken = link;
        link = null;
        broken.close();
    }

    @Override
    public void close() throws IOException {
        lock.lock();
        try {
            closed = true;
            drop();
        } finally {
            lock.unlock();
        }
    }
}
