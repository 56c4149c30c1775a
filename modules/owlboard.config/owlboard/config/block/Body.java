package owlboard.config.block;

import owlboard.config.Location.Content;
import owlboard.config.Protocol;
import owlboard.config.directive.Core;
import owlboard.config.directive.Directive;
import owlboard.config.directive.Directives;
import owlboard.config.directive.Proxy;
import owlboard.config.directive.Standing;
import owlboard.config.language.Context;
import owlboard.config.language.Refusal;
import owlboard.config.language.Syntax.Node;
import owlboard.config.language.Words;

import java.util.ArrayList;
import java.util.List;

/** Reads the directives of one block: the values first, wherever they stand, then what shapes the tree, which inherits them. */
final class Body {
    /** Takes a directive without a value of its own: a block, a step, a zone. */
    @FunctionalInterface
    interface Shape {
        void accept(Words words) throws Refusal;
    }

    private static final String BYTE_ORDER_MARK = "\u00ef\u00bb\u00bf";

    private record Shaping(Directive<?> directive, Words words) {}

    private Body() {}

    static void read(List<Node> nodes, Context context, Settings settings, Reading reading, Shape shape) {
        var shaping = new ArrayList<Shaping>();
        for (var node : nodes) {
            try {
                var words = new Words(node, context, reading.scope());
                var directive = known(words);
                boolean off = isSwitchedOff(directive, words);
                if (off) reading.meaningless(node.place(), node.name(), "off, as it always is here");
                if (off && directive.standing() == Standing.REFUSED) continue;
                check(directive, words, settings);
                if (directive == Proxy.PROXY_REDIRECT) defaultRedirect(words, settings);
                boolean inMemory = directive == Core.ERROR_LOG && words.text().startsWith(Core.MEMORY);
                if (inMemory) reading.meaningless(node.place(), node.name(), "for debuggers: nothing is kept, name a file or stderr");
                else if (!off) reading.met(directive, node.place());
                var value = directive.hasValue() ? directive.read(words, settings.own(directive)) : null;
                settings.put(directive, value, node.place());
                if (!directive.hasValue()) shaping.add(new Shaping(directive, words));
            } catch (Refusal refusal) {
                reading.refuse(refusal);
            }
        }
        BufferSizes.check(settings, reading);
        CharsetPair.check(settings, reading);
        TlsVersions.check(settings, reading);
        StoreOrCache.check(settings, reading);
        for (var next : shaping) {
            try {
                shape.accept(next.words());
            } catch (Refusal refusal) {
                reading.refuse(refusal);
            }
        }
    }

    private static Directive<?> known(Words words) throws Refusal {
        if (words.name().startsWith(BYTE_ORDER_MARK)) {
            throw words.refuse("unknown directive \"" + words.name() + '"',
                    "the file begins with a byte order mark: save it as UTF-8 without one");
        }
        if (Directives.named(words.name()).isEmpty()) {
            throw words.refuse("unknown directive \"" + words.name() + '"', Directives.hint(words.name()));
        }
        var directive = Directives.find(words.name(), words.context());
        if (directive == null) throw words.refuse('"' + words.name() + "\" directive is not allowed here");
        return directive;
    }

    /** What is not supported may be switched off. */
    private static boolean isSwitchedOff(Directive<?> directive, Words words) {
        boolean off = words.count() == 1 && (words.text().equals("off") || words.text().equals("0"));
        return off && words.node().block() == null && directive.standing() == Standing.REFUSED;
    }

    /** Its value is made of that of {@code proxy_pass}. */
    private static void defaultRedirect(Words words, Settings settings) throws Refusal {
        boolean passes = settings.own(Proxy.PROXY_PASS) instanceof Content.Proxy proxy && proxy.protocol() == Protocol.HTTP;
        if (passes || words.count() != 1 || !words.text().equals("default")) return;
        throw words.refuse("\"proxy_redirect default\" should be placed after the \"proxy_pass\" directive");
    }

    private static void check(Directive<?> directive, Words words, Settings settings) throws Refusal {
        var name = directive.name();
        if (directive.standing() == Standing.REFUSED) {
            var yet = directive.reason().isEmpty() ? " yet" : "";
            throw words.refuse('"' + name + "\" directive is not supported" + yet, directive.reason());
        }
        boolean block = words.node().block() != null;
        if (block && !directive.isBlock()) throw words.refuse("directive \"" + name + "\" is not terminated by \";\"");
        if (!block && directive.isBlock()) throw words.refuse("directive \"" + name + "\" has no opening \"{\"");
        if (!directive.takesCount(words.count())) throw words.refuse("invalid number of arguments in \"" + name + "\" directive");
        if (!directive.isRepeatable() && settings.place(directive) != null) throw words.refuse('"' + name + "\" directive is duplicate");
    }
}
