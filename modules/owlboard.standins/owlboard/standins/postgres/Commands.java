package owlboard.standins.postgres;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import owlboard.clients.postgres.wire.MessageStream;
import owlboard.clients.postgres.wire.MessageWriter;
import owlboard.standins.sql.ColumnType;
import owlboard.standins.sql.Dialect;
import owlboard.standins.sql.Expression;
import owlboard.standins.sql.Parameters;
import owlboard.standins.sql.Result;
import owlboard.standins.sql.Session;
import owlboard.standins.sql.SqlFailure;
import owlboard.standins.sql.Statement;
import owlboard.standins.sql.Values;

/** Runs statements: SET, SHOW, RESET, DISCARD, DEALLOCATE here, the rest in the core. */
final class Commands {
    private final Session session;
    private final Settings settings;
    private final MessageStream messages;
    private final Consumer<String> deallocate;
    private final Runnable deallocateAll;

    Commands(Session session, Settings settings, MessageStream messages, Consumer<String> deallocate, Runnable deallocateAll) {
        this.session = session;
        this.settings = settings;
        this.messages = messages;
        this.deallocate = deallocate;
        this.deallocateAll = deallocateAll;
    }

    Result run(Statement statement, Parameters parameters) throws SqlFailure, IOException {
        boolean ours = statement instanceof Statement.Set || statement instanceof Statement.Other;
        if (!ours || session.isFailed()) return session.execute(statement, parameters);
        return statement instanceof Statement.Set set ? set(set) : other((Statement.Other) statement);
    }

    /** The columns that a statement will give. */
    List<Result.Column> describe(Statement statement, Parameters parameters) throws SqlFailure {
        return statement instanceof Statement.Other other && other.word(0).equals("show") ? show(other).columns()
                : session.describe(statement, parameters);
    }

    private Result set(Statement.Set set) throws SqlFailure, IOException {
        for (int i = 0; i < set.names().size(); i++) {
            var value = set.values().get(i) instanceof Expression.Default ? null : session.value(set.values().get(i));
            change(set.names().get(i), value == null ? null : Values.show(value, ColumnType.TEXT, Dialect.POSTGRES));
        }
        return new Result.Done(Result.Verb.SET, null);
    }

    private void change(String name, String value) throws SqlFailure, IOException {
        var reported = settings.set(name, value);
        if (reported != null) messages.write(new MessageWriter('S').text(reported).text(settings.get(reported)));
    }

    private Result other(Statement.Other other) throws SqlFailure, IOException {
        switch (other.word(0)) {
            case "show" -> {
                return show(other);
            }
            case "reset" -> {
                if (other.word(1).equals("all")) settings.reset();
                else change(name(other, 1), null);
            }
            case "discard" -> {
                if (session.isOpen()) throw new SqlFailure(SqlFailure.Kind.UNSUPPORTED, "DISCARD cannot run inside a transaction block");
                settings.reset();
                deallocateAll.run();
            }
            default -> {
                int at = other.word(1).equals("prepare") ? 2 : 1;
                if (other.word(at).equals("all")) deallocateAll.run();
                else deallocate.accept(other.text(at));
            }
        }
        return new Result.Done(Result.Verb.OTHER, null);
    }

    private static String name(Statement.Other other, int at) {
        if (other.word(at).equals("time") && other.word(at + 1).equals("zone")) return "TimeZone";
        if (other.word(at).equals("transaction") && other.word(at + 1).equals("isolation")) return "transaction_isolation";
        return other.text(at + 1).equals(".") ? other.text(at) + "." + other.text(at + 2) : other.text(at);
    }

    private Result.Rows show(Statement.Other other) throws SqlFailure {
        if (!other.word(1).equals("all")) {
            var name = name(other, 1);
            return rows(List.of(name), List.<Object[]>of(new Object[] {settings.get(name)}));
        }
        var rows = new ArrayList<Object[]>();
        settings.all().forEach((name, value) -> rows.add(new Object[] {name, value, ""}));
        return rows(List.of("name", "setting", "description"), rows);
    }

    private static Result.Rows rows(List<String> columns, List<Object[]> rows) {
        return new Result.Rows(columns.stream().map(name -> new Result.Column(name, ColumnType.TEXT, null, 0)).toList(), rows, -1,
                Result.Verb.OTHER);
    }
}
