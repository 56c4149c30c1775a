package owlboard.config.block;

import owlboard.config.directive.Directive;
import owlboard.config.directive.Passing;
import owlboard.config.directive.Ssl;
import owlboard.config.language.Refusal;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * {@code ssl_protocols} and {@code proxy_ssl_protocols}: versions before TLS 1.2 are not spoken (RFC 8996); a list of nothing else is
 * refused.
 */
final class TlsVersions {
    private static final List<Directive<List<String>>> LISTS = Stream.concat(Stream.of(Ssl.SSL_PROTOCOLS),
            Passing.ALL.stream().map(words -> words.tls.protocols)).toList();
    private static final Set<String> SPOKEN = Set.of("TLSv1.2", "TLSv1.3");

    private TlsVersions() {}

    static void check(Settings settings, Reading reading) {
        for (var list : LISTS) {
            var place = settings.place(list);
            if (place == null) continue;
            var old = new ArrayList<>(settings.level().get(list));
            boolean usable = old.removeIf(SPOKEN::contains);
            if (old.isEmpty()) continue;
            var words = '"' + list.name() + "\": " + String.join(" and ", old) + (old.size() == 1 ? " is" : " are") + " not spoken here";
            if (usable) reading.warn(place, list.name(), words + ", TLSv1.2 and TLSv1.3 are");
            else reading.refuse(new Refusal(place, words, "write TLSv1.2 TLSv1.3"));
        }
    }
}
