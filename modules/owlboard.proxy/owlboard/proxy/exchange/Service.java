package owlboard.proxy.exchange;

/** Serves what is asked on the way of another exchange. */
public interface Service {
    /** Through the phases from there to the end of its answer. */
    void serve(Exchange child, Redirect at);

    /** In place of the phases. What becomes of it is for the log. */
    void work(Exchange child, Subrequest.Work work);
}
