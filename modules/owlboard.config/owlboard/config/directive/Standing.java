package owlboard.config.directive;

/** What this product does with a directive that nginx knows. */
public enum Standing {
    /** Works as in nginx. */
    HONOURED("honoured"),
    /** Accepted: there is nothing here that it could change. */
    MEANINGLESS("means nothing here"),
    /** An error: what it asks for is missing, and running without it would be wrong. */
    REFUSED("refused");

    public final String words;

    Standing(String words) {
        this.words = words;
    }
}
