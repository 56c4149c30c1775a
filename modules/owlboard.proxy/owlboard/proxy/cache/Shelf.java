package owlboard.proxy.cache;

import java.util.LinkedHashMap;
import java.util.List;

/** Stored answers at hand, so that hits need no disk: heads, and small bodies. Bounded; guarded by its zone. */
final class Shelf {
    private final LinkedHashMap<String, Placed> placed = new LinkedHashMap<>(64, 0.75f, true);
    private final long bytesMax;
    private long bytes;

    static final class Placed {
        final Node node;
        final Stored stored;
        /** Its file is in its place. */
        final boolean hasFile;
        /** When that was so; in seconds since 1970. */
        long seen = System.currentTimeMillis() / 1000;

        Placed(Node node, Stored stored, boolean hasFile) {
            this.node = node;
            this.stored = stored;
            this.hasFile = hasFile;
        }
    }

    Shelf(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    Placed get(String name) {
        return placed.get(name);
    }

    void put(String name, Node node, Stored stored, boolean hasFile) {
        remove(node);
        var before = placed.put(name, new Placed(node, stored, hasFile));
        if (before != null) drop(before);
        node.name = name;
        bytes += stored.weight();
        while (bytes > bytesMax && placed.size() > 1) drop(placed.pollFirstEntry().getValue());
    }

    void remove(Node node) {
        if (node.name == null) return;
        var there = placed.get(node.name);
        if (there != null && there.node == node) {
            placed.remove(node.name);
            drop(there);
        }
        node.name = null;
    }

    private void drop(Placed gone) {
        bytes -= gone.stored.weight();
        gone.node.name = null;
    }

    List<Placed> all() {
        return List.copyOf(placed.values());
    }
}
