package owlboard.proxy.exchange;

/** The phases that features have handlers in, in nginx's order ({@code ngx_http_phases}). Between the first two the location is found. */
public enum Phase {
    /** Before anything is decided. */
    POST_READ,
    /** Limits. Once for a client's request; not for what is made on its way. */
    PREACCESS,
    /** Who may. {@code satisfy} says whether all handlers must let pass, or one. Not for subrequests. */
    ACCESS,
    /** What may choose another content. */
    PRECONTENT,
    /** It is over. */
    LOG
}
