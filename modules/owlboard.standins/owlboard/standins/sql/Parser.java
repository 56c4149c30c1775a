package owlboard.standins.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import owlboard.standins.sql.Expression.Default;
import owlboard.standins.sql.Expression.Literal;
import owlboard.standins.sql.Statement.Assignment;
import owlboard.standins.sql.Statement.Conflict;
import owlboard.standins.sql.Statement.Conflict.Action;
import owlboard.standins.sql.Statement.From;
import owlboard.standins.sql.Statement.KeyDefinition;
import owlboard.standins.sql.Statement.Name;
import owlboard.standins.sql.Statement.Order;
import owlboard.standins.sql.Statement.Output;
import owlboard.standins.sql.Statement.Select;

/** Text to statements. */
public final class Parser {
    /** Bytes (characters) of a text. */
    public static final int TEXT_MAX = 16 << 20;

    private final Words words;

    private Parser(Words words) {
        this.words = words;
    }

    /** Every statement of the text; none when there is nothing but blanks and comments. */
    public static List<Statement> parse(String text, Dialect dialect) throws SqlFailure {
        if (text.length() > TEXT_MAX) {
            throw new SqlFailure(SqlFailure.Kind.TOO_BIG, "statement has " + text.length() + " characters; " + TEXT_MAX + " are the most");
        }
        var words = new Words(text, dialect);
        var statements = new ArrayList<Statement>();
        while (true) {
            while (words.acceptSign(";")) { /* empty statements */ }
            if (words.atEnd()) return statements;
            statements.add(new Parser(words).statement());
            if (!words.atStatementEnd()) throw words.unexpected();
        }
    }

    /** A DEFAULT or a CHECK that was kept as text. */
    static Expression expression(String text, Dialect dialect) throws SqlFailure {
        return new ExpressionParser(new Words(text, dialect)).expression();
    }

    /** Parameters of a statement: the highest number. */
    public static int parameters(String text, Dialect dialect) throws SqlFailure {
        return Lexer.tokens(text, dialect).stream().filter(token -> token.kind() == Token.Kind.PARAMETER)
                .mapToInt(token -> Integer.parseInt(token.text())).max().orElse(0);
    }

    private Statement statement() throws SqlFailure {
        if (!words.isName()) throw words.unexpected();
        if (words.is("SELECT")) return select();
        if (words.accept("INSERT")) return insert(false);
        if (words.dialect == Dialect.MYSQL && words.accept("REPLACE")) return insert(true);
        if (words.accept("UPDATE")) return update();
        if (words.accept("DELETE")) return delete();
        if (words.accept("CREATE")) return create();
        if (words.accept("DROP")) return drop();
        if (words.accept("ALTER")) return alter();
        if (words.accept("TRUNCATE")) return truncate();
        if (words.dialect == Dialect.MYSQL && words.accept("USE")) return new Statement.Use(words.name());
        if (words.accept("SET")) return set();
        var transaction = transaction();
        return transaction != null ? transaction : other();
    }

    private Statement other() throws SqlFailure {
        boolean known = words.dialect == Dialect.MYSQL ? words.is("SHOW") || words.is("DESCRIBE") || words.is("DESC") || words.is("KILL")
                || words.is("FLUSH") || words.is("LOCK") || words.is("UNLOCK")
                : words.is("SHOW") || words.is("RESET") || words.is("DISCARD") || words.is("DEALLOCATE");
        if (!known) throw words.unexpected();
        var taken = new ArrayList<Token>();
        while (!words.atStatementEnd()) taken.add(words.take());
        return new Statement.Other(taken);
    }

