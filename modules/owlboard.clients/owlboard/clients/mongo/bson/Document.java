package owlboard.clients.mongo.bson;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Named values in their order. */
public final class Document extends LinkedHashMap<String, Object> {
    private static final long serialVersionUID = 1;

    public Document() {}

    public Document(Map<String, ?> values) {
        super(values);
    }

    /** {@code of("name", value, "name", value)}. */
    public static Document of(Object... namesAndValues) {
        var document = new Document();
        for (int i = 0; i < namesAndValues.length; i += 2) document.put((String) namesAndValues[i], namesAndValues[i + 1]);
        return document;
    }

    public Document with(String name, Object value) {
        put(name, value);
        return this;
    }

    /** Null when absent or of another type. */
    public String text(String name) {
        return get(name) instanceof String text ? text : null;
    }

    /** Null when absent or of another type. */
    public Document document(String name) {
        return get(name) instanceof Document document ? document : null;
    }

    /** Empty when absent or of another type. */
    public List<Object> list(String name) {
        var list = new ArrayList<Object>();
        if (get(name) instanceof List<?> values) list.addAll(values);
        return list;
    }

    /** The documents of a list; empty when absent or of another type. */
    public List<Document> documents(String name) {
        return list(name).stream().filter(Document.class::isInstance).map(Document.class::cast).toList();
    }

    /** As a whole number; {@code otherwise} when absent or of another type. */
    public long number(String name, long otherwise) {
        return get(name) instanceof Number number ? number.longValue() : otherwise;
    }

    /** As drivers tell a flag: a boolean, or a number that is not 0. */
    public boolean flag(String name) {
        return switch (get(name)) {
            case Boolean flag -> flag;
            case Number number -> number.doubleValue() != 0;
            case null, default -> false;
        };
    }

    /** One that shares nothing that can be changed. */
    public Document copy() {
        var copy = new Document();
        forEach((name, value) -> copy.put(name, copied(value)));
        return copy;
    }

    /** For error messages and logs: {@code { name: value }}. */
    @Override
    public String toString() {
        if (isEmpty()) return "{}";
        return entrySet().stream().map(entry -> entry.getKey() + ": " + shown(entry.getValue()))
                .collect(Collectors.joining(", ", "{ ", " }"));
    }

    private static String shown(Object value) {
        if (value instanceof String text) return "\"" + text + "\"";
        return value instanceof ObjectId id ? "ObjectId('" + id + "')" : String.valueOf(value);
    }

    private static Object copied(Object value) {
        return switch (value) {
            case Document document -> document.copy();
            case List<?> list -> {
                var copy = new ArrayList<Object>(list.size());
                for (var element : list) copy.add(copied(element));
                yield copy;
            }
            case null, default -> value;
        };
    }
}
