package owlboard.standins.mongo.data;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import owlboard.clients.mongo.bson.Document;
import owlboard.clients.mongo.bson.Other;
import owlboard.standins.mongo.data.MongoFailure.Code;

/** How documents change: a document that replaces them, or operators. */
final class Update {
    /** One operator at one path. */
    private interface Step {
        void take(Document document);
    }

    private final Document replacement;
    private final Map<String, Step> steps = new LinkedHashMap<>();
    private final Map<String, Step> whenInserted = new LinkedHashMap<>();

    private Update(Document replacement) {
        this.replacement = replacement;
    }

    static Update of(Object source) {
        if (source instanceof List) throw new MongoFailure(Code.CommandNotSupported, "updates by a pipeline are not supported here");
        if (!(source instanceof Document document)) throw new MongoFailure(Code.FailedToParse, "an update is a document");
        if (!Filter.isOperators(document)) {
            document.keySet().stream().filter(name -> name.startsWith("$")).findFirst().ifPresent(name -> {
                throw new MongoFailure(Code.DollarPrefixedFieldName,
                        "The dollar ($) prefixed field '" + name + "' is not allowed in the context of an update's replacement document");
            });
            return new Update(document);
        }
        var update = new Update(null);
        document.forEach(update::read);
        return update;
    }

    boolean replaces() {
        return replacement != null;
    }

    private void read(String operator, Object operand) {
        if (!operator.startsWith("$")) throw unknown(operator);
        if (!(operand instanceof Document fields))
            throw new MongoFailure(Code.FailedToParse, "Modifiers operate on fields but we found type "
            + (operand == null ? "null" : operand.getClass().getSimpleName()) + " instead. For example: {$mod: {<field>: ...}} not {"
            + operator + ": ..}");
        fields.forEach((path, value) -> add(operator, path, step(operator, path, value)));
        if (operator.equals("$rename")) fields.forEach((path, to) -> add(operator, (String) to, document -> { }));
    }

    private void add(String operator, String path, Step step) {
        for (var taken : List.of(steps, whenInserted)) {
            for (var other : taken.keySet()) {
                if (other.equals(path) || other.startsWith(path + ".") || path.startsWith(other + "."))
                    throw new MongoFailure(Code.ConflictingUpdateOperators,
                    "Updating the path '" + path + "' would create a conflict at '" + other + "'");
            }
        }
        (operator.equals("$setOnInsert") ? whenInserted : steps).put(path, step);
    }

    private static MongoFailure unknown(String operator) {
        return new MongoFailure(Code.FailedToParse, "Unknown modifier: " + operator
                + ". Expected a valid update modifier or pipeline-style update specified as an array");
    }

    private static Step step(String operator, String path, Object value) {
        return switch (operator) {
            case "$set", "$setOnInsert" -> document -> Slot.at(document, path, true).set(value);
            case "$unset" -> document -> {
                var slot = Slot.at(document, path, false);
                if (slot != null) slot.remove();
            };
            case "$inc" -> increase(path, value);
            case "$min" -> document -> bound(Slot.at(document, path, true), value, 1);
            case "$max" -> document -> bound(Slot.at(document, path, true), value, -1);
            case "$currentDate" -> {
                boolean stamp = value instanceof Document type && "timestamp".equals(type.text("$type"));
                yield document -> Slot.at(document, path, true).set(stamp ? new Other.Timestamp(Instant.now().getEpochSecond() << 32 | 1)
                        : Instant.ofEpochMilli(System.currentTimeMillis()));
            }
            case "$push" -> ArrayUpdates.push(path, value)::accept;
            case "$addToSet" -> ArrayUpdates.addToSet(path, value)::accept;
            case "$pull" -> ArrayUpdates.pull(path, value)::accept;
            case "$pop" -> ArrayUpdates.pop(path, value)::accept;
            default -> throw unknown(operator);
        };
    }

    private static Step increase(String path, Object by) {
        if (!(by instanceof Number number)) {
            throw new MongoFailure(Code.TypeMismatch, "Cannot increment with non-numeric argument: {" + path + ": " + by + "}");
        }
        return document -> {
            var slot = Slot.at(document, path, true);
            var before = slot.isThere() ? slot.get() : Integer.valueOf(0);
            if (!(before instanceof Number old)) {
                throw new MongoFailure(Code.TypeMismatch, "Cannot apply $inc to a value of non-numeric type. The field '" + path
                        + "' has the value " + before);
            }
            slot.set(Numbers.sum(old, number));
        };
    }

    private static void bound(Slot slot, Object value, int wanted) {
        if (!slot.isThere() || Integer.signum(Order.compare(slot.get(), value)) == wanted) slot.set(value);
    }

    /** The document after the change; the one before stays as it is. */
    Document applied(Document before) {
        if (replacement != null) {
            var after = new Document();
            if (before.containsKey("_id")) after.put("_id", before.get("_id"));
            replacement.copy().forEach((name, value) -> {
                if (name.equals("_id")) keepsId(before, value);
                after.putIfAbsent(name, value);
                if (!name.equals("_id")) after.put(name, value);
            });
            return after;
        }
        var after = before.copy();
        steps.values().forEach(step -> step.take(after));
        keepsId(before, after.get("_id"));
        return after.copy(); // operands may be shared with other documents
    }

    private static void keepsId(Document before, Object id) {
        if (before.containsKey("_id") && !Order.same(before.get("_id"), id))
            throw new MongoFailure(Code.ImmutableField, "Performing an update on the path '_id' would modify the immutable field '_id'");
    }

    /** The document that an upsert adds when nothing matches. */
    Document inserted(Filter filter) {
        var begin = new Document();
        var equalities = filter.equalities();
        if (replacement != null) {
            if (equalities.containsKey("_id")) begin.put("_id", equalities.get("_id"));
            return applied(begin);
        }
        equalities.forEach((path, value) -> Slot.at(begin, path, true).set(value));
        var after = begin.copy();
        var all = new ArrayList<Step>(steps.values());
        all.addAll(whenInserted.values());
        all.forEach(step -> step.take(after));
        keepsId(begin, after.get("_id"));
        return after.copy();
    }
}