    private Statement transaction() throws SqlFailure {
        if (words.accept("BEGIN") || words.accept("START", "TRANSACTION")) {
            if (!words.accept("WORK")) words.accept("TRANSACTION");
            return new Statement.Begin(modes());
        }
        if (words.accept("COMMIT") || words.dialect == Dialect.POSTGRES && words.accept("END")) {
            if (!words.accept("WORK")) words.accept("TRANSACTION");
            if (words.is("AND") || words.is("PREPARED")) throw words.unsupported("COMMIT " + words.peek().text());
            return new Statement.Commit();
        }
        if (words.accept("ROLLBACK") || words.dialect == Dialect.POSTGRES && words.accept("ABORT")) {
            if (!words.accept("WORK")) words.accept("TRANSACTION");
            if (!words.accept("TO")) return new Statement.Rollback();
            words.accept("SAVEPOINT");
            return new Statement.RollbackTo(words.name());
        }
        if (words.accept("SAVEPOINT")) return new Statement.Savepoint(words.name());
        if (words.accept("RELEASE")) {
            words.accept("SAVEPOINT");
            return new Statement.Release(words.name());
        }
        return null;
    }

    /** Isolation levels are taken and mean what this core gives. True for READ ONLY. */
    private boolean modes() throws SqlFailure {
        boolean readOnly = false;
        while (!words.atStatementEnd()) {
            if (words.accept("READ", "ONLY")) readOnly = true;
            else if (!words.accept("READ", "WRITE") && !words.accept("ISOLATION", "LEVEL", "READ", "COMMITTED")
                    && !words.accept("ISOLATION", "LEVEL", "READ", "UNCOMMITTED")
                    && !words.accept("ISOLATION", "LEVEL", "REPEATABLE", "READ") && !words.accept("ISOLATION", "LEVEL", "SERIALIZABLE")
                    && !words.accept("WITH", "CONSISTENT", "SNAPSHOT")
                    && !words.acceptSign(",") && !words.accept("NOT", "DEFERRABLE")
                    && !words.accept("DEFERRABLE")) throw words.unexpected();
        }
        return readOnly;
    }

    private Statement create() throws SqlFailure {
        if (words.accept("TABLE")) return new TableParser(words).table();
        if (words.dialect == Dialect.MYSQL && (words.accept("DATABASE") || words.accept("SCHEMA"))) {
            boolean ifNotExists = words.accept("IF", "NOT", "EXISTS");
            var name = words.name();
            while (!words.atStatementEnd()) words.take();
            return new Statement.CreateDatabase(name, ifNotExists);
        }
        boolean unique = words.accept("UNIQUE");
        if (!words.accept("INDEX")) throw words.unsupported("CREATE " + words.take().text().toUpperCase(Locale.ROOT));
        words.accept("CONCURRENTLY");
        boolean ifNotExists = words.accept("IF", "NOT", "EXISTS");
        var name = words.is("ON") ? null : words.name();
        words.expect("ON");
        var table = words.qualifiedName();
        if (words.accept("USING") && !words.accept("BTREE") && !words.accept("HASH")) {
            throw words.unsupported("an index of another kind than btree");
        }
        var columns = new TableParser(words).keyColumns();
        if (words.is("WHERE") || words.is("INCLUDE")) {
            throw words.unsupported("CREATE INDEX .. " + words.peek().text().toUpperCase(Locale.ROOT));
        }
        return new Statement.CreateIndex(table, new KeyDefinition(name, columns, unique, false), ifNotExists);
    }

    private Statement drop() throws SqlFailure {
        if (words.dialect == Dialect.MYSQL && (words.accept("DATABASE") || words.accept("SCHEMA"))) {
            boolean ifExists = words.accept("IF", "EXISTS");
            return new Statement.DropDatabase(words.name(), ifExists);
        }
        if (words.accept("INDEX")) {
            boolean ifExists = words.accept("IF", "EXISTS");
            var name = words.qualifiedName().name();
            return new Statement.DropIndex(words.accept("ON") ? words.qualifiedName() : null, name, ifExists);
        }
        if (!words.accept("TABLE")) throw words.unsupported("DROP " + words.take().text().toUpperCase(Locale.ROOT));
        boolean ifExists = words.accept("IF", "EXISTS");
        var names = tableNames();
        if (!words.accept("CASCADE")) words.accept("RESTRICT");
        return new Statement.DropTable(names, ifExists);
    }

