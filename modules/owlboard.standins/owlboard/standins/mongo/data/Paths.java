package owlboard.standins.mongo.data;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import owlboard.clients.mongo.bson.Document;

/** Where a dotted name leads in a document: through the elements of arrays, too. */
final class Paths {
    /** What is found where there is nothing. */
    static final Object MISSING = new Object() {
        @Override
        public String toString() {
            return "missing";
        }
    };

    private Paths() {}

    /** Every value at the path; {@link #MISSING} where a document on the way lacks it. */
    static List<Object> values(Document document, String path) {
        var found = new ArrayList<Object>(1);
        walk(document, path.split("\\.", -1), 0, found);
        return found;
    }

    private static void walk(Object at, String[] names, int step, List<Object> found) {
        if (step == names.length) {
            found.add(at);
        } else if (at instanceof Document document) {
            if (document.containsKey(names[step])) walk(document.get(names[step]), names, step + 1, found);
            else found.add(MISSING);
        } else if (at instanceof List<?> list) {
            int place = place(names[step]);
            if (place >= 0 && place < list.size()) walk(list.get(place), names, step + 1, found);
            for (var element : list) if (element instanceof Document) walk(element, names, step, found);
        } else {
            found.add(MISSING);
        }
    }

    /** -1 when the name is no place in an array. */
    static int place(String name) {
        return name.matches("[0-9]{1,6}") ? Integer.parseInt(name) : -1;
    }

    /** Of several values the lowest or the highest, elements of arrays among them: what a sort looks at. Null when missing. */
    static Object extreme(Document document, String path, boolean highest) {
        Object best = MISSING;
        for (var value : values(document, path)) {
            var candidates = value instanceof List<?> list && !list.isEmpty() ? list : Collections.singletonList(value);
            for (var one : candidates) {
                var candidate = one == MISSING ? null : one;
                if (best == MISSING || (highest ? Order.compare(candidate, best) > 0 : Order.compare(candidate, best) < 0)) {
                    best = candidate;
                }
            }
        }
        return best == MISSING ? null : best;
    }
}
