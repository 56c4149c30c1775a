package owlboard.topology;

import java.time.Duration;

/** How long who was told to end (TERM) goes on with what is in progress. A container's engine waits for 10 s. */
public final class Grace {
    /** Of a role, which cuts off what takes longer. */
    public static final Duration ROLE = Duration.ofSeconds(8);
    /** Before a role that is still there is killed. */
    static final Duration KILL = ROLE.plusSeconds(2);

    private Grace() {}
}
