package owlboard.config.block;

import owlboard.config.directive.Charsets;
import owlboard.config.directive.Directive;

import java.util.Objects;
import java.util.stream.Stream;

/** {@code charset} and {@code source_charset} that differ: there must be a {@code charset_map} between them. */
final class CharsetPair {
    private CharsetPair() {}

    static void check(Settings settings, Reading reading) {
        var place = Stream.<Directive<?>>of(Charsets.CHARSET, Charsets.SOURCE_CHARSET).map(settings::place).filter(Objects::nonNull)
                .findFirst();
        if (place.isEmpty()) return;
        var level = settings.level();
        var to = level.get(Charsets.CHARSET);
        var from = level.get(Charsets.SOURCE_CHARSET);
        if (!to.isConstant() || !from.isConstant()) return; // told in the error log when a request shows it
        boolean recodes = !to.constant().isEmpty() && !from.constant().isEmpty() && !to.constant().equalsIgnoreCase(from.constant());
        boolean known = level.get(Charsets.CHARSET_MAP).stream().anyMatch(map -> map.isBetween(from.constant(), to.constant()));
        if (recodes && !known) {
            reading.refuse(place.get(), "no \"charset_map\" between the charsets \"" + from.constant() + "\" and \"" + to.constant() + '"');
        }
    }
}
