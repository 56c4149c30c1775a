package owlboard.services.canvas;

/** Text for XML, in elements and in double-quoted attributes. */
final class Xml {
    private Xml() {}

    /** Characters that XML 1.0 cannot hold (§2.2) are dropped. */
    static String escape(String text) {
        var out = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> {
                    if (isCharacter(c)) out.appendCodePoint(c);
                }
            }
        });
        return out.toString();
    }

    private static boolean isCharacter(int c) {
        return c == '\t' || c == '\n' || c == '\r' || c >= 0x20 && c <= 0xD7FF || c >= 0xE000 && c <= 0xFFFD || c >= 0x10000;
    }
}
