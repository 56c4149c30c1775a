package owlboard.standins.sql;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import owlboard.standins.sql.Statement.ColumnDefinition;
import owlboard.standins.sql.Statement.KeyDefinition;
import owlboard.standins.sql.Statement.Name;

/** A journal record: the changes of one transaction, each a letter and its fields. */
final class Changes {
    private Changes() {}

    /** Writes changes one behind the other, so that a record's size can be watched. */
    static final class Writer {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        private final DataOutputStream out = new DataOutputStream(bytes);

        int size() {
            return bytes.size();
        }

        byte[] record() {
            return bytes.toByteArray();
        }

        void write(Change change) throws IOException {
            switch (change) {
                case Change.Create(var table, var nextAuto) -> {
                    out.writeByte('C');
                    write(table);
                    out.writeLong(nextAuto);
                }
                case Change.Drop(var table) -> named('D', table);
                case Change.Put(var table, var number, var row) -> {
                    named('P', table);
                    out.writeLong(number);
                    out.writeShort(row.length);
                    for (var value : row) value(value);
                }
                case Change.Remove(var table, var number) -> {
                    named('R', table);
                    out.writeLong(number);
                }
                case Change.AddKey(var table, var key) -> {
                    named('K', table);
                    write(key);
                }
                case Change.DropKey(var table, var key) -> {
                    named('k', table);
                    text(key);
                }
                case Change.AddColumn(var table, var column, var value) -> {
                    named('A', table);
                    write(column);
                    value(value);
                }
                case Change.AddSchema(var name) -> {
                    out.writeByte('S');
                    text(name);
                }
                case Change.DropSchema(var name) -> {
                    out.writeByte('s');
                    text(name);
                }
            }
        }

        private void named(char letter, Name name) throws IOException {
            out.writeByte(letter);
            text(name.schema());
            text(name.name());
        }

        private void text(String text) throws IOException {
            var utf8 = text.getBytes(StandardCharsets.UTF_8);
            out.writeInt(utf8.length);
            out.write(utf8);
        }

        private void write(TableDefinition table) throws IOException {
            text(table.name().schema());
            text(table.name().name());
            out.writeShort(table.columns().size());
            for (var column : table.columns()) write(column);
            out.writeShort(table.keys().size());
            for (var key : table.keys()) write(key);
            out.writeShort(table.checks().size());
            for (var check : table.checks()) text(check);
        }

        private void write(ColumnDefinition column) throws IOException {
            var type = column.type();
            text(column.name());
            text(type.kind().name());
            out.writeInt(type.length());
            out.writeInt(type.scale());
            out.writeByte((type.unsigned() ? 1 : 0) | (type.exact() ? 2 : 0) | (column.notNull() ? 4 : 0) | (column.auto() ? 8
                    : 0) | (column.touch() ? 16 : 0) | (column.preset() != null ? 32 : 0));
            if (column.preset() != null) text(column.preset());
        }

        private void write(KeyDefinition key) throws IOException {
            text(key.name());
            out.writeByte((key.unique() ? 1 : 0) | (key.primary() ? 2 : 0));
            out.writeShort(key.columns().size());
            for (var column : key.columns()) text(column);
        }

        private void value(Object value) throws IOException {
            switch (value) {
                case null -> out.writeByte('0');
                case Boolean is -> out.writeByte(is ? 't' : 'f');
                case Long number -> {
                    out.writeByte('L');
                    out.writeLong(number);
                }
                case Double number -> {
                    out.writeByte('F');
                    out.writeDouble(number);
                }
                case BigDecimal number -> {
                    out.writeByte('N');
                    out.writeInt(number.scale());
                    bytes(number.unscaledValue().toByteArray());
                }
                case String text -> {
                    out.writeByte('S');
                    text(text);
                }
                case byte[] content -> {
                    out.writeByte('B');
                    bytes(content);
                }
                case LocalDate date -> {
                    out.writeByte('d');
                    out.writeLong(date.toEpochDay());
                }
                case LocalTime time -> {
                    out.writeByte('h');
                    out.writeLong(time.toNanoOfDay());
                }
                case LocalDateTime at -> {
                    out.writeByte('z');
                    instant(at);
                }
                case OffsetDateTime at -> {
                    out.writeByte('Z');
                    instant(at.withOffsetSameInstant(ZoneOffset.UTC).toLocalDateTime());
                }
                case UUID id -> {
                    out.writeByte('U');
                    out.writeLong(id.getMostSignificantBits());
                    out.writeLong(id.getLeastSignificantBits());
                }
                default -> throw new IOException("a value of " + value.getClass() + " has no form in the journal");
            }
        }

