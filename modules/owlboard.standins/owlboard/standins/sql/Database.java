package owlboard.standins.sql;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import owlboard.standins.journal.Journal;
import owlboard.standins.sql.SqlFailure.Kind;
import owlboard.standins.sql.Statement.Name;

/** What was committed, in memory and in the journal. Readers share it; one transaction at a time may write. */
public final class Database implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Database.class.getName());
    /** Bytes of rows in one journal record when the journal is written anew. */
    private static final int BATCH = 1 << 20;
    /** A journal below this is never worth writing anew. */
    private static final long COMPACT_MIN = 4 << 20;

    final Dialect dialect;
    final Bounds bounds;
    private final Map<Name, Table> tables = new TreeMap<>((a, b) -> a.schema().equals(b.schema()) ? a.name().compareTo(b.name())
            : a.schema().compareTo(b.schema()));
    private final TreeSet<String> schemas = new TreeSet<>();
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private final Semaphore writer = new Semaphore(1, true);
    private final Journal journal;
    /** Size at which the journal is next written anew. */
    private long compactAt = COMPACT_MIN;

    private Database(Path file, Dialect dialect, Bounds bounds, Collection<String> schemas) throws IOException {
        this.dialect = dialect;
        this.bounds = bounds;
        this.schemas.addAll(schemas);
        try {
            journal = Journal.open(file, this::replay);
        } catch (UncheckedIOException unreadable) {
            throw new IOException(file + ": " + unreadable.getCause().getMessage(), unreadable);
        }
        compactIfItPays();
    }

    /** Opens or creates the store of this file. {@code schemas} are there from the start (and after having been dropped). */
    public static Database open(Path file, Dialect dialect, Bounds bounds, Collection<String> schemas) throws IOException {
        return new Database(file, dialect, bounds, schemas);
    }

    /** For one connection. {@code schema} is where names without one are; null: nowhere, until told. */
    public Session session(String schema, Surroundings surroundings) {
        return new Session(this, schema, surroundings);
    }

    private void replay(byte[] record) {
        try {
            apply(Changes.read(record));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private void apply(List<Change> changes) {
        for (var change : changes) {
            switch (change) {
                case Change.Create(var definition, var nextAuto) -> {
                    var table = new Table(definition, dialect);
                    table.nextAuto = nextAuto;
                    tables.put(definition.name(), table);
                }
                case Change.Drop(var name) -> tables.remove(name);
                case Change.Put(var name, var number, var row) -> tables.get(name).put(number, row);
                case Change.Remove(var name, var number) -> tables.get(name).remove(number);
                case Change.AddKey(var name, var key) -> {
                    var table = tables.get(name);
                    var keys = new ArrayList<>(table.definition.keys());
                    keys.add(key);
                    table.definition = new TableDefinition(name, table.definition.columns(), keys, table.definition.checks());
                    table.addIndex(new Index(key, table.definition, dialect));
                }
                case Change.DropKey(var name, var key) -> {
                    var table = tables.get(name);
                    table.definition = new TableDefinition(name, table.definition.columns(),
                            table.definition.keys().stream().filter(one -> !one.name().equals(key)).toList(), table.definition.checks());
                    table.indexes.removeIf(index -> index.definition.name().equals(key));
                }
                case Change.AddColumn add -> addColumn(add);
                case Change.AddSchema(var name) -> schemas.add(name);
                case Change.DropSchema(var name) -> {
                    schemas.remove(name);
                    tables.keySet().removeIf(table -> table.schema().equals(name));
                }
            }
        }
    }

    private void addColumn(Change.AddColumn add) {
        var old = tables.get(add.table());
        var columns = new ArrayList<>(old.definition.columns());
        columns.add(add.column());
        var table = new Table(new TableDefinition(add.table(), columns, old.definition.keys(), old.definition.checks()), dialect);
        table.nextAuto = old.nextAuto;
        table.nextRow = old.nextRow;
        old.rows.forEach((number, row) -> {
            var longer = Arrays.copyOf(row, row.length + 1);
            longer[row.length] = add.value();
            table.put(number, longer);
        });
        tables.put(add.table(), table);
    }

    /** Runs with the committed state standing still. Never blocks on anything inside. */
    <T> T reading(Reading<T> reading) throws SqlFailure {
        lock.readLock().lock();
        try {
            return reading.read();
        } finally {
            lock.readLock().unlock();
        }
    }

    interface Reading<T> {
        T read() throws SqlFailure;
    }

    /** Null when there is none. */
    Table table(Name name) {
        return tables.get(name);
    }

    List<TableDefinition> tables(String schema) {
        return tables.values().stream().map(table -> table.definition).filter(table -> table.name().schema().equals(schema)).toList();
    }

    List<String> schemas() {
        return List.copyOf(schemas);
    }

    boolean hasSchema(String name) {
        return schemas.contains(name);
    }

    /** Waits for its turn to write. */
    void lockForWriting(BooleanSupplier cancelled) throws SqlFailure {
        long end = System.nanoTime() + bounds.lockWait().toNanos();
        try {
            while (!writer.tryAcquire(Math.clamp(end - System.nanoTime(), 0, 100_000_000), TimeUnit.NANOSECONDS)) {
                if (cancelled.getAsBoolean()) throw new SqlFailure(Kind.CANCELLED, "canceling statement due to user request");
                if (System.nanoTime() >= end) {
                    throw new SqlFailure(Kind.LOCK_TIMEOUT, "another transaction has been writing for " + bounds.lockWait()
                            .toMillis() + " ms; try restarting transaction");
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new SqlFailure(Kind.CANCELLED, "the server is stopping");
        }
    }

    void unlockForWriting() {
        writer.release();
    }

    /** Stores what a transaction did, all of it or, when this throws, nothing. The caller writes alone. */
    void commit(List<Change> changes) throws SqlFailure {
        if (changes.isEmpty()) return;
        var record = new Changes.Writer();
        try {
            for (var change : changes) {
                record.write(change);
                if (record.size() > bounds.transactionBytes()) {
                    throw new SqlFailure(Kind.TOO_BIG, "transaction has more than " + bounds.transactionBytes()
                            + " bytes; commit more often");
                }
            }
            journal.append(record.record());
        } catch (IOException failure) {
            throw new SqlFailure(Kind.FULL, "", failure.getMessage(), failure);
        }
        lock.writeLock().lock();
        try {
            apply(changes);
        } finally {
            lock.writeLock().unlock();
        }
        compactIfItPays();
    }

    /** Memory of all rows, roughly. */
    long bytes() {
        return tables.values().stream().mapToLong(table -> table.bytes).sum();
    }

    /** A journal that could not be written anew stays as it is, and is tried again when it has grown by half. */
    private void compactIfItPays() {
        if (journal.size() < compactAt) return;
        try {
            journal.compact(contents());
            compactAt = Math.max(COMPACT_MIN, 2 * journal.size());
        } catch (IOException | UncheckedIOException failure) {
            compactAt = journal.size() + journal.size() / 2;
            LOG.log(System.Logger.Level.WARNING, "the journal stays at {0} bytes, it could not be written anew: {1}", journal.size(),
                    failure.getMessage());
        }
    }

    /** Records that make up the present state. */
    private Stream<byte[]> contents() {
        var beginning = new ArrayList<Change>();
        for (var schema : schemas) beginning.add(new Change.AddSchema(schema));
        for (var table : tables.values()) beginning.add(new Change.Create(table.definition, table.nextAuto));
        return Stream.concat(Stream.of(record(beginning)), tables.values().stream().flatMap(this::contents));
    }

    private Stream<byte[]> contents(Table table) {
        var left = table.rows.entrySet().iterator();
        return Stream.generate(() -> {
            var batch = new ArrayList<Change>();
            for (long bytes = 0; left.hasNext() && bytes < BATCH; ) {
                var row = left.next();
                batch.add(new Change.Put(table.definition.name(), row.getKey(), row.getValue()));
                bytes += Table.size(row.getValue());
            }
            return batch;
        }).takeWhile(batch -> !batch.isEmpty()).map(Database::record);
    }

    private static byte[] record(List<Change> changes) {
        var record = new Changes.Writer();
        try {
            for (var change : changes) record.write(change);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return record.record();
    }

    @Override
    public void close() throws IOException {
        journal.close();
    }
}
