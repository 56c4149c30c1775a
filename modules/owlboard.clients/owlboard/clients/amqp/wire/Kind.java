package owlboard.clients.amqp.wire;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The methods of AMQP 0-9-1, with basic.nack, confirm.select and connection.blocked of RabbitMQ: one row per method, its class, its number
 * and its fields in order, each a type and a name. A name {@code -} is reserved: zero on the wire, absent from {@link Method}.
 */
public enum Kind {
    CONNECTION_START(10, 10, "octet major, octet minor, table properties, longstr mechanisms, longstr locales"),
    CONNECTION_START_OK(10, 11, "table properties, shortstr mechanism, longstr response, shortstr locale"),
    CONNECTION_TUNE(10, 30, "short channel-max, long frame-max, short heartbeat"),
    CONNECTION_TUNE_OK(10, 31, "short channel-max, long frame-max, short heartbeat"),
    CONNECTION_OPEN(10, 40, "shortstr virtual-host, shortstr -, bit -"),
    CONNECTION_OPEN_OK(10, 41, "shortstr -"),
    CONNECTION_CLOSE(10, 50, "short reply-code, shortstr reply-text, short class-id, short method-id"),
    CONNECTION_CLOSE_OK(10, 51, ""),
    CONNECTION_BLOCKED(10, 60, "shortstr reason"),
    CONNECTION_UNBLOCKED(10, 61, ""),

    CHANNEL_OPEN(20, 10, "shortstr -"),
    CHANNEL_OPEN_OK(20, 11, "longstr -"),
    CHANNEL_FLOW(20, 20, "bit active"),
    CHANNEL_FLOW_OK(20, 21, "bit active"),
    CHANNEL_CLOSE(20, 40, "short reply-code, shortstr reply-text, short class-id, short method-id"),
    CHANNEL_CLOSE_OK(20, 41, ""),

    EXCHANGE_DECLARE(40, 10,
            "short -, shortstr exchange, shortstr type, bit passive, bit durable, bit auto-delete, bit internal, bit no-wait, table "
            + "arguments"),
    EXCHANGE_DECLARE_OK(40, 11, ""),
    EXCHANGE_DELETE(40, 20, "short -, shortstr exchange, bit if-unused, bit no-wait"),
    EXCHANGE_DELETE_OK(40, 21, ""),
    EXCHANGE_BIND(40, 30, "short -, shortstr destination, shortstr source, shortstr routing-key, bit no-wait, table arguments"),
    EXCHANGE_UNBIND(40, 40, "short -, shortstr destination, shortstr source, shortstr routing-key, bit no-wait, table arguments"),

    QUEUE_DECLARE(50, 10,
            "short -, shortstr queue, bit passive, bit durable, bit exclusive, bit auto-delete, bit no-wait, table arguments"),
    QUEUE_DECLARE_OK(50, 11, "shortstr queue, long message-count, long consumer-count"),
    QUEUE_BIND(50, 20, "short -, shortstr queue, shortstr exchange, shortstr routing-key, bit no-wait, table arguments"),
    QUEUE_BIND_OK(50, 21, ""),
    QUEUE_PURGE(50, 30, "short -, shortstr queue, bit no-wait"),
    QUEUE_PURGE_OK(50, 31, "long message-count"),
    QUEUE_DELETE(50, 40, "short -, shortstr queue, bit if-unused, bit if-empty, bit no-wait"),
    QUEUE_DELETE_OK(50, 41, "long message-count"),
    QUEUE_UNBIND(50, 50, "short -, shortstr queue, shortstr exchange, shortstr routing-key, table arguments"),
    QUEUE_UNBIND_OK(50, 51, ""),

