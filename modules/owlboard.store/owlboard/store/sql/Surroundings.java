package owlboard.store.sql;

/** What an expression may ask of the connection it runs on. */
public interface Surroundings {
    /** A function such as {@code version()} or {@code current_user}, by its name in lower case; null when the connection has none of this name. */
    Object function(String name);

    /** A variable as written, with its {@code @} or {@code @@}; null when it is not set. */
    Object variable(String name) throws SqlFailure;
}
