package owlboard.proxy.exchange;

/** What a phase, or a content, says of an exchange. Trouble that arises on the way to a verdict is a {@link Failure}. */
public sealed interface Verdict permits Verdict.Word, Verdict.Refused, Redirect {
    enum Word implements Verdict {
        /** The next handler, the next phase. */
        GO_ON,
        /** Of the access phase: this handler lets the request pass ({@code satisfy any} asks no other one). */
        PASS,
        /** It has been answered. */
        DONE
    }

    Verdict GO_ON = Word.GO_ON;
    Verdict PASS = Word.PASS;
    Verdict DONE = Word.DONE;

    /**
     * It is to be answered with this status, by whatever {@code error_page} says.
     *
     * @param status one of nginx's own, too: 444 closes
     * @param detail for the error log; null: it is no news
     */
    record Refused(int status, String detail) implements Verdict {}

    static Verdict refused(int status, String detail) {
        return new Refused(status, detail);
    }
}
