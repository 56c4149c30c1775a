package owlboard.standins.mongo.data;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import owlboard.clients.mongo.bson.Document;
import owlboard.standins.mongo.data.MongoFailure.Code;

/** The operators that change arrays. */
final class ArrayUpdates {
    private ArrayUpdates() {}

    /** {@code {$push: {path: value}}}, or {@code {$each, $position, $slice}} in place of the value. */
    static Consumer<Document> push(String path, Object value) {
        var modifiers = value instanceof Document document && document.containsKey("$each") ? document
                : Document.of("$each", Collections.singletonList(value));
        for (var name : modifiers.keySet())
            if (!List.of("$each", "$position", "$slice").contains(name)) throw new MongoFailure(Code.BadValue,
            "Unrecognized clause in $push: " + name);
        var each = each("$push", modifiers);
        return document -> {
            var slot = Slot.at(document, path, true);
            var list = list("$push", path, slot);
            long position = modifiers.number("$position", list.size());
            list.addAll(Math.clamp(position < 0 ? list.size() + position : position, 0, list.size()), each);
            if (modifiers.containsKey("$slice")) slice(list, modifiers.number("$slice", 0));
            slot.set(list);
        };
    }

    private static void slice(List<Object> list, long keep) {
        if (keep >= 0) {
            if (keep < list.size()) list.subList((int) keep, list.size()).clear();
        } else if (-keep < list.size()) {
            list.subList(0, (int) (list.size() + keep)).clear();
        }
    }

    static Consumer<Document> addToSet(String path, Object value) {
        var each = value instanceof Document document && document.containsKey("$each") ? each("$addToSet", document)
                : Collections.singletonList(value);
        return document -> {
            var slot = Slot.at(document, path, true);
            var list = list("$addToSet", path, slot);
            for (var element : each) if (list.stream().noneMatch(old -> Order.same(old, element))) list.add(element);
            slot.set(list);
        };
    }

    static Consumer<Document> pull(String path, Object value) {
        var going = pulled(value);
        return document -> {
            var slot = Slot.at(document, path, false);
            if (slot == null || !slot.isThere()) return;
            var list = list("$pull", path, slot);
            list.removeIf(going);
            slot.set(list);
        };
    }

    private static Predicate<Object> pulled(Object value) {
        if (value instanceof Document wanted && !Filter.isOperators(wanted)) {
            var filter = Filter.of(wanted);
            return element -> element instanceof Document document && filter.takes(document);
        }
        if (value instanceof Document) {
            var condition = Condition.of(value);
            return element -> condition.takes(Collections.singletonList(element));
        }
        return element -> Order.same(element, value);
    }

    static Consumer<Document> pop(String path, Object value) {
        if (!(value instanceof Number end) || Math.abs(end.doubleValue()) != 1) {
            throw new MongoFailure(Code.FailedToParse, "$pop expects 1 or -1, found: " + value);
        }
        return document -> {
            var slot = Slot.at(document, path, false);
            if (slot == null || !slot.isThere()) return;
            var list = list("$pop", path, slot);
            if (list.isEmpty()) return;
            if (end.intValue() == 1) list.removeLast();
            else list.removeFirst();
            slot.set(list);
        };
    }

    private static List<?> each(String operator, Document modifiers) {
        if (modifiers.get("$each") instanceof List<?> each) return each;
        throw new MongoFailure(Code.TypeMismatch, "The argument to $each in " + operator + " must be an array");
    }

    private static List<Object> list(String operator, String path, Slot slot) {
        if (!slot.isThere()) return new ArrayList<>();
        if (slot.get() instanceof List<?> list) return new ArrayList<>(list);
        throw new MongoFailure(Code.BadValue, "The field '" + path + "' must be an array for " + operator + " but has the value "
                + slot.get());
    }
}
