package owlboard.standins.sql;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import owlboard.standins.sql.Result.Verb;
import owlboard.standins.sql.SqlFailure.Kind;
import owlboard.standins.sql.Statement.KeyDefinition;
import owlboard.standins.sql.Statement.Name;

/** CREATE, DROP, ALTER, TRUNCATE. */
final class Defining {
    private final Session session;
    private final Transaction transaction;
    /** Nothing else is in the transaction, and nothing will be. */
    private final boolean alone;
    private final Session.Compilers compilers;
    private final Dialect dialect;

    Defining(Session session, Transaction transaction, boolean alone, Session.Compilers compilers) {
        this.session = session;
        this.transaction = transaction;
        this.alone = alone;
        this.compilers = compilers;
        this.dialect = compilers.dialect();
    }

    Result run(Statement statement) throws SqlFailure {
        return switch (statement) {
            case Statement.CreateTable create -> create(create);
            case Statement.DropTable drop -> drop(drop);
            case Statement.CreateIndex create -> createIndex(create);
            case Statement.DropIndex drop -> dropIndex(drop);
            case Statement.AddColumn add -> addColumn(add);
            case Statement.Truncate truncate -> truncate(truncate);
            case Statement.CreateDatabase(var name, var ifNotExists) -> {
                if (session.database.hasSchema(name)) {
                    yield skipped(Verb.CREATE_DATABASE, ifNotExists,
                            new SqlFailure(Kind.DATABASE_EXISTS, name, "Can't create database '" + name + "'; database exists"));
                }
                transaction.define(new Change.AddSchema(name));
                yield new Result.Done(Verb.CREATE_DATABASE, null);
            }
            case Statement.DropDatabase(var name, var ifExists) -> {
                if (!session.database.hasSchema(name)) {
                    yield skipped(Verb.DROP_DATABASE, ifExists,
                            new SqlFailure(Kind.NO_DATABASE, name, "Can't drop database '" + name + "'; database doesn't exist"));
                }
                transaction.define(new Change.DropSchema(name));
                yield new Result.Done(Verb.DROP_DATABASE, null);
            }
            default -> throw new SqlFailure(Kind.UNSUPPORTED, "the statement is not supported");
        };
    }

    /** What is already so is a note when the writer expected it. */
    private static Result skipped(Verb verb, boolean expected, SqlFailure failure) throws SqlFailure {
        if (!expected) throw failure;
        return new Result.Done(verb, failure.getMessage() + ", skipping");
    }

    private Result create(Statement.CreateTable create) throws SqlFailure {
        var name = session.resolved(create.name());
        if (!session.database.hasSchema(name.schema())) {
            throw new SqlFailure(Kind.NO_DATABASE, name.schema(), dialect == Dialect.MYSQL ? "Unknown database '" + name.schema() + "'"
                    : "schema \"" + name.schema() + "\" does not exist");
        }
        if (session.find(name) != null) {
            return skipped(Verb.CREATE_TABLE, create.ifNotExists(),
                    new SqlFailure(Kind.TABLE_EXISTS, name.name(), dialect == Dialect.MYSQL ? "Table '" + name.name() + "' already exists"
                    : "relation \"" + name.name() + "\" already exists"));
        }
        var definition = TableDefinition.of(create, name, dialect);
        if (definition.columns().stream().filter(Statement.ColumnDefinition::auto).count() > 1 && dialect == Dialect.MYSQL) {
            throw new SqlFailure(Kind.SYNTAX,
                    "Incorrect table definition; there can be only one auto column and it must be defined as a key");
        }
        transaction.create(definition, 1);
        new Rows(new View(session.find(name), null), transaction, compilers.over(new Scope(dialect).with(name.name(), definition)),
                compilers.over(new Scope(dialect)));
        return new Result.Done(Verb.CREATE_TABLE, null);
    }

    private Result drop(Statement.DropTable drop) throws SqlFailure {
        String noted = null;
        for (var written : drop.names()) {
            var name = session.resolved(written);
            if (session.find(name) != null) {
                transaction.drop(name);
            } else if (drop.ifExists()) {
                noted = "table \"" + name.name() + "\" does not exist, skipping";
            } else {
                throw new SqlFailure(Kind.NO_TABLE, name.name(), dialect == Dialect.MYSQL ? "Unknown table '" + name + "'"
                        : "table \"" + name.name() + "\" does not exist");
            }
        }
        return new Result.Done(Verb.DROP_TABLE, noted);
    }

    private Table table(Name written) throws SqlFailure {
        var table = session.find(written);
        if (table == null) throw session.noTable(written);
        return table;
    }

    private SqlFailure notAlone(String what) {
        return new SqlFailure(Kind.UNSUPPORTED, what,
                what
                + " is not supported by this stand-in in a transaction that has written before, but on a table of the same transaction; "
                + "commit first");
    }