    BASIC_QOS(60, 10, "long prefetch-size, short prefetch-count, bit global"),
    BASIC_QOS_OK(60, 11, ""),
    BASIC_CONSUME(60, 20,
    "short -, shortstr queue, shortstr consumer-tag, bit no-local, bit no-ack, bit exclusive, bit no-wait, table arguments"),
    BASIC_CONSUME_OK(60, 21, "shortstr consumer-tag"),
    BASIC_CANCEL(60, 30, "shortstr consumer-tag, bit no-wait"),
    BASIC_CANCEL_OK(60, 31, "shortstr consumer-tag"),
    BASIC_PUBLISH(60, 40, "short -, shortstr exchange, shortstr routing-key, bit mandatory, bit immediate"),
    BASIC_RETURN(60, 50, "short reply-code, shortstr reply-text, shortstr exchange, shortstr routing-key"),
    BASIC_DELIVER(60, 60, "shortstr consumer-tag, longlong delivery-tag, bit redelivered, shortstr exchange, shortstr routing-key"),
    BASIC_GET(60, 70, "short -, shortstr queue, bit no-ack"),
    BASIC_GET_OK(60, 71, "longlong delivery-tag, bit redelivered, shortstr exchange, shortstr routing-key, long message-count"),
    BASIC_GET_EMPTY(60, 72, "shortstr -"),
    BASIC_ACK(60, 80, "longlong delivery-tag, bit multiple"),
    BASIC_REJECT(60, 90, "longlong delivery-tag, bit requeue"),
    BASIC_RECOVER_ASYNC(60, 100, "bit requeue"),
    BASIC_RECOVER(60, 110, "bit requeue"),
    BASIC_RECOVER_OK(60, 111, ""),
    BASIC_NACK(60, 120, "longlong delivery-tag, bit multiple, bit requeue"),

    CONFIRM_SELECT(85, 10, "bit no-wait"),
    CONFIRM_SELECT_OK(85, 11, ""),

    TX_SELECT(90, 10, ""),
    TX_COMMIT(90, 20, ""),
    TX_ROLLBACK(90, 30, "");

    /** A field of a method; {@code type} is one of octet, short, long, longlong, shortstr, longstr, table, bit. */
    public record Field(String type, String name) {
        boolean reserved() {
            return name.equals("-");
        }
    }

    public static final int BASIC_CLASS = 60;
    private static final Map<Integer, Kind> BY_NUMBER = new HashMap<>();

    static {
        for (var kind : values()) BY_NUMBER.put(kind.classId << 16 | kind.methodId, kind);
    }

    public final int classId;
    public final int methodId;
    public final List<Field> fields;
    private final List<String> names = new ArrayList<>();

    Kind(int classId, int methodId, String fields) {
        this.classId = classId;
        this.methodId = methodId;
        var list = new ArrayList<Field>();
        for (var field : fields.isEmpty() ? new String[0] : fields.split(", ")) {
            int space = field.indexOf(' ');
            list.add(new Field(field.substring(0, space), field.substring(space + 1)));
            if (!list.getLast().reserved()) names.add(list.getLast().name());
        }
        this.fields = List.copyOf(list);
    }

    public static Kind of(int classId, int methodId) throws AmqpException {
        var kind = BY_NUMBER.get(classId << 16 | methodId);
        if (kind == null) throw Reply.COMMAND_INVALID.because("there is no method " + methodId + " of class " + classId);
        return kind;
    }

    /** Whether a header and a body follow. */
    public boolean hasContent() {
        return this == BASIC_PUBLISH || this == BASIC_RETURN || this == BASIC_DELIVER || this == BASIC_GET_OK;
    }

    public int valueCount() {
        return names.size();
    }

    public int indexOf(String field) {
        int index = names.indexOf(field);
        if (index < 0) throw new IllegalArgumentException(this + " has no field " + field);
        return index;
    }

    /** {@code queue.declare}, {@code basic.get-ok}. */
    public String title() {
        var lower = name().toLowerCase(Locale.ROOT);
        int cut = lower.indexOf('_');
        return lower.substring(0, cut) + "." + lower.substring(cut + 1).replace('_', '-');
    }
}
