package owlboard.proxy.forward;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import owlboard.config.Regex;
import owlboard.config.directive.Fastcgi;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Scope;
import owlboard.proxy.exchange.Slot;
import owlboard.proxy.exchange.Value;

/** {@code fastcgi_index} and {@code fastcgi_split_path_info} of one level. {@code split} null: the whole URI is the script. */
record FastcgiVariables(String index, Pattern split) {
    static final Slot<FastcgiVariables> SLOT = new Slot<>((scope, _) -> of(scope));

    static final Map<String, Value.Part> ALL = Map.of(
            "fastcgi_script_name", (out, exchange) -> {
                var here = exchange.settings.get(SLOT);
                var script = here.script(exchange);
                out.add(script);
                if (script.endsWith("/")) out.add(here.index);
                return true;
            },
            "fastcgi_path_info", (out, exchange) -> {
                var match = exchange.settings.get(SLOT).match(exchange);
                if (match != null && match.groupCount() > 1 && match.group(2) != null) out.add(match.group(2));
                return true;
            });

    private static FastcgiVariables of(Scope scope) {
        var index = scope.level().get(Fastcgi.FASTCGI_INDEX);
        Regex split = scope.level().get(Fastcgi.FASTCGI_SPLIT_PATH_INFO);
        return new FastcgiVariables(index == null ? "" : index, split == null ? null : split.pattern());
    }

    private String script(Exchange exchange) {
        var match = match(exchange);
        if (match == null) return exchange.uri;
        return match.group(1) == null ? "" : match.group(1);
    }

    /** Null: there is no match. */
    private Matcher match(Exchange exchange) {
        if (split == null) return null;
        var match = split.matcher(exchange.uri);
        return match.find() ? match : null;
    }
}
