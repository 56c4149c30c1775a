package owlboard.httpserver;

/** Text for a page of ours. */
final class Text {
    private Text() {}

    /** Printable ASCII that no browser takes for markup. */
    static String html(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replaceAll("[^\\x20-\\x7e]", "?");
    }
}
