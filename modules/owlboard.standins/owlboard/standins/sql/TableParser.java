package owlboard.standins.sql;

import java.util.ArrayList;
import java.util.List;
import owlboard.standins.sql.Statement.ColumnDefinition;
import owlboard.standins.sql.Statement.CreateTable;
import owlboard.standins.sql.Statement.KeyDefinition;

/** CREATE TABLE, behind those two words. MySQL: 13.1.20; PostgreSQL: CREATE TABLE. */
final class TableParser {
    private final Words words;
    private final List<ColumnDefinition> columns = new ArrayList<>();
    private final List<KeyDefinition> keys = new ArrayList<>();
    private final List<String> checks = new ArrayList<>();

    TableParser(Words words) {
        this.words = words;
    }

    CreateTable table() throws SqlFailure {
        boolean ifNotExists = words.accept("IF", "NOT", "EXISTS");
        var name = words.qualifiedName();
        if (words.is("LIKE") || words.is("AS") || words.is("SELECT")) throw words.unsupported("CREATE TABLE .. " + words.take().text());
        words.expectSign("(");
        do element(); while (words.acceptSign(","));
        words.expectSign(")");
        if (words.dialect == Dialect.MYSQL) options();
        return new CreateTable(name, List.copyOf(columns), List.copyOf(keys), List.copyOf(checks), ifNotExists);
    }

    /** Null where none is given. */
    private String constraintName() throws SqlFailure {
        boolean none = words.is("CHECK") || words.is("PRIMARY") || words.is("UNIQUE") || words.is("FOREIGN");
        return none ? null : words.name();
    }

    private void element() throws SqlFailure {
        var name = words.accept("CONSTRAINT") ? constraintName() : null;
        if (words.accept("PRIMARY", "KEY")) {
            method();
            keys.add(new KeyDefinition(name, keyColumns(), true, true));
        } else if (words.is("UNIQUE") && !words.peek(1).isSign(",")) {
            words.take();
            if (!words.accept("KEY")) words.accept("INDEX");
            if (words.isName() && !words.is("USING")) name = words.name();
            method();
            keys.add(new KeyDefinition(name, keyColumns(), true, false));
        } else if (words.dialect == Dialect.MYSQL && (words.is("KEY") || words.is("INDEX"))
                && (words.peek(1).isSign("(") || words.peek(2).isSign("("))) {
            words.take();
            if (words.isName()) name = words.name();
            keys.add(new KeyDefinition(name, keyColumns(), false, false));
        } else if (words.accept("CHECK")) {
            checks.add(check());
        } else if (words.is("FOREIGN") || words.is("EXCLUDE") || words.is("FULLTEXT")) {
            throw words.unsupported(words.take().text().toUpperCase() + " in CREATE TABLE");
        } else {
            columns.add(column());
        }
        if (words.accept("USING")) words.name();
    }

    private void method() throws SqlFailure {
        if (words.accept("USING")) words.name();
    }

    /** Prefix lengths and directions of a key say how it is kept, not what it means; a prefix of a UNIQUE key would, and is refused. */
    List<String> keyColumns() throws SqlFailure {
        words.expectSign("(");
        var names = new ArrayList<String>();
        do {
            names.add(words.name());
            if (words.peek().isSign("(")) throw words.unsupported("a key of an expression or of a prefix");
            if (!words.accept("ASC")) words.accept("DESC");
        } while (words.acceptSign(","));
        words.expectSign(")");
        return names;
    }

    private String check() throws SqlFailure {
        words.expectSign("(");
        var start = words.peek();
        new ExpressionParser(words).expression();
        var text = words.textSince(start);
        words.expectSign(")");
        return text;
    }

    ColumnDefinition column() throws SqlFailure {
        var name = words.name();
        var named = new TypeParser(words).named();
        var type = named.type();
        boolean auto = named.auto();
        boolean notNull = auto;
        boolean touch = false;
        String preset = null;
        while (true) {
            if (words.accept("NOT", "NULL")) notNull = true;
            else if (words.accept("NULL")) notNull = auto;
            else if (words.accept("DEFAULT")) preset = preset();
            else if (words.dialect == Dialect.MYSQL && (words.accept("AUTO_INCREMENT"))) auto = notNull = true;
            else if (words.accept("GENERATED")) {
                if (!words.accept("ALWAYS")) words.expect("BY", "DEFAULT");
                words.expect("AS");
                if (!words.accept("IDENTITY")) throw words.unsupported("a generated column");
                if (words.peek().isSign("(")) throw words.unsupported("options of IDENTITY");
                auto = notNull = true;
            } else if (words.accept("PRIMARY", "KEY") || words.dialect == Dialect.MYSQL && words.accept("KEY")) {
                notNull = true;
                keys.add(new KeyDefinition(null, List.of(name), true, true));
            } else if (words.accept("UNIQUE")) {
                words.accept("KEY");
                keys.add(new KeyDefinition(null, List.of(name), true, false));
            } else if (words.accept("CONSTRAINT")) words.name();
            else if (words.accept("CHECK")) checks.add(check());
            else if (words.accept("COMMENT")) words.take();
            else if (words.accept("COLLATE")) type = TypeParser.collated(type, words.name());
            else if (words.accept("CHARACTER", "SET")) words.name();
            else if (words.accept("ON", "UPDATE")) {
                now();
                touch = true;
            } else if (words.is("REFERENCES")) throw words.unsupported("REFERENCES (foreign keys)");
            else return new ColumnDefinition(name, type, notNull, preset, auto, touch);
        }
    }

    private void now() throws SqlFailure {
        if (!words.accept("CURRENT_TIMESTAMP") && !words.accept("NOW")) throw words.unexpected();
        if (words.acceptSign("(") && !words.acceptSign(")")) {
            words.number();
            words.expectSign(")");
        }
    }

    /** The text, to be computed when a row comes without the column. */
    private String preset() throws SqlFailure {
        var start = words.peek();
        new ExpressionParser(words).operand();
        return words.textSince(start);
    }

    private void options() throws SqlFailure {
        while (!words.atStatementEnd()) {
            if (words.accept("COLLATE") || words.accept("DEFAULT", "COLLATE")) {
                words.acceptSign("=");
                var collation = words.name();
                columns.replaceAll(column -> !column.type().kind().isString() ? column
                        : new ColumnDefinition(column.name(), TypeParser.collated(column.type(), collation), column.notNull(),
                        column.preset(), column.auto(), column.touch()));
            } else if (words.accept("ENGINE") || words.accept("DEFAULT", "CHARSET") || words.accept("CHARSET")
                    || words.accept("DEFAULT", "CHARACTER", "SET") || words.accept("CHARACTER", "SET")
                    || words.accept("AUTO_INCREMENT") || words.accept("COMMENT") || words.accept("ROW_FORMAT")) {
                words.acceptSign("=");
                words.take();
            } else if (!words.acceptSign(",")) throw words.unexpected();
        }
    }
}
