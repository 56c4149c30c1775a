package owlboard.proxy.listen;

/** One connection, served by {@link #run} until it ends. All from its loop. */
public interface Conversation extends Runnable {
    /** Its wire is closed when it returns, unless it {@link #goesOn}. */
    @Override
    void run();

    /** When {@link #run} has returned: it does so on another thread of its loop, which tells its address of the end. */
    default boolean goesOn() {
        return false;
    }

    /** The address drains: closes a connection on which nothing is in progress. Others end after what they are in. */
    void closeIfIdle();

    /** The configuration has changed: ends one that may not go on by it, after what it is in. */
    default void closeIfOutdated() {}

    /** Ends what began before, in the units of System.nanoTime(), and is in progress still. */
    void endOlderThan(long nanos);

    /** Ends it now: it is over soon. */
    void close();
}
