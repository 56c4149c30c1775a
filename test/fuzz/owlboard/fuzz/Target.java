package owlboard.fuzz;

import java.util.List;

/** Something that takes bytes of strangers. Used by one thread at a time, on the first loop. */
public interface Target {
    /** One word, for the command line. */
    String name();

    /** Good inputs, which are changed. */
    List<byte[]> seeds();

    /** What makes a difference where it stands. */
    List<byte[]> spice();

    /**
     * Takes an input. Refusals that its contract names are no failures.
     *
     * @throws Throwable what should not have happened
     */
    void take(byte[] input) throws Throwable;
}
