package owlboard.proxy.route;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import owlboard.config.Place;
import owlboard.config.Regex;
import owlboard.config.Step;
import owlboard.config.language.Units;
import owlboard.proxy.content.Return;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Failure;
import owlboard.proxy.exchange.Matching;
import owlboard.proxy.exchange.UriPath;
import owlboard.proxy.exchange.Value;
import owlboard.proxy.logfile.ErrorLog.Severity;
import owlboard.wire.http.Bytes;
import owlboard.wire.loop.Offload;

/** Runs a {@link Script} on an exchange (ngx_http_rewrite_module). */
final class Rewrite {
    private Rewrite() {}

    /** What a script left: nothing, an answer, or an end of its level ({@code last}, {@code break}). */
    sealed interface Outcome {}

    record Through() implements Outcome {}

    record Stopped() implements Outcome {}

    record Answered(Return answer) implements Outcome {}

    private static final Outcome THROUGH = new Through();
    private static final Outcome STOPPED = new Stopped();

    static Outcome run(Exchange exchange, Script script) throws Failure {
        if (script == Script.NONE) return THROUGH;
        exchange.quotesCaptures = true;
        return steps(exchange, script);
    }

    private static Outcome steps(Exchange exchange, Script script) throws Failure {
        for (var op : script.ops) {
            var outcome = switch (op) {
                case Script.Set set -> {
                    exchange.define(set.slot(), text(exchange, set.value()));
                    if (exchange.trace != null) tell(exchange, "set $" + set.name() + " to \"" + exchange.defined(set.slot())
                            + '"', set.place());
                    yield THROUGH;
                }
                case Script.SetArgs set -> {
                    exchange.args = text(exchange, set.value());
                    exchange.meets("set $args", set.place(), null);
                    exchange.uriUntouched = false;
                    yield THROUGH;
                }
                case Script.SetLimitRate set -> {
                    var text = set.value().text(exchange);
                    var rate = Units.size(text);
                    exchange.meets("set $limit_rate", set.place(), null);
                    if (rate.isPresent()) exchange.limitRate = rate.getAsLong();
                    else exchange.log(Severity.ERROR, "invalid $limit_rate \"" + text + '"');
                    yield THROUGH;
                }
                case Script.If conditional -> conditional(exchange, conditional);
                case Script.Replace replace -> replace(exchange, replace);
                case Script.Return answer -> {
                    if (exchange.trace != null) tell(exchange, "return " + answer.code(), answer.place());
                    exchange.meets("return", answer.place(), null);
                    yield new Answered(new Return(answer.code(), answer.text()));
                }
                case Script.Break _ -> {
                    exchange.uriChanged = false;
                    yield STOPPED;
                }
            };
            if (outcome != THROUGH) return outcome;
        }
        return THROUGH;
    }

    private static Outcome conditional(Exchange exchange, Script.If conditional) throws Failure {
        boolean holds = holds(exchange, conditional.test());
        if (exchange.trace != null) tell(exchange, holds ? "if: it is so" : "if: it is not so", conditional.place());
        if (!holds) return THROUGH;
        exchange.meets("if", conditional.place(), null);
        if (conditional.settings() != null) exchange.settings = conditional.settings();
        return steps(exchange, conditional.body());
    }

    private static boolean holds(Exchange exchange, Script.Test test) {
        return switch (test) {
            case Script.Truthy truthy -> {
                var text = truthy.value().text(exchange);
                yield !text.isEmpty() && !text.equals("0");
            }
            case Script.Equal equal -> equal.value().text(exchange).equals(text(exchange, equal.other())) != equal.negated();
            case Script.Matches matches -> matches(exchange, matches.regex(), matches.value().text(exchange)) != matches.negated();
            case Script.FileTest file -> {
                var text = text(exchange, file.path());
                var path = exchange.snapshot.paths.resolve(text);
                boolean folder = text.endsWith("/");
                yield Offload.<Boolean, RuntimeException>call(() -> exists(file.kind(), path) && (!folder || Files.isDirectory(path)))
                        != file.negated();
            }
        };
    }

