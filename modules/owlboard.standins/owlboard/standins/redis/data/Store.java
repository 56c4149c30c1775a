package owlboard.standins.redis.data;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import owlboard.clients.redis.resp.Reply;
import owlboard.standins.journal.Journal;

/** The data of one server. Every command runs alone; a change is in the journal before it is made and answered. */
public final class Store implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("owlboard.standins.redis");
    private static final long SWEEP_MILLIS = 1000;
    private static final long COMPACT_BYTES_MIN = 1 << 20;
    private static final int COMPACT_TIMES = 4;

    /** What came of a transaction: a reply for each command, null when a watched key had changed; and the database it ended in. */
    public record Outcome(List<Reply> replies, int database) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Keyspace keyspace = new Keyspace();
    private final InstantSource clock;
    private Journal journal;
    private long now;
    private long swept;
    /** At most what the values take: weighed, and all that came since. */
    private long heapBytes;
    private long weighed;
    /** It was weighed, and nothing was taken away since. */
    private boolean full;
    private long compactAt = COMPACT_BYTES_MIN;
    private boolean stopped;

    private Store(InstantSource clock) {
        this.clock = clock;
    }

    /** Opens or creates what is kept in this file. */
    public static Store open(Path file, InstantSource clock) throws IOException {
        var store = new Store(clock);
        store.journal = Journal.open(file, record -> store.perform(Transaction.of(record)));
        store.weigh();
        store.compactWhenItPays();
        return store;
    }

    /** Why these words are no command, or nothing. */
    public void check(List<String> words) {
        if (!Transaction.isSelect(words)) Commands.find(words);
        else if (words.size() != 2) throw Refused.arguments("select");
    }

    /** Runs one command. Its refusal is an answer, too. */
    public Reply run(int database, List<String> words) {
        try {
            return run(database, List.of(words), null).replies.getFirst();
        } catch (Refused refused) {
            return new Reply.Failure(refused.getMessage());
        }
    }

    /** Runs checked commands together, unless the watch, if any, was spoilt. Refused as a whole when they cannot be stored. */
    public Outcome run(int database, List<List<String>> commands, Watch watch) {
        lock.lock();
        try {
            if (watch != null && watch.isSpoilt()) return new Outcome(null, database);
            var transaction = new Transaction(tick(), database, commands);
            if (!transaction.writes()) return perform(transaction);
            spare(transaction);
            append(transaction);
            var outcome = perform(transaction);
            compactWhenItPays();
            changed.signalAll();
            return outcome;
        } finally {
            lock.unlock();
        }
    }

    private Outcome perform(Transaction transaction) {
        var replies = new ArrayList<Reply>(transaction.commands().size());
        int number = transaction.database();
        for (var words : transaction.commands()) {
            try {
                if (Transaction.isSelect(words)) {
                    number = database(words.get(1));
                    replies.add(Reply.OK);
                } else {
                    var call = new Call(keyspace, keyspace.database(number), transaction.millis(), words);
                    replies.add(Commands.find(words).run().apply(call));
                }
            } catch (Refused refused) {
                replies.add(new Reply.Failure(refused.getMessage()));
            }
        }
        return new Outcome(replies, number);
    }

    /** The number of a database. */
    public static int database(String word) {
        long number = Call.whole(word);
        if (number < 0 || number >= Keyspace.DATABASES) throw new Refused("ERR DB index is out of range");
        return (int) number;
    }

    /** Never goes back: what a read saw as ended stays ended for the writes after it. */
    private long tick() {
        now = Math.max(now, clock.millis());
        if (now - swept >= SWEEP_MILLIS) {
            keyspace.sweep(now);
            swept = now;
        }
        return now;
    }

    private void spare(Transaction transaction) {
        long more = 0;
        boolean grows = false;
        for (var words : transaction.commands()) {
            more += Weight.heap(words);
            grows |= !Transaction.isSelect(words) && Commands.find(words).grows();
        }
        if (grows && heapBytes + more > Weight.BYTES_MAX) {
            if (!full || now - weighed >= SWEEP_MILLIS) weigh();
            full = heapBytes + more > Weight.BYTES_MAX;
            if (full) throw new Refused("OOM command not allowed when used memory > 'maxmemory'.");
        }
        full &= grows;
        heapBytes += more;
    }

    private Weight weigh() {
        var weight = Weight.of(keyspace);
        heapBytes = weight.heap();
        weighed = now;
        return weight;
    }

    private void append(Transaction transaction) {
        try {
            journal.append(transaction.onlyWrites().bytes());
        } catch (IOException failure) {
            throw new Refused("MISCONF Errors writing to the AOF file: " + failure.getMessage());
        }
    }

    private void compactWhenItPays() {
        if (journal.size() <= compactAt) return;
        long live = weigh().journal();
        if (journal.size() > COMPACT_TIMES * live) {
            try {
                journal.compact(new Snapshot(keyspace, tick()).records());
            } catch (IOException failure) {
                LOG.log(System.Logger.Level.WARNING, "the journal stays as long as it is: {0}", failure.getMessage());
                compactAt = journal.size() + COMPACT_BYTES_MIN;
                return;
            }
        }
        compactAt = Math.max(COMPACT_BYTES_MIN, COMPACT_TIMES * live);
    }

    /**
     * Takes the first or last element of the first of these lists that has one, waiting for it; nothing when the time (zero: forever) is
     * over, the store ends or {@code alive} says no.
     */
    public Reply awaitElement(int database, List<String> keys, boolean left, Duration wait, BooleanSupplier alive) {
        long deadline = System.nanoTime() + wait.toNanos();
        boolean waited = false;
        while (!waited || alive.getAsBoolean()) {
            lock.lock();
            try {
                for (var key : keys) {
                    if (keyspace.database(database).get(key, tick(), Value.Line.class) == null) continue;
                    var element = run(database, List.of(List.of(left ? "lpop" : "rpop", key)), null).replies.getFirst();
                    return new Reply.Items(List.of(Reply.of(key), element));
                }
                long rest = wait.isZero() ? Long.MAX_VALUE : deadline - System.nanoTime();
                if (stopped || rest <= 0) return Reply.Nothing.ARRAY;
                changed.awaitNanos(Math.min(rest, Duration.ofSeconds(1).toNanos()));
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
                return Reply.Nothing.ARRAY;
            } finally {
                lock.unlock();
            }
            waited = true;
        }
        return Reply.Nothing.ARRAY;
    }

    /** Watches keys until the watch ends, see {@link #end}. */
    public void watch(Watch watch, int database, List<String> keys) {
        lock.lock();
        try {
            for (var key : keys) {
                keyspace.database(database).get(key, tick());
                watch.on(keyspace.database(database), key);
            }
        } finally {
            lock.unlock();
        }
    }

    public void end(Watch watch) {
        lock.lock();
        try {
            watch.end();
        } finally {
            lock.unlock();
        }
    }

    /** Changes who listens to what: no message is on its way meanwhile. */
    public void listeners(Consumer<Channels> change) {
        lock.lock();
        try {
            change.accept(keyspace.channels);
        } finally {
            lock.unlock();
        }
    }

    /** Nobody waits for an element from now on. */
    public void stopWaiting() {
        lock.lock();
        try {
            stopped = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() throws IOException {
        lock.lock();
        try {
            journal.close();
        } finally {
            lock.unlock();
        }
    }
}
