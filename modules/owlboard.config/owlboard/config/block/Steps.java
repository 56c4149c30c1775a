package owlboard.config.block;

import owlboard.config.Step.Flag;
import owlboard.config.Step;
import owlboard.config.Variables;
import owlboard.config.language.Refusal;
import owlboard.config.language.Units;
import owlboard.config.language.Words;

import java.util.Locale;
import java.util.Optional;

/** The steps of the rewrite module that have no block. */
final class Steps {
    private Steps() {}

    /** Empty for a directive that is no step (accepted without a meaning). */
    static Optional<Step> read(Words words, Reading reading) throws Refusal {
        return switch (words.name()) {
            case "rewrite" -> Optional.of(rewrite(words));
            case "return" -> Optional.of(answer(words));
            case "break" -> Optional.of(new Step.Break(words.place()));
            case "set" -> Optional.of(set(words, reading));
            default -> Optional.empty();
        };
    }

    private static Step set(Words words, Reading reading) throws Refusal {
        var name = MapBlock.variable(words, 0).toLowerCase(Locale.ROOT);
        if (name.isEmpty()) throw words.refuse("invalid variable name \"" + words.text(0) + '"');
        int slot = Variables.isAssignable(name) ? -1 : reading.scope().set(name, words.place());
        return new Step.Set(words.place(), name, slot, words.template(1));
    }

    private static Step rewrite(Words words) throws Refusal {
        var replacement = words.text(1);
        if (replacement.isEmpty()) throw words.refuse("empty replacement");
        boolean answers = isAddress(replacement);
        var flag = words.count() == 2 ? Flag.NONE : switch (words.text(2)) {
            case "last" -> Flag.LAST;
            case "break" -> Flag.BREAK;
            case "redirect" -> Flag.REDIRECT;
            case "permanent" -> Flag.PERMANENT;
            default -> throw words.invalidParameter(2);
        };
        if (answers && flag != Flag.PERMANENT) flag = Flag.REDIRECT;
        boolean dropArgs = replacement.endsWith("?");
        var target = words.template(dropArgs ? replacement.substring(0, replacement.length() - 1) : replacement);
        return new Step.Rewrite(words.place(), words.regex(words.text(0), false), target, flag, dropArgs);
    }

    private static Step answer(Words words) throws Refusal {
        var first = words.text(0);
        var code = Units.number(first);
        if (code.isEmpty()) {
            if (words.count() == 1 && isAddress(first)) return new Step.Return(words.place(), 302, words.template(0));
            throw words.refuse("invalid return code \"" + first + '"');
        }
        if (code.getAsLong() > 999) throw words.refuse("invalid return code \"" + first + '"');
        return new Step.Return(words.place(), (int) code.getAsLong(), words.count() == 2 ? words.template(1) : null);
    }

    private static boolean isAddress(String text) {
        return text.startsWith("http://") || text.startsWith("https://") || text.startsWith("$scheme");
    }
}