    private Result createIndex(Statement.CreateIndex create) throws SqlFailure {
        var table = table(create.table());
        if (create.key().name() != null && session.indexOwner(create.key().name(), table.definition) != null) {
            return skipped(Verb.CREATE_INDEX, create.ifNotExists(),
                    new SqlFailure(Kind.INDEX_EXISTS, create.key().name(), dialect == Dialect.MYSQL ? "Duplicate key name '" + create.key()
                    .name() + "'" : "relation \"" + create.key().name() + "\" already exists"));
        }
        var definition = table.definition.with(create.key(), dialect);
        var key = definition.keys().getLast();
        var rows = rows(table);
        if (key.unique()) unique(rows, new Index(key, definition, dialect));
        if (transaction.created(definition.name())) transaction.replace(definition, rows);
        else if (alone) transaction.define(new Change.AddKey(definition.name(), key));
        else throw notAlone("CREATE INDEX");
        return new Result.Done(Verb.CREATE_INDEX, null);
    }

    private TreeMap<Long, Object[]> rows(Table table) throws SqlFailure {
        var rows = new TreeMap<Long, Object[]>();
        new View(table, transaction.overlay(table.definition.name())).scan((number, row) -> {
            rows.put(number, row);
            return true;
        });
        return rows;
    }

    private void unique(TreeMap<Long, Object[]> rows, Index index) throws SqlFailure {
        for (var row : rows.entrySet()) {
            var key = index.key(row.getValue());
            if (Index.hasNull(key)) continue;
            if (index.rows(key).hasNext()) {
                throw new SqlFailure(Kind.DUPLICATE_KEY, index.definition.name(),
                        "could not create unique index \"" + index.definition.name() + "\": rows " + Arrays.toString(key)
                        + " have the same key");
            }
            index.add(row.getKey(), row.getValue());
        }
    }

    private Result dropIndex(Statement.DropIndex drop) throws SqlFailure {
        var owner = drop.table() != null ? table(drop.table()).definition : session.indexOwner(drop.name(), null);
        KeyDefinition key = owner == null ? null : owner.keyNamed(drop.name());
        if (key == null) {
            return skipped(Verb.DROP_INDEX, drop.ifExists(),
                    new SqlFailure(Kind.NO_COLUMN, drop.name(), "index \"" + drop.name() + "\" does not exist"));
        }
        if (!alone || transaction.created(owner.name())) throw notAlone("DROP INDEX");
        transaction.define(new Change.DropKey(owner.name(), key.name()));
        return new Result.Done(Verb.DROP_INDEX, null);
    }

    private Result addColumn(Statement.AddColumn add) throws SqlFailure {
        var table = table(add.table());
        var old = table.definition;
        var column = add.column();
        if (old.find(column.name(), dialect) >= 0) {
            return skipped(Verb.ALTER_TABLE, add.ifNotExists(), new SqlFailure(Kind.DUPLICATE_COLUMN, column.name(),
                    "column \"" + column.name() + "\" of relation \"" + old.name().name() + "\" already exists"));
        }
        if (column.auto()) throw new SqlFailure(Kind.UNSUPPORTED, "ADD COLUMN of a counting column is not supported by this stand-in");
        var outside = compilers.over(new Scope(dialect));
        var value = column.preset() == null ? null : Values.to(column.type(),
                outside.compile(Parser.expression(column.preset(), dialect)).node().of(null), dialect, column.name());
        var rows = rows(table);
        if (value == null && column.notNull() && !rows.isEmpty()) {
            throw new SqlFailure(Kind.NOT_NULL, column.name(), "column \"" + column.name() + "\" of relation \"" + old.name()
                    .name() + "\" contains null values; give it a DEFAULT");
        }
        if (transaction.created(old.name())) {
            var columns = new ArrayList<>(old.columns());
            columns.add(column);
            rows.replaceAll((number, row) -> {
                var longer = Arrays.copyOf(row, row.length + 1);
                longer[row.length] = value;
                return longer;
            });
            transaction.replace(new TableDefinition(old.name(), columns, old.keys(), old.checks()), rows);
        } else if (alone) transaction.define(new Change.AddColumn(old.name(), column, value));
        else throw notAlone("ALTER TABLE");
        return new Result.Done(Verb.ALTER_TABLE, null);
    }

    /** MySQL counts from 1 again. */
    private Result truncate(Statement.Truncate truncate) throws SqlFailure {
        var tables = new ArrayList<Table>();
        for (var name : truncate.names()) tables.add(table(name));
        for (var table : List.copyOf(tables)) {
            transaction.drop(table.definition.name());
            transaction.create(table.definition, dialect == Dialect.MYSQL ? 1 : table.nextAuto);
        }
        return new Result.Done(Verb.TRUNCATE, null);
    }
}
