package owlboard.standins.mongo.data;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import owlboard.clients.mongo.bson.Document;
import owlboard.standins.mongo.data.MongoFailure.Code;

/** Which fields are told: some, or all but some. {@code _id} is told unless it is turned off. */
record Projection(Set<String> paths, boolean includes, boolean id) {
    static Projection of(Document source) {
        boolean id = true;
        Boolean includes = null;
        if (source == null) source = new Document();
        for (var entry : source.entrySet()) {
            if (!(entry.getValue() instanceof Number) && !(entry.getValue() instanceof Boolean))
                throw new MongoFailure(Code.CommandNotSupported, "a projection by an expression is not supported here: field '"
                + entry.getKey() + "'");
            boolean on = source.flag(entry.getKey());
            if (entry.getKey().equals("_id")) {
                id = on;
                if (on && source.size() == 1) includes = true;
                continue;
            }
            if (includes != null && includes != on)
                throw new MongoFailure(Code.BadValue, "Cannot do " + (on ? "inclusion" : "exclusion") + " on field " + entry.getKey()
                + " in " + (on ? "exclusion" : "inclusion") + " projection");
            includes = on;
        }
        return new Projection(source.keySet().stream().filter(name -> !name.equals("_id")).collect(Collectors.toSet()),
                includes != null && includes, id);
    }

    Document applied(Document document) {
        if (paths.isEmpty() && id && !includes) return document;
        var told = project(document, "");
        if (!id) told.remove("_id");
        else if (includes && document.containsKey("_id")) {
            var first = Document.of("_id", document.get("_id"));
            first.putAll(told);
            return first;
        }
        return told;
    }

    private Document project(Document document, String before) {
        var told = new Document();
        document.forEach((name, value) -> {
            var path = before + name;
            if (paths.contains(path)) {
                if (includes) told.put(name, value);
            } else if (paths.stream().anyMatch(deeper -> deeper.startsWith(path + "."))) {
                var within = within(value, path + ".");
                if (within != Paths.MISSING) told.put(name, within);
            } else if (!includes) {
                told.put(name, value);
            }
        });
        return told;
    }

    private Object within(Object value, String before) {
        return switch (value) {
            case Document document -> project(document, before);
            case List<?> list -> list.stream().map(element -> within(element, before)).filter(element -> element != Paths.MISSING).toList();
            case null, default -> includes ? Paths.MISSING : value;
        };
    }
}
