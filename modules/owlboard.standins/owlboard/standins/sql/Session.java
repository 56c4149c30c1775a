package owlboard.standins.sql;

import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import owlboard.standins.sql.Result.Verb;
import owlboard.standins.sql.SqlFailure.Kind;
import owlboard.standins.sql.Statement.Name;

/** One connection's way to the data: its schema, its transaction. */
public final class Session implements AutoCloseable {
    final Database database;
    private final Dialect dialect;
    private final Surroundings surroundings;
    private String schema;
    /** What is not yet committed; null until something writes. */
    private Transaction transaction;
    /** BEGIN was said. */
    private boolean open;
    /** PostgreSQL: a statement of the open transaction failed. */
    private boolean failed;
    private boolean autocommit = true;
    /** Statements that nobody put into a transaction are in one together, until {@link #endGroup}. */
    private boolean grouped;
    private boolean readOnly;
    private LocalDateTime now;
    private final Map<String, Integer> savepoints = new LinkedHashMap<>();
    private volatile boolean cancelled;

    Session(Database database, String schema, Surroundings surroundings) {
        this.database = database;
        this.dialect = database.dialect;
        this.schema = schema;
        this.surroundings = surroundings;
    }

    /** Compilers that share a statement's parameters and its moment. */
    record Compilers(Dialect dialect, Parameters parameters, Functions functions, Surroundings surroundings) {
        Compiler over(Scope scope) {
            return new Compiler(scope, parameters, functions, surroundings);
        }
    }

    public String schema() {
        return schema;
    }

    /** How long a client that keeps the others from writing may be silent: milliseconds for its socket; 0 is for ever. */
    public int patienceMillis() {
        return transaction == null ? 0 : database.bounds.idleInTransactionMillis();
    }

    public boolean isOpen() {
        return open;
    }

    public boolean isFailed() {
        return failed;
    }

    public boolean autocommit() {
        return autocommit;
    }

    /** Off: every statement is in a transaction that only COMMIT ends (MySQL). Switching it on commits. */
    public void autocommit(boolean on) throws SqlFailure {
        if (on && !autocommit) commit();
        autocommit = on;
    }

    /** From here to {@link #endGroup} statements happen together or not at all, as those of one message do (PostgreSQL, 55.2.2.1). */
    public void beginGroup() {
        grouped = true;
    }

    /** Commits what no BEGIN has taken over. */
    public void endGroup() throws SqlFailure {
        grouped = false;
        if (!open) commit();
    }

    /** Makes the running statement fail soon. Any thread. */
    public void cancel() {
        cancelled = true;
    }

    boolean isCancelled() {
        return cancelled;
    }

    /** Runs one statement; when it fails nothing of it has happened. */
    public Result execute(Statement statement, Parameters parameters) throws SqlFailure {
        cancelled = false;
        if (failed && !(statement instanceof Statement.Commit || statement instanceof Statement.Rollback
                || statement instanceof Statement.RollbackTo)) {
            throw new SqlFailure(Kind.ABORTED, "current transaction is aborted, commands ignored until end of transaction block");
        }
        int mark = transaction == null ? 0 : transaction.mark();
        if (transaction == null && !open) now = null;
        try {
            var result = run(statement, parameters);
            if (!open && autocommit && !grouped) finish();
            return result;
        } catch (SqlFailure failure) {
            if (open || !autocommit) {
                if (transaction != null) transaction.backTo(mark);
                failed = open && dialect == Dialect.POSTGRES;
            } else rollback();
            throw failure;
        }
    }

    /** A failure that the connection found outside the core, in a transaction, spoils it just so (PostgreSQL). */
    public void spoil() {
        failed = open && dialect == Dialect.POSTGRES;
        if (!open && grouped) rollback();
    }

