package owlboard.standins.mongo.data;

import java.util.regex.Pattern;
import owlboard.standins.mongo.data.MongoFailure.Code;

/** A text that a regular expression may look at only so often: some expressions would never end. */
final class Patience implements CharSequence {
    private static final int LOOKS_MAX = 5_000_000;

    private final CharSequence text;
    private final int[] looks;

    private Patience(CharSequence text, int[] looks) {
        this.text = text;
        this.looks = looks;
    }

    static boolean finds(Pattern pattern, String text) {
        try {
            return pattern.matcher(new Patience(text, new int[] {LOOKS_MAX})).find();
        } catch (StackOverflowError deep) {
            throw new MongoFailure(Code.BadValue, "the regular expression " + pattern + " needs too much memory for a text of "
                    + text.length() + " characters");
        }
    }

    @Override
    public char charAt(int index) {
        if (looks[0]-- == 0) throw new MongoFailure(Code.BadValue, "the regular expression takes too long");
        return text.charAt(index);
    }

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return new Patience(text.subSequence(start, end), looks);
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
