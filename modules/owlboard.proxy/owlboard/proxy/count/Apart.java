package owlboard.proxy.count;

/** A cache line of nothing in front of what one loop writes: the loops must not take each other's lines away. */
abstract class Apart {
    private long a;
    private long b;
    private long c;
    private long d;
    private long e;
    private long f;
    private long g;
    private long h;
}
