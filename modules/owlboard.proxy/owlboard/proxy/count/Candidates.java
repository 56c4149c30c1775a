package owlboard.proxy.count;

import java.util.List;
import owlboard.config.Place;

/**
 * Those among whom the peer of a try was chosen. What held of them then is noted as numbers, which become words when somebody reads them.
 */
public interface Candidates {
    /**
     * One of them, as it was.
     *
     * @param state what balancing thought of it, in words
     */
    record Candidate(String name, String state, int active, int weight, boolean backup, boolean chosen) {}

    /**
     * A choice.
     *
     * @param place of the {@code upstream}, or of what names the host; null: nobody knows
     * @param why   one sentence without its end
     */
    record Choice(Place place, String rule, String why, List<Candidate> all) {}

    /** How many numbers are noted of a choice. */
    int factCount();

    /** {@code facts}: what was noted of this choice, in the order of whoever noted it; {@code count} 0: there was nothing to choose. */
    Choice told(long[] facts, int count);
}
