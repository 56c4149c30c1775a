package owlboard.httpserver;

import java.util.ArrayList;
import java.util.List;

/** The contexts of a server. Reads are on every request and see an immutable list; changes are rare and copy it. */
final class Contexts {
    private volatile List<Context> byLength = List.of();

    synchronized void add(Context added) {
        var list = new ArrayList<>(byLength);
        for (var known : list) {
            if (known.getPath().equals(added.getPath())) {
                throw new IllegalArgumentException("there is a context " + added.getPath() + " already");
            }
        }
        list.add(added);
        list.sort((a, b) -> b.getPath().length() - a.getPath().length());
        byLength = List.copyOf(list);
    }

    synchronized void remove(String path) {
        var list = new ArrayList<>(byLength);
        if (!list.removeIf(known -> known.getPath().equals(path))) throw new IllegalArgumentException("there is no context " + path);
        byLength = List.copyOf(list);
    }

    synchronized void remove(Context context) {
        var list = new ArrayList<>(byLength);
        if (!list.remove(context)) throw new IllegalArgumentException("the context " + context.getPath() + " is not one of this server");
        byLength = List.copyOf(list);
    }

    /** The one whose path is the longest prefix of {@code path}, letter by letter; null when there is none. */
    Context find(String path) {
        for (var context : byLength) if (path.startsWith(context.getPath())) return context;
        return null;
    }
}
