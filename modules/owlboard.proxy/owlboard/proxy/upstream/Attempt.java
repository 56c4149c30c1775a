package owlboard.proxy.upstream;

/** One try of one peer, as the {@code $upstream_*} variables and the log tell it. Times are nanoseconds from its start; -1: did not get that far. */
public final class Attempt {
    public final String address;
    public final long start;
    public int status;
    public long connectNanos = -1;
    public long headerNanos = -1;
    public long responseNanos = -1;
    public long bytesReceived;
    public long bytesSent;
    public long responseLength;
    /** It follows an internal redirect: variables separate it with {@code " : "}. */
    public boolean newGroup;

    public Attempt(String address, long start) {
        this.address = address;
        this.start = start;
    }
}