    private Statement alter() throws SqlFailure {
        words.expect("TABLE");
        words.accept("ONLY");
        var table = words.qualifiedName();
        if (!words.accept("ADD") || words.is("CONSTRAINT") || words.is("PRIMARY") || words.is("UNIQUE") || words.is("INDEX")
                || words.is("FOREIGN") || words.is("KEY")) {
            throw words.unsupported("ALTER TABLE other than ADD COLUMN");
        }
        words.accept("COLUMN");
        boolean ifNotExists = words.accept("IF", "NOT", "EXISTS");
        return new Statement.AddColumn(table, new TableParser(words).column(), ifNotExists);
    }

    private Statement truncate() throws SqlFailure {
        words.accept("TABLE");
        var names = tableNames();
        if (!words.accept("RESTART", "IDENTITY")) words.accept("CONTINUE", "IDENTITY");
        if (!words.accept("CASCADE")) words.accept("RESTRICT");
        return new Statement.Truncate(names);
    }

    private List<Name> tableNames() throws SqlFailure {
        var names = new ArrayList<Name>();
        do names.add(words.qualifiedName()); while (words.acceptSign(","));
        return names;
    }

    private Statement set() throws SqlFailure {
        if (words.dialect == Dialect.MYSQL && words.accept("NAMES")) {
            var charset = words.take().text();
            if (words.accept("COLLATE")) words.take();
            return new Statement.Set(List.of("names"), List.of(new Literal(charset, ColumnType.TEXT, true)));
        }
        if (words.dialect == Dialect.MYSQL && words.is("PASSWORD")) throw words.unsupported("SET PASSWORD");
        if (words.accept("TRANSACTION") || words.accept("SESSION", "TRANSACTION") || words.accept("GLOBAL", "TRANSACTION")
                || words.accept("SESSION", "CHARACTERISTICS", "AS", "TRANSACTION")) {
            modes();
            return new Statement.Set(List.of(), List.of());
        }
        var names = new ArrayList<String>();
        var values = new ArrayList<Expression>();
        do {
            names.add(setting());
            if (!words.acceptSign("=") && !(words.acceptSign(":") && words.acceptSign("=")) && !words.accept("TO")
                    && !names.getLast().equals("timezone")) {
                throw words.unexpected();
            }
            values.add(settingValue());
        } while (words.dialect == Dialect.MYSQL && words.acceptSign(","));
        if (words.dialect == Dialect.POSTGRES) while (words.acceptSign(",")) settingValue();
        return new Statement.Set(names, values);
    }

    private String setting() throws SqlFailure {
        if (words.peek().kind() == Token.Kind.VARIABLE) {
            var name = words.take().text().toLowerCase(Locale.ROOT);
            return name.startsWith("@@") ? name.substring(2).replaceFirst("^(session|global|local|persist)\\.", "") : name;
        }
        if (!words.accept("SESSION") && !words.accept("GLOBAL")) words.accept("LOCAL");
        if (words.accept("TIME", "ZONE")) return "timezone";
        var name = words.name().toLowerCase(Locale.ROOT);
        return words.acceptSign(".") ? name + "." + words.name() : name;
    }

    /** A value, or a bare word that means itself. */
    private Expression settingValue() throws SqlFailure {
        var word = words.peek();
        if (word.kind() == Token.Kind.WORD && (words.peek(1).isSign(",") || words.peek(1).isSign(";")
                || words.peek(1).kind() == Token.Kind.END)) {
            words.take();
            if (word.isWord("DEFAULT")) return new Default();
            return word.isWord("NULL") ? new Literal(null, ColumnType.UNKNOWN, true) : new Literal(word.text(), ColumnType.TEXT, true);
        }
        return new ExpressionParser(words).expression();
    }