        private void bytes(byte[] content) throws IOException {
            out.writeInt(content.length);
            out.write(content);
        }

        private void instant(LocalDateTime at) throws IOException {
            out.writeLong(at.toEpochSecond(ZoneOffset.UTC));
            out.writeInt(at.getNano());
        }
    }

    static List<Change> read(byte[] record) throws IOException {
        var reader = new Reader(new DataInputStream(new ByteArrayInputStream(record)));
        var changes = new ArrayList<Change>();
        while (reader.in.available() > 0) changes.add(reader.change());
        return changes;
    }

    private record Reader(DataInputStream in) {
        Change change() throws IOException {
            char letter = (char) in.readUnsignedByte();
            return switch (letter) {
                case 'C' -> new Change.Create(table(), in.readLong());
                case 'D' -> new Change.Drop(name());
                case 'P' -> new Change.Put(name(), in.readLong(), row());
                case 'R' -> new Change.Remove(name(), in.readLong());
                case 'K' -> new Change.AddKey(name(), key());
                case 'k' -> new Change.DropKey(name(), text());
                case 'A' -> new Change.AddColumn(name(), column(), value());
                case 'S' -> new Change.AddSchema(text());
                case 's' -> new Change.DropSchema(text());
                default -> throw new IOException("the journal has a change '" + letter
                        + "' that this version does not know; start the version that wrote it");
            };
        }

        private Name name() throws IOException {
            return new Name(text(), text());
        }

        private byte[] bytes() throws IOException {
            int length = in.readInt();
            var bytes = in.readNBytes(length);
            if (bytes.length != length) throw new IOException("a journal record ends early");
            return bytes;
        }

        private String text() throws IOException {
            return new String(bytes(), StandardCharsets.UTF_8);
        }

        private TableDefinition table() throws IOException {
            var name = name();
            var columns = new ArrayList<ColumnDefinition>();
            for (int left = in.readUnsignedShort(); left > 0; left--) columns.add(column());
            var keys = new ArrayList<KeyDefinition>();
            for (int left = in.readUnsignedShort(); left > 0; left--) keys.add(key());
            var checks = new ArrayList<String>();
            for (int left = in.readUnsignedShort(); left > 0; left--) checks.add(text());
            return new TableDefinition(name, columns, keys, checks);
        }

        private ColumnDefinition column() throws IOException {
            var name = text();
            var kind = ColumnType.Kind.valueOf(text());
            int size = in.readInt();
            int scale = in.readInt();
            int flags = in.readUnsignedByte();
            var type = new ColumnType(kind, size, scale, (flags & 1) != 0, (flags & 2) != 0);
            return new ColumnDefinition(name, type, (flags & 4) != 0, (flags & 32) != 0 ? text() : null, (flags & 8) != 0,
                    (flags & 16) != 0);
        }

        private KeyDefinition key() throws IOException {
            var name = text();
            int flags = in.readUnsignedByte();
            var columns = new ArrayList<String>();
            for (int left = in.readUnsignedShort(); left > 0; left--) columns.add(text());
            return new KeyDefinition(name, columns, (flags & 1) != 0, (flags & 2) != 0);
        }

        private Object[] row() throws IOException {
            var row = new Object[in.readUnsignedShort()];
            for (int i = 0; i < row.length; i++) row[i] = value();
            return row;
        }

        private Object value() throws IOException {
            char letter = (char) in.readUnsignedByte();
            return switch (letter) {
                case '0' -> null;
                case 't' -> true;
                case 'f' -> false;
                case 'L' -> in.readLong();
                case 'F' -> in.readDouble();
                case 'N' -> {
                    int scale = in.readInt();
                    yield new BigDecimal(new BigInteger(bytes()), scale);
                }
                case 'S' -> text();
                case 'B' -> bytes();
                case 'd' -> LocalDate.ofEpochDay(in.readLong());
                case 'h' -> LocalTime.ofNanoOfDay(in.readLong());
                case 'z' -> instant();
                case 'Z' -> instant().atOffset(ZoneOffset.UTC);
                case 'U' -> new UUID(in.readLong(), in.readLong());
                default -> throw new IOException("the journal has a value '" + letter
                        + "' that this version does not know; start the version that wrote it");
            };
        }

        private LocalDateTime instant() throws IOException {
            return LocalDateTime.ofEpochSecond(in.readLong(), in.readInt(), ZoneOffset.UTC);
        }
    }
}
