package owlboard.wire.http2;

/** The last few numbers of streams of which something is worth remembering: frames for them may still be on their way. */
final class Recent {
    private static final int REMEMBERED = 128;

    private final int[] ids = new int[REMEMBERED];
    private int next;

    void add(int id) {
        ids[next++ & REMEMBERED - 1] = id;
    }

    boolean has(int id) {
        for (int known : ids) if (known == id) return true;
        return false;
    }
}
