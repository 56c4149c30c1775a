package owlboard.proxy.exchange;

/** What a level puts between a content and the protocol's writer; made when the configuration is loaded. */
public interface Filter {
    /** The link for this answer, whose head it changes as the new body wants it; null where the answer passes as it is. */
    Link link(Exchange exchange, AnswerHead head);

    /**
     * Whether an answer with this head would have other bytes: then there are no parts of it to ask for. Where that is by what the client
     * accepts, the head {@code varies}.
     */
    default boolean recodes(Exchange exchange, AnswerHead head) {
        return false;
    }
}
