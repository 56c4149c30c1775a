package owlboard.standins.mongo.data;

import java.util.List;
import owlboard.clients.mongo.bson.Document;
import owlboard.standins.mongo.data.MongoFailure.Code;

/** One place in a document that is being changed: the document or array that holds it, and its name there. */
record Slot(Object holder, String name) {
    /** An array may be made longer by so many nulls. */
    private static final int FILL_MAX = 1_500;

    /** The place at a dotted path. Documents on the way are made when {@code make}; otherwise null when they are missing. */
    static Slot at(Document root, String path, boolean make) {
        var names = path.split("\\.", -1);
        Object at = root;
        for (int i = 0; i < names.length; i++) {
            if (names[i].isEmpty()) throw new MongoFailure(Code.BadValue, "The update path '" + path + "' contains an empty field name");
            if (names[i].startsWith("$")) {
                throw new MongoFailure(Code.BadValue, "positional updates such as '" + path + "' are not supported here");
            }
            if (!(at instanceof Document) && !(at instanceof List)) {
                if (!make) return null;
                throw new MongoFailure(Code.PathNotViable, "Cannot create field '" + names[i] + "' in element {"
                        + (i == 0 ? "" : names[i - 1]) + ": " + at + "}");
            }
            var slot = new Slot(at, names[i]);
            if (at instanceof List && Paths.place(names[i]) < 0) {
                if (!make) return null;
                throw new MongoFailure(Code.PathNotViable, "Cannot create field '" + names[i] + "' in an array: '" + path + "'");
            }
            if (i == names.length - 1) return slot;
            if (!slot.isThere()) {
                if (!make) return null;
                slot.set(new Document());
            }
            at = slot.get();
        }
        throw new IllegalStateException("a path has a name: " + path);
    }

    boolean isThere() {
        return holder instanceof Document document ? document.containsKey(name) : Paths.place(name) < ((List<?>) holder).size();
    }

    /** Null when missing. */
    Object get() {
        if (!isThere()) return null;
        return holder instanceof Document document ? document.get(name) : ((List<?>) holder).get(Paths.place(name));
    }

    void set(Object value) {
        if (holder instanceof Document document) {
            document.put(name, value);
            return;
        }
        @SuppressWarnings("unchecked") // lists of documents hold objects
        var list = (List<Object>) holder;
        int place = Paths.place(name);
        if (place > list.size() + FILL_MAX) {
            throw new MongoFailure(Code.BadValue, "place " + place + " is too far behind the end of an array");
        }
        while (list.size() <= place) list.add(null);
        list.set(place, value);
    }

    void remove() {
        if (holder instanceof Document document) document.remove(name);
        else if (isThere()) set(null);
    }
}
