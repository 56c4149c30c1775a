package owlboard.config.directive;

/** What this product does with a directive that nginx knows. */
public enum Standing {
    /** Works as in nginx. */
    HONOURED,
    /** Accepted: there is nothing here that it could change. */
    MEANINGLESS,
    /** Accepted: the configuration runs without it, its feature is not there yet. */
    LATER,
    /** An error: what it asks for is missing, and running without it would be wrong. */
    REFUSED
}
