package owlboard.config.language;

/** A kind of block that directives stand in. */
public enum Context {
    MAIN, EVENTS, HTTP, UPSTREAM, SERVER, LOCATION,
    /** {@code if} in a server. */
    SERVER_IF,
    /** {@code if} in a location. */
    LOCATION_IF,
    LIMIT_EXCEPT,
    /** {@code stream}, and what stands in it. */
    STREAM, STREAM_SERVER, STREAM_UPSTREAM
}
