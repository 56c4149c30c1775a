package owlboard.standins.sql;

import java.util.ArrayList;
import java.util.List;
import owlboard.standins.sql.Compiled.Node;
import owlboard.standins.sql.Result.Column;
import owlboard.standins.sql.SqlFailure.Kind;
import owlboard.standins.sql.Statement.Output;

/** The columns that a SELECT or a RETURNING gives. */
final class Outputs {
    final List<Column> columns = new ArrayList<>();
    private final List<Node> nodes = new ArrayList<>();

    Outputs(List<Output> outputs, Compiler compiler) throws SqlFailure {
        for (var output : outputs) {
            if (!output.star()) single(output, compiler);
            else if (output.table() != null) all(compiler.scope.source(output.table()));
            else {
                if (compiler.scope.sources.isEmpty()) throw new SqlFailure(Kind.SYNTAX, "SELECT * with no tables specified is not valid");
                for (var source : compiler.scope.sources) if (!source.alias().equals("excluded")) all(source);
            }
        }
    }

    private void single(Output output, Compiler compiler) throws SqlFailure {
        var compiled = compiler.compile(output.value());
        nodes.add(compiled.node());
        if (output.value() instanceof Expression.Column(var table, var name)) {
            var slot = compiler.scope.slot(table, name);
            var definition = slot.source().definition();
            columns.add(new Column(output.alias() != null ? output.alias() : definition.columns().get(slot.position()).name(), slot.type(),
                    definition, slot.position()));
        } else columns.add(new Column(output.alias() != null ? output.alias() : name(output, compiler.dialect), compiled.type(), null, 0));
    }

    /** MySQL names a column by its text, PostgreSQL by its function. */
    private static String name(Output output, Dialect dialect) {
        if (dialect == Dialect.MYSQL) {
            return output.value() instanceof Expression.Literal(String text, var type, var loose) ? text : output.text();
        }
        return switch (output.value()) {
            case Expression.Call call -> call.name();
            case Expression.Cast(Expression.Column(var table, var name), var type) -> name;
            case Expression.Cast(var operand, var type) -> type.kind().name().toLowerCase();
            case Expression.Case ignored -> "case";
            default -> "?column?";
        };
    }

    private void all(Scope.Source source) {
        for (int i = 0; i < source.definition().columns().size(); i++) {
            var column = source.definition().columns().get(i);
            int place = source.offset() + i;
            columns.add(new Column(column.name(), column.type(), source.definition(), i));
            nodes.add(row -> row[place]);
        }
    }

    Object[] of(Object[] row) throws SqlFailure {
        var values = new Object[nodes.size()];
        for (int i = 0; i < values.length; i++) values[i] = nodes.get(i).of(row);
        return values;
    }

    Node node(int column) {
        return nodes.get(column);
    }
}
