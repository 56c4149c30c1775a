package owlboard.proxy.count;

/**
 * What nginx would have allocated in a zone of shared memory for what is known here, where nothing is shared: a zone is worth as many
 * entries as it would have room for there.
 *
 * @param sizeBytes  as declared
 * @param entryBytes what nginx takes for an entry, a power of two from 8 to 2048
 * @param used       entries that are there
 * @param asked      entries that were ever made, or for which there was no room
 * @param refused    how often there was none
 */
public record Slab(String name, long sizeBytes, int entryBytes, long used, long asked, long refused) {
    /** Of nginx's slab pool (ngx_slab_init): what is in front of its pages, and what each of them takes beside itself. */
    private static final int HEAD_BYTES = 704;
    private static final int PAGE_BYTES = 4096;
    private static final int PAGE_HEAD_BYTES = 24;

    /** Of which nobody counts the allocations: those that are there. */
    public Slab(String name, long sizeBytes, int entryBytes, long used) {
        this(name, sizeBytes, entryBytes, used, used, 0);
    }

    /** With what another user of the same zone has there; one of them may say 0 of its size. */
    public Slab and(Slab other) {
        return new Slab(name, Math.max(sizeBytes, other.sizeBytes), entryBytes, used + other.used, asked + other.asked,
                refused + other.refused);
    }

    /** What was asked and refused since it was like that. */
    public Slab since(Slab before) {
        return new Slab(name, sizeBytes, entryBytes, used, Math.max(0, asked - before.asked), Math.max(0, refused - before.refused));
    }

    /** How many entries one page holds. */
    private long perPage() {
        return PAGE_BYTES / entryBytes;
    }

    /** Pages in which there are entries. */
    public long pagesUsed() {
        return Math.ceilDiv(used, perPage());
    }

    /** Of all that the zone has, those in which there are none. */
    public long pagesFree() {
        return Math.max(0, (sizeBytes - HEAD_BYTES) / (PAGE_BYTES + PAGE_HEAD_BYTES) - pagesUsed());
    }

    /** Entries for which there is room in pages that are used. */
    public long free() {
        return pagesUsed() * perPage() - used;
    }
}
