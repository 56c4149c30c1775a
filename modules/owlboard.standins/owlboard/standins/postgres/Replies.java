package owlboard.standins.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import owlboard.clients.postgres.wire.Field;
import owlboard.clients.postgres.wire.MessageStream;
import owlboard.clients.postgres.wire.MessageWriter;
import owlboard.clients.postgres.wire.Notice;
import owlboard.clients.postgres.wire.Oid;
import owlboard.standins.sql.ColumnType;
import owlboard.standins.sql.Dialect;
import owlboard.standins.sql.Result;
import owlboard.standins.sql.Values;

/** Results on the wire. */
final class Replies {
    private Replies() {}

    static void description(MessageStream messages, List<Result.Column> columns, boolean[] binary) throws IOException {
        var out = new MessageWriter('T').i16(columns.size());
        for (int i = 0; i < binary.length; i++) {
            var column = columns.get(i);
            int type = Types.of(column.type());
            new Field(column.name(), type, Oid.size(type), detail(column.type()), binary[i]).encode(out);
        }
        messages.write(out);
    }

    private static int detail(ColumnType type) {
        return switch (type.kind()) {
            case CHAR, VARCHAR -> type.length() < 0 ? -1 : type.length() + 4;
            case DECIMAL -> type.length() < 0 ? -1 : (type.length() << 16 | type.scale()) + 4;
            default -> -1;
        };
    }

    /** At most so many rows; the number of the first that is left. */
    static int rows(MessageStream messages, Result.Rows result, int from, int most, boolean[] binary) throws IOException {
        int end = (int) Math.min(result.rows().size(), (long) from + most);
        for (int i = from; i < end; i++) messages.write(row(result.rows().get(i), result.columns(), binary));
        return end;
    }

    private static MessageWriter row(Object[] row, List<Result.Column> columns, boolean[] binary) {
        var out = new MessageWriter('D').i16(row.length);
        for (int i = 0; i < row.length; i++) {
            var type = columns.get(i).type();
            out.sized(value(row[i], type, binary[i]));
        }
        return out;
    }

    private static byte[] value(Object value, ColumnType type, boolean binary) {
        if (value == null) return null;
        return binary ? BinaryValue.write(value, Types.of(type))
                : Values.show(value, type, Dialect.POSTGRES).getBytes(StandardCharsets.UTF_8);
    }

    /** CommandComplete, with the notice that goes before it. {@code rows}: of the result that were sent. */
    static void complete(MessageStream messages, Result result, int rows) throws IOException {
        if (result instanceof Result.Done(var verb, var noted) && noted != null) {
            messages.write(new Notice("NOTICE", "00000", noted, "").encode('N'));
        }
        messages.write(new MessageWriter('C').text(switch (result) {
            case Result.Rows(var columns, var all, var changed, var verb) -> switch (verb) {
                case INSERT -> "INSERT 0 " + changed;
                case UPDATE, DELETE -> verb + " " + changed;
                case OTHER -> "SHOW";
                default -> "SELECT " + rows;
            };
            case Result.Changed(var verb, var matched, var changed, var firstId) -> verb == Result.Verb.INSERT ? "INSERT 0 " + changed
                    : verb + " " + matched;
            case Result.Done(var verb, var noted) -> switch (verb) {
                case TRUNCATE -> "TRUNCATE TABLE";
                case OTHER -> "RESET";
                default -> verb.name().replace('_', ' ');
            };
        }));
    }
}
