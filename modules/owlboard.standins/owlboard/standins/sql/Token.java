package owlboard.standins.sql;

/**
 * A piece of a statement.
 *
 * @param text  the word as written, the decoded string, the digits, the sign, or the number of a parameter (from 1)
 * @param start offset of its first character
 * @param end   offset behind its last character
 */
record Token(Kind kind, String text, int start, int end) {
    enum Kind { WORD, QUOTED_NAME, STRING, BYTES, NUMBER, PARAMETER, VARIABLE, SIGN, END }

    boolean isWord(String word) {
        return kind == Kind.WORD && text.equalsIgnoreCase(word);
    }

    boolean isSign(String sign) {
        return kind == Kind.SIGN && text.equals(sign);
    }
}