    /** Captures of a URI that came with escapes are escaped, until a {@code rewrite} of this script has matched. */
    private static String text(Exchange exchange, Value value) {
        exchange.escapeCaptures = exchange.quotesCaptures && (exchange.uriWasEncoded || exchange.uriHadPlus);
        var text = value.text(exchange);
        exchange.escapeCaptures = false;
        return text;
    }

    private static boolean exists(char kind, Path path) {
        return switch (kind) {
            case 'f' -> Files.isRegularFile(path);
            case 'd' -> Files.isDirectory(path);
            case 'x' -> Files.isExecutable(path);
            default -> Files.exists(path);
        };
    }

    private static boolean matches(Exchange exchange, Regex regex, String text) {
        boolean matches = Matching.find(exchange, regex, text);
        if (!matches) exchange.captures = null; // also those of the location
        if (exchange.settings.core.logsRewriting) {
            exchange.log(Severity.NOTICE, '"' + regex.source() + (matches ? "\" matches \"" : "\" does not match \"") + text + '"');
        }
        return matches;
    }

    private static Outcome replace(Exchange exchange, Script.Replace replace) throws Failure {
        var before = exchange.uri;
        if (!matches(exchange, replace.step().regex(), before)) {
            if (exchange.trace != null) tell(exchange, replace.step().regex().source() + " does not match " + before, replace.step()
                    .place());
            return THROUGH;
        }
        exchange.internal = true; // as in nginx, from here on: an internal location may be next
        var out = exchange.desk().takeBytes();
        boolean escape = exchange.uriWasEncoded || exchange.uriHadPlus;
        exchange.escapeCaptures = escape && replace.redirects();
        replace.uri().addTo(out, exchange);
        var uri = replace.redirects() ? UriPath.unescapedRedirect(out.toString()) : out.toString();
        out.clear();
        exchange.escapeCaptures = escape;
        String args = null;
        if (replace.args() != null) {
            replace.args().addTo(out, exchange);
            args = out.toString();
        }
        exchange.escapeCaptures = exchange.quotesCaptures = false;
        exchange.desk().give(out);
        if (args == null) args = replace.keepArgs() ? exchange.args : "";
        else if (replace.keepArgs() && !exchange.args.isEmpty()) args = args + "&" + exchange.args;
        var flag = replace.step().flag();
        if (exchange.trace != null) {
            tell(exchange, before + " becomes " + uri + (args.isEmpty() ? "" : "?" + args) + " (" + flag.name().toLowerCase(Locale.ROOT)
                    + ")",
                    replace.step().place());
        }
        exchange.meets("rewrite", replace.step().place(), uri);
        if (replace.redirects()) {
            int code = flag == Step.Flag.PERMANENT ? 301 : 302;
            var location = args.isEmpty() && replace.args() == null ? uri : uri + "?" + args;
            if (exchange.settings.core.logsRewriting) exchange.log(Severity.NOTICE, "rewritten redirect: \"" + location + '"');
            return new Answered(Return.redirect(code, location));
        }
        if (uri.isEmpty()) throw Failure.ours(500, "the rewritten URI has a zero length");
        if (exchange.settings.core.logsRewriting) {
            exchange.log(Severity.NOTICE, "rewritten data: \"" + uri + "\", args: \"" + args + '"');
        }
        exchange.uri = uri;
        exchange.args = args;
        exchange.uriUntouched = false;
        if (flag == Step.Flag.BREAK) {
            exchange.uriChanged = false;
            exchange.locationPrefixHolds = false;
            return STOPPED;
        }
        exchange.uriChanged = true;
        return flag == Step.Flag.LAST ? STOPPED : THROUGH;
    }

    private static void tell(Exchange exchange, String text, Place place) {
        exchange.trace.tell("rewrite", text, place);
    }

    /** Used by capture parts of a replacement. */
    static void addCapture(Bytes out, String text, boolean escape) {
        if (escape) UriPath.addEscapedArgument(out, text);
        else out.add(text);
    }
}
