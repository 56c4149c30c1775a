package owlboard.standins.mysql;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import owlboard.clients.mysql.wire.ColumnPacket;
import owlboard.clients.mysql.wire.FieldType;
import owlboard.clients.mysql.wire.FieldValue;
import owlboard.clients.mysql.wire.PacketStream;
import owlboard.clients.mysql.wire.PacketWriter;
import owlboard.clients.mysql.wire.Reply;
import owlboard.standins.sql.ColumnType;
import owlboard.standins.sql.Dialect;
import owlboard.standins.sql.Result;
import owlboard.standins.sql.Values;

/** Results on the wire: the columns, the rows as text or in binary. */
final class Answers {
    private final PacketStream packets;

    Answers(PacketStream packets) {
        this.packets = packets;
    }

    static ColumnPacket column(Result.Column column) {
        var table = column.table();
        var type = column.type();
        var schema = table == null ? "" : table.name().schema();
        var name = table == null ? "" : table.name().name();
        var original = table == null ? "" : table.columns().get(column.position()).name();
        int number = typeOf(type);
        boolean text = type.kind().name().matches("CHAR|VARCHAR|TEXT|UUID|UNKNOWN");
        int flags = flags(column) | (text ? 0 : ColumnPacket.BINARY) | (type.unsigned() ? ColumnPacket.UNSIGNED : 0);
        return new ColumnPacket(schema, name, column.name(), original, text ? ColumnPacket.UTF8 : ColumnPacket.BINARY_CHARSET,
                length(type), number, flags, decimals(type));
    }

    private static int flags(Result.Column column) {
        if (column.table() == null) return 0;
        var definition = column.table().columns().get(column.position());
        int flags = (definition.notNull() ? ColumnPacket.NOT_NULL : 0) | (definition.auto() ? ColumnPacket.AUTO_INCREMENT : 0);
        return switch (Shows.key(column.table(), definition.name())) {
            case "PRI" -> flags | ColumnPacket.PRIMARY_KEY;
            case "UNI" -> flags | ColumnPacket.UNIQUE_KEY;
            default -> flags;
        };
    }

    private static int typeOf(ColumnType type) {
        return switch (type.kind()) {
            case BOOLEAN, TINYINT -> FieldType.TINY;
            case SMALLINT -> FieldType.SHORT;
            case INTEGER -> FieldType.LONG;
            case BIGINT -> FieldType.LONGLONG;
            case REAL -> FieldType.FLOAT;
            case DOUBLE -> FieldType.DOUBLE;
            case DECIMAL -> FieldType.NEWDECIMAL;
            case CHAR, UUID -> FieldType.STRING;
            case TEXT, BYTES -> FieldType.BLOB;
            case DATE -> FieldType.DATE;
            case TIME -> FieldType.TIME_OF_DAY;
            case TIMESTAMP, TIMESTAMPTZ -> FieldType.DATETIME;
            case JSON -> FieldType.JSON;
            case VARCHAR, UNKNOWN -> FieldType.VAR_STRING;
        };
    }

    private static long length(ColumnType type) {
        return switch (type.kind()) {
            case BOOLEAN, TINYINT -> type.length() == 1 ? 1 : 4;
            case SMALLINT -> 6;
            case INTEGER -> 11;
            case BIGINT -> 20;
            case REAL -> 12;
            case DOUBLE -> 22;
            case DECIMAL -> type.length() < 0 ? 65 : type.length() + 2;
            case CHAR, VARCHAR -> type.length() < 0 ? 65535 : 4L * type.length();
            case DATE -> 10;
            case TIME -> 10 + Math.max(0, type.length());
            case TIMESTAMP, TIMESTAMPTZ -> 19 + (type.length() > 0 ? 1 + type.length() : 0);
            case UUID -> 36 * 4;
            default -> 16 << 20;
        };
    }

    private static int decimals(ColumnType type) {
        return switch (type.kind()) {
            case DECIMAL -> Math.max(0, type.scale());
            case REAL, DOUBLE -> 31;
            case TIME, TIMESTAMP -> Math.max(0, type.length());
            default -> 0;
        };
    }

    /** Columns and the end of them. */
    void columns(List<ColumnPacket> columns, int status) throws IOException {
        for (var column : columns) packets.write(column.encode());
        packets.write(new Reply.Eof(0, status).encode());
    }

    void rows(Result.Rows result, boolean binary, int status) throws IOException {
        var columns = result.columns().stream().map(Answers::column).toList();
        packets.write(new PacketWriter().lengthEncoded(columns.size()));
        columns(columns, status & ~Reply.MORE_RESULTS);
        for (var row : result.rows()) packets.write(binary ? binary(row, columns) : text(row, result.columns()));
        packets.write(new Reply.Eof(0, status).encode());
    }

    private static PacketWriter text(Object[] row, List<Result.Column> columns) {
        var out = new PacketWriter();
        for (int i = 0; i < row.length; i++) {
            if (row[i] == null) {
                out.u8(0xfb);
            } else {
                out.lengthEncodedBytes(row[i] instanceof byte[] bytes ? bytes : Values.show(row[i], columns.get(i).type(), Dialect.MYSQL)
                        .getBytes(StandardCharsets.UTF_8));
            }
        }
        return out;
    }

    private static PacketWriter binary(Object[] row, List<ColumnPacket> columns) {
        var nulls = new byte[(row.length + 9) / 8];
        for (int i = 0; i < row.length; i++) if (row[i] == null) nulls[(i + 2) / 8] |= (byte) (1 << (i + 2) % 8);
        var out = new PacketWriter().u8(0).bytes(nulls);
        for (int i = 0; i < row.length; i++) {
            if (row[i] == null) continue;
            boolean text = columns.get(i).type() >= FieldType.JSON && columns.get(i).type() != FieldType.NEWDECIMAL;
            FieldValue.write(out, text && !(row[i] instanceof byte[]) ? Values.show(row[i], ColumnType.TEXT, Dialect.MYSQL) : row[i],
                    columns.get(i).type());
        }
        return out;
    }
}