    private Select select() throws SqlFailure {
        words.expect("SELECT");
        boolean distinct = words.accept("DISTINCT");
        if (distinct && words.is("ON")) throw words.unsupported("DISTINCT ON");
        if (!distinct) words.accept("ALL");
        var outputs = words.is("FROM") || words.atStatementEnd() ? List.<Output>of() : outputs();
        List<From> from = words.accept("FROM") ? from() : List.of();
        var where = words.accept("WHERE") ? new ExpressionParser(words).expression() : null;
        List<Expression> groupBy = words.accept("GROUP", "BY") ? new ExpressionParser(words).list() : List.of();
        var having = words.accept("HAVING") ? new ExpressionParser(words).expression() : null;
        var orderBy = orderBy();
        Expression limit = null;
        Expression offset = null;
        while (words.is("LIMIT") || words.is("OFFSET")) {
            if (words.accept("OFFSET")) {
                offset = new ExpressionParser(words).expression();
                if (!words.accept("ROWS")) words.accept("ROW");
                continue;
            }
            words.take();
            limit = words.accept("ALL") ? null : new ExpressionParser(words).expression();
            if (words.dialect == Dialect.MYSQL && words.acceptSign(",")) {
                offset = limit;
                limit = new ExpressionParser(words).expression();
            }
        }
        boolean forUpdate = false;
        if (words.accept("FOR")) {
            if (!words.accept("UPDATE") && !words.accept("SHARE")) throw words.unexpected();
            forUpdate = true;
        } else if (words.accept("LOCK", "IN", "SHARE", "MODE")) forUpdate = true;
        return new Select(distinct, outputs, from, where, groupBy, having, orderBy, limit, offset, forUpdate);
    }

    private List<Output> outputs() throws SqlFailure {
        var outputs = new ArrayList<Output>();
        do {
            if (words.acceptSign("*")) {
                outputs.add(new Output(null, null, true, null, "*"));
            } else if (words.isName() && words.peek(1).isSign(".") && words.peek(2).isSign("*")) {
                var table = words.name();
                words.take();
                words.take();
                outputs.add(new Output(null, null, true, table, "*"));
            } else {
                var start = words.peek();
                var value = new ExpressionParser(words).expression();
                outputs.add(new Output(value, alias(), false, null, words.textSince(start)));
            }
        } while (words.acceptSign(","));
        return outputs;
    }

    private String alias() throws SqlFailure {
        if (words.accept("AS")) return words.peek().kind() == Token.Kind.STRING ? words.take().text() : words.name();
        return words.isName() && !ExpressionParser.isReserved(words.peek()) && !words.is("LOCK") ? words.name() : null;
    }

    private List<From> from() throws SqlFailure {
        var from = new ArrayList<From>();
        from.add(source(false, false));
        while (true) {
            if (words.acceptSign(",") || words.accept("CROSS", "JOIN")) from.add(source(false, false));
            else if (words.accept("JOIN") || words.accept("INNER", "JOIN")) from.add(source(false, true));
            else if (words.accept("LEFT", "JOIN") || words.accept("LEFT", "OUTER", "JOIN")) from.add(source(true, true));
            else return from;
        }
    }

    private From source(boolean left, boolean joined) throws SqlFailure {
        Name table = null;
        Select inner = null;
        if (words.acceptSign("(")) {
            words.deeper();
            inner = select();
            words.shallower();
            words.expectSign(")");
        } else {
            words.accept("ONLY");
            table = words.qualifiedName();
            if (words.peek().isSign("(")) throw words.unsupported("a function in FROM");
        }
        var alias = alias();
        if (alias == null && table == null) throw new SqlFailure(SqlFailure.Kind.SYNTAX, "a SELECT in FROM must have an alias");
        if (alias == null) alias = table.name();
        if (!joined) return new From(table, inner, alias, left, null);
        words.expect("ON");
        return new From(table, inner, alias, left, new ExpressionParser(words).expression());
    }

    private List<Order> orderBy() throws SqlFailure {
        if (!words.accept("ORDER", "BY")) return List.of();
        var orders = new ArrayList<Order>();
        do {
            var value = new ExpressionParser(words).expression();
            boolean descending = !words.accept("ASC") && words.accept("DESC");
            orders.add(new Order(value, descending, nullsFirst()));
        } while (words.acceptSign(","));
        return orders;
    }

    /** Null: as the dialect has it. */
    private Boolean nullsFirst() throws SqlFailure {
        if (words.accept("NULLS", "FIRST")) return true;
        return words.accept("NULLS", "LAST") ? false : null;
    }