    private Result run(Statement statement, Parameters parameters) throws SqlFailure {
        return switch (statement) {
            case Statement.Select select -> select(select, parameters);
            case Statement.Insert insert -> insert(insert, parameters);
            case Statement.Update update ->
                    new Modifying(update, viewToWrite(update.target().table()), transaction, compilers(parameters), this).run();
            case Statement.Delete delete ->
                    new Modifying(delete, viewToWrite(delete.target().table()), transaction, compilers(parameters), this).run();
            case Statement.Begin begin -> begin(begin);
            case Statement.Commit ignored -> {
                boolean spoilt = failed;
                if (spoilt) rollback();
                else commit();
                yield new Result.Done(spoilt ? Verb.ROLLBACK : Verb.COMMIT, null);
            }
            case Statement.Rollback ignored -> {
                rollback();
                yield new Result.Done(Verb.ROLLBACK, null);
            }
            case Statement.Savepoint(var name) -> {
                needTransaction("SAVEPOINT");
                savepoints.remove(name);
                savepoints.put(name, writing().mark());
                yield new Result.Done(Verb.SAVEPOINT, null);
            }
            case Statement.RollbackTo(var name) -> {
                needTransaction("ROLLBACK TO SAVEPOINT");
                writing().backTo(savepoint(name));
                failed = false;
                yield new Result.Done(Verb.ROLLBACK, null);
            }
            case Statement.Release(var name) -> {
                needTransaction("RELEASE SAVEPOINT");
                savepoint(name);
                savepoints.remove(name);
                yield new Result.Done(Verb.RELEASE, null);
            }
            case Statement.Use(var name) -> {
                use(name);
                yield new Result.Done(Verb.USE, null);
            }
            case Statement.Set ignored -> new Result.Done(Verb.SET, null);
            case Statement.Other ignored -> throw new SqlFailure(Kind.UNSUPPORTED, "the statement is not supported");
            default -> define(statement, parameters);
        };
    }

    /** Changes to what tables look like. MySQL commits before and after them. */
    private Result define(Statement statement, Parameters parameters) throws SqlFailure {
        if (dialect == Dialect.POSTGRES) {
            boolean alone = !open && transaction == null;
            var result = new Defining(this, writing(), alone, compilers(parameters)).run(statement);
            if (alone) finish();
            return result;
        }
        commit();
        try {
            var result = new Defining(this, writing(), true, compilers(parameters)).run(statement);
            finish();
            return result;
        } finally {
            rollback();
        }
    }

    private void needTransaction(String what) throws SqlFailure {
        if (!open && autocommit && dialect == Dialect.POSTGRES) {
            throw new SqlFailure(Kind.NO_SAVEPOINT, what + " can only be used in transaction blocks");
        }
    }

    private int savepoint(String name) throws SqlFailure {
        var mark = savepoints.get(name);
        if (mark == null) throw new SqlFailure(Kind.NO_SAVEPOINT, name, "savepoint \"" + name + "\" does not exist");
        return mark;
    }

    /** Makes this the place of names without a schema. */
    public void use(String name) throws SqlFailure {
        if (!database.reading(() -> database.hasSchema(name))) {
            throw new SqlFailure(Kind.NO_DATABASE, name, dialect == Dialect.MYSQL ? "Unknown database '" + name + "'"
                    : "database \"" + name + "\" does not exist");
        }
        schema = name;
    }

    private Result begin(Statement.Begin begin) throws SqlFailure {
        if (open && dialect == Dialect.POSTGRES) return new Result.Done(Verb.BEGIN, "there is already a transaction in progress");
        if (dialect == Dialect.MYSQL) commit();
        open = true;
        readOnly = begin.readOnly();
        return new Result.Done(Verb.BEGIN, null);
    }

    public void commit() throws SqlFailure {
        try {
            finish();
        } finally {
            rollback();
        }
    }

    /** Commits what was written, whether or not a transaction was begun. */
    private void finish() throws SqlFailure {
        if (transaction == null) return;
        try {
            database.commit(transaction.changes());
        } finally {
            release();
        }
    }

    private void release() {
        if (transaction == null) return;
        transaction = null;
        savepoints.clear();
        database.unlockForWriting();
    }

    public void rollback() {
        release();
        open = false;
        failed = false;
        readOnly = false;
        savepoints.clear();
        now = null;
    }

    /** The transaction, with the right to write. */
    Transaction writing() throws SqlFailure {
        if (readOnly) throw new SqlFailure(Kind.UNSUPPORTED, "cannot write in a read-only transaction");
        if (transaction != null) return transaction;
        database.lockForWriting(this::isCancelled);
        return transaction = new Transaction(database);
    }

    private Compilers compilers(Parameters parameters) {
        if (now == null) now = LocalDateTime.now(ZoneOffset.UTC);
        return new Compilers(dialect, parameters, new Functions(dialect, now), surroundings);
    }

    Name resolved(Name name) throws SqlFailure {
        if (name.schema() != null) return name;
        if (schema == null) throw new SqlFailure(Kind.NO_DATABASE, "", "No database selected");
        return new Name(schema, name.name());
    }

    /** Null when there is none. */
    Table find(Name name) throws SqlFailure {
        var resolved = resolved(name);
        return transaction == null ? database.table(resolved) : transaction.table(resolved);
    }

