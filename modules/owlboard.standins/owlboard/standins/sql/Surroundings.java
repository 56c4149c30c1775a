package owlboard.standins.sql;

/** What an expression may ask of the connection it runs on. */
public interface Surroundings {
    /** What a function gives that gives NULL. */
    Object NULL = new Object();

    /**
     * A function such as {@code version()} or {@code current_user}, by its name in lower case; null when the connection has none of this
     * name.
     */
    Object function(String name);

    /** A variable as written, with its {@code @} or {@code @@}; null when it is not set. */
    Object variable(String name) throws SqlFailure;
}
