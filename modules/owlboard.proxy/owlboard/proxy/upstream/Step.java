package owlboard.proxy.upstream;

/** What is being done with a peer, in nginx's words, as the error log has them behind "while". */
public enum Step {
    CONNECTING("connecting to upstream"),
    SHAKING_HANDS("SSL handshaking to upstream"),
    SENDING("sending request to upstream"),
    READING_HEAD("reading response header from upstream");

    private final String words;

    Step(String words) {
        this.words = words;
    }

    @Override
    public String toString() {
        return words;
    }
}