    private View view(Name name) throws SqlFailure {
        var table = find(name);
        if (table == null) throw noTable(name);
        return new View(table, transaction == null ? null : transaction.overlay(table.definition.name()));
    }

    SqlFailure noTable(Name name) throws SqlFailure {
        return new SqlFailure(Kind.NO_TABLE, name.name(), dialect == Dialect.MYSQL ? "Table '" + resolved(name) + "' doesn't exist"
                : "relation \"" + name + "\" does not exist");
    }

    private View viewToWrite(Name name) throws SqlFailure {
        writing();
        var table = find(name);
        if (table == null) throw noTable(name);
        return new View(table, transaction.overlayFor(table));
    }

    private Result select(Statement.Select select, Parameters parameters) throws SqlFailure {
        if (select.forUpdate()) writing();
        return database.reading(() -> {
            var selection = selection(select, parameters);
            return new Result.Rows(selection.columns(), selection.rows(), -1, Verb.SELECT);
        });
    }

    private Selection selection(Statement.Select select, Parameters parameters) throws SqlFailure {
        var scope = new Scope(dialect);
        var views = new ArrayList<View>();
        for (var from : select.from()) {
            var view = from.select() != null ? derived(from, parameters) : source(from.table());
            views.add(view);
            scope.with(from.alias(), view.definition());
        }
        return new Selection(select, compilers(parameters).over(scope), views, this);
    }

    private View source(Name name) throws SqlFailure {
        var system = SystemTables.view(resolved(name), this);
        return system != null ? system : view(name);
    }

    /** The rows of a SELECT in FROM, as a table of its own. */
    private View derived(Statement.From from, Parameters parameters) throws SqlFailure {
        var inner = selection(from.select(), parameters);
        var columns = inner.columns().stream()
                .map(column -> new Statement.ColumnDefinition(column.name(), column.type(), false, null, false, false)).toList();
        var table = new Table(new TableDefinition(new Name("", from.alias()), columns, List.of(), List.of()), dialect);
        if (parameters.isGiven()) for (var row : inner.rows()) table.put(table.nextRow, row);
        return new View(table, null);
    }

    private Result insert(Statement.Insert insert, Parameters parameters) throws SqlFailure {
        var view = viewToWrite(insert.table());
        var source = insert.source() == null ? null : database.reading(() -> selection(insert.source(), parameters).rows());
        return new Inserting(insert, view, transaction, compilers(parameters), source).run();
    }

    /**
     * The columns that a statement will give; none when it gives no rows. What is found out about the parameters goes into
     * {@code parameters}.
     */
    public List<Result.Column> describe(Statement statement, Parameters parameters) throws SqlFailure {
        return database.reading(() -> switch (statement) {
            case Statement.Select select -> selection(select, parameters).columns();
            case Statement.Insert insert -> {
                if (insert.source() != null) selection(insert.source(), parameters);
                yield new Inserting(insert, view(insert.table()), null, compilers(parameters), insert.source() == null ? null : List.of())
                        .columns();
            }
            case Statement.Update update ->
                    new Modifying(update, view(update.target().table()), null, compilers(parameters), this).columns();
            case Statement.Delete delete ->
                    new Modifying(delete, view(delete.target().table()), null, compilers(parameters), this).columns();
            default -> List.of();
        });
    }

    /** Computes a value that stands alone: of SET. */
    public Object value(Expression expression) throws SqlFailure {
        return compilers(Parameters.of()).over(new Scope(dialect)).compile(expression).node().of(null);
    }

    /** Tables of a schema in order of their names, as this session sees them. */
    public List<TableDefinition> tables(String inSchema) throws SqlFailure {
        return database.reading(() -> {
            if (transaction == null) return database.tables(inSchema);
            var definitions = new ArrayList<TableDefinition>();
            for (var name : transaction.names(inSchema)) definitions.add(transaction.table(new Name(inSchema, name)).definition);
            return definitions;
        });
    }

    /** What a table looks like. */
    public TableDefinition table(Name name) throws SqlFailure {
        return database.reading(() -> view(name).definition());
    }

    /** The table of this name's key in the session's schema (MySQL: only {@code mine}), or null. */
    TableDefinition indexOwner(String key, TableDefinition mine) throws SqlFailure {
        if (mine != null && mine.keyNamed(key) != null) return mine;
        if (dialect == Dialect.MYSQL) return null;
        for (var definition : tables(schema)) if (definition.keyNamed(key) != null) return definition;
        return null;
    }

    public List<String> schemas() throws SqlFailure {
        return database.reading(database::schemas);
    }

    /** Ends the session; what was not committed did not happen. */
    @Override
    public void close() {
        rollback();
    }
}
