package owlboard.drill.fault;

/**
 * Whether a promise was kept.
 *
 * @param id       I1 to I7, or a word
 * @param rule     the promise, as a sentence
 * @param evidence what it was judged by, with numbers
 */
public record Verdict(String id, String rule, Result result, String evidence) {
    /** SKIPPED: could not be judged, and the evidence says why. */
    public enum Result { PASS, FAIL, SKIPPED }

    /** Judged. */
    public static Verdict of(String id, String rule, boolean kept, String evidence) {
        return new Verdict(id, rule, kept ? Result.PASS : Result.FAIL, evidence);
    }

    /** Not judged. */
    public static Verdict skipped(String id, String rule, String why) {
        return new Verdict(id, rule, Result.SKIPPED, why);
    }

    /** A promise was broken. */
    public boolean isBroken() {
        return result == Result.FAIL;
    }
}
