package owlboard.config.directive;

import java.util.ArrayList;
import java.util.List;
import owlboard.config.Place;
import owlboard.config.language.Refusal;
import owlboard.config.language.Units;
import owlboard.config.language.Words;

/**
 * {@code client_body_temp_path}, {@code proxy_temp_path}: a folder, and how many last characters of a file's name make the name of each
 * folder between.
 */
public record TempPath(Place place, String path, List<Integer> levels) {
    /** Of a file's name: ten characters. */
    private static final int NAME_LENGTH = 10;

    static TempPath read(Words words) throws Refusal {
        var levels = new ArrayList<Integer>();
        int sum = 0;
        for (int i = 1; i < words.count(); i++) {
            long level = Units.number(words.text(i)).orElse(0);
            if (level == 0 || level > NAME_LENGTH) throw words.invalid(i, "how many characters make a folder's name: 1 2");
            levels.add((int) level);
            sum += (int) level;
        }
        if (sum > NAME_LENGTH) throw words.refuse("invalid number of arguments in \"" + words.name() + "\" directive",
                "a file's name has " + NAME_LENGTH + " characters");
        return new TempPath(words.place(), words.text(), List.copyOf(levels));
    }
}