    private Statement insert(boolean replace) throws SqlFailure {
        boolean ignore = words.dialect == Dialect.MYSQL && words.accept("IGNORE");
        words.accept("INTO");
        var table = words.qualifiedName();
        var alias = words.accept("AS") ? words.name() : table.name();
        List<String> columns = words.peek().isSign("(") ? words.names() : List.of();
        List<List<Expression>> rows = new ArrayList<>();
        Select source = null;
        if (words.accept("DEFAULT", "VALUES")) rows.add(List.of());
        else if (words.is("SELECT")) source = select();
        else if (words.dialect == Dialect.MYSQL && words.accept("SET")) {
            var assignments = assignments();
            columns = assignments.stream().map(Assignment::column).toList();
            rows.add(assignments.stream().map(Assignment::value).toList());
        } else {
            if (!words.accept("VALUES") && !words.accept("VALUE")) throw words.unexpected();
            do {
                words.expectSign("(");
                rows.add(words.peek().isSign(")") ? List.of() : new ExpressionParser(words).list());
                words.expectSign(")");
            } while (words.acceptSign(","));
        }
        Conflict conflict;
        if (replace) conflict = new Conflict(Action.REPLACE, List.of(), List.of(), null);
        else conflict = ignore ? new Conflict(Action.SKIP, List.of(), List.of(), null) : conflict();
        return new Statement.Insert(table, alias, columns, rows, source, conflict, returning());
    }

    private Conflict conflict() throws SqlFailure {
        if (words.dialect == Dialect.MYSQL) {
            if (!words.accept("ON", "DUPLICATE", "KEY", "UPDATE")) return Conflict.FAIL;
            return new Conflict(Action.UPDATE, List.of(), assignments(), null);
        }
        if (!words.accept("ON", "CONFLICT")) return Conflict.FAIL;
        if (words.is("ON")) throw words.unsupported("ON CONFLICT ON CONSTRAINT");
        List<String> columns = words.peek().isSign("(") ? words.names() : List.of();
        words.expect("DO");
        if (words.accept("NOTHING")) return new Conflict(Action.SKIP, columns, List.of(), null);
        words.expect("UPDATE", "SET");
        var assignments = assignments();
        return new Conflict(Action.UPDATE, columns, assignments, words.accept("WHERE") ? new ExpressionParser(words).expression() : null);
    }

    private List<Output> returning() throws SqlFailure {
        return words.accept("RETURNING") ? outputs() : List.of();
    }

    private List<Assignment> assignments() throws SqlFailure {
        var assignments = new ArrayList<Assignment>();
        do {
            if (words.peek().isSign("(")) throw words.unsupported("SET (a, b) = (..)");
            var column = words.name();
            if (words.acceptSign(".")) column = words.name();
            words.expectSign("=");
            assignments.add(new Assignment(column, new ExpressionParser(words).expression()));
        } while (words.acceptSign(","));
        return assignments;
    }

    private Statement update() throws SqlFailure {
        words.accept("ONLY");
        var table = words.qualifiedName();
        var alias = words.is("SET") ? table.name() : alias();
        words.expect("SET");
        var assignments = assignments();
        if (words.is("FROM")) throw words.unsupported("UPDATE .. FROM");
        var where = words.accept("WHERE") ? new ExpressionParser(words).expression() : null;
        var orderBy = orderBy();
        var limit = words.dialect == Dialect.MYSQL && words.accept("LIMIT") ? new ExpressionParser(words).expression() : null;
        return new Statement.Update(new Statement.Target(table, alias, where, orderBy, limit, returning()), assignments);
    }

    private Statement delete() throws SqlFailure {
        words.expect("FROM");
        words.accept("ONLY");
        var table = words.qualifiedName();
        var named = alias();
        var where = words.accept("WHERE") ? new ExpressionParser(words).expression() : null;
        var orderBy = orderBy();
        var limit = words.dialect == Dialect.MYSQL && words.accept("LIMIT") ? new ExpressionParser(words).expression() : null;
        var alias = named == null ? table.name() : named;
        return new Statement.Delete(new Statement.Target(table, alias, where, orderBy, limit, returning()));
    }
}
