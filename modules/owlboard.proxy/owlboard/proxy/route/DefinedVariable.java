package owlboard.proxy.route;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import owlboard.config.Http;
import owlboard.config.Template;
import owlboard.config.directive.Networks;
import owlboard.proxy.access.AuthJwt;
import owlboard.proxy.access.TrustedProxies;
import owlboard.proxy.exchange.Addresses;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Matching;
import owlboard.proxy.exchange.Value;
import owlboard.proxy.logfile.ErrorLog.Severity;
import owlboard.wire.http.Bytes;

/**
 * What {@code set}, {@code map}, {@code geo}, {@code split_clients} and {@code auth_jwt_claim_set} define. A map is evaluated once per
 * request, unless it is volatile.
 */
final class DefinedVariable {
    /** Variables that ask for each other, as many as nginx takes (ngx_http_variable_depth). */
    private static final int DEPTH_MAX = 100;
    /** The one that a module has, for {@code set} to set: nobody is told where it was not. */
    private static final String OF_A_MODULE = "uid_reset";

    private DefinedVariable() {}

    static Value.Part of(Http.Variable variable, int slot, Variables variables) {
        return switch (variable.source()) {
            case Http.Source.Assigned assigned -> assigned.bySet() && !variable.name().equals(OF_A_MODULE) ? set(slot, variable.name())
                    : assigned(slot);
            case Http.Source.OfToken told -> told.inHeader() ? AuthJwt.header(told.path()) : AuthJwt.claim(told.path());
            case Http.Source.Mapped map -> once(variable, slot, map.isVolatile(), new Mapping(map, variables)::pick);
            case Http.Source.Geo geo -> once(variable, slot, geo.isVolatile(), new Region(geo, variables)::pick);
            case Http.Source.Split split -> once(variable, slot, false, new Shares(split, variables)::pick);
        };
    }

    private interface Pick {
        String of(Exchange exchange);
    }

    private static Value.Part assigned(int slot) {
        return (out, exchange) -> {
            var value = exchange.defined(slot);
            if (value == null) return false;
            out.add(value);
            return true;
        };
    }

    /** Empty until it is set, which is told once a request ({@code uninitialized_variable_warn}). */
    private static Value.Part set(int slot, String name) {
        return (out, exchange) -> {
            var value = exchange.defined(slot);
            if (value == null) {
                if (exchange.settings.core.warnsOfUninitialized) {
                    exchange.log(Severity.WARN, "using uninitialized \"" + name + "\" variable");
                }
                exchange.define(slot, "");
                return true;
            }
            out.add(value);
            return true;
        };
    }

    /** One that asks for itself, through others, has no value there. */
    private static Value.Part once(Http.Variable variable, int slot, boolean isVolatile, Pick pick) {
        return (Bytes out, Exchange exchange) -> {
            var value = isVolatile ? null : exchange.defined(slot);
            if (value == null) {
                if (exchange.variableDepth == DEPTH_MAX) {
                    exchange.log(Severity.ERROR, "cycle while evaluating variable \"" + variable.name() + '"');
                    return false;
                }
                boolean escapes = exchange.escapeCaptures; // that is about the value around this one
                exchange.escapeCaptures = false;
                exchange.variableDepth++;
                value = pick.of(exchange);
                exchange.variableDepth--;
                exchange.escapeCaptures = escapes;
                if (!isVolatile) exchange.define(slot, value);
            }
            out.add(value);
            return true;
        };
    }

    /** {@code map}: exact keys, then wildcards from the longest, then regular expressions in order, then the default. */
    private static final class Mapping {
        private final Value input;
        private final Map<String, Value> exact = new HashMap<>();
        private final Map<String, Value> leading = new HashMap<>();
        private final Map<String, Value> trailing = new HashMap<>();
        private final boolean hostnames;
        private final Http.Source.Rule[] regexes;
        private final Value[] regexValues;
        private final Value otherwise;

        Mapping(Http.Source.Mapped map, Variables variables) {
            input = variables.value(map.input());
            fill(exact, map.exact(), variables);
            hostnames = map.hostnames() != null;
            if (hostnames) {
                fill(leading, map.hostnames().leading(), variables);
                fill(trailing, map.hostnames().trailing(), variables);
            }
            regexes = map.regexes().toArray(Http.Source.Rule[]::new);
            regexValues = map.regexes().stream().map(rule -> variables.value(rule.value())).toArray(Value[]::new);
            otherwise = variables.value(map.otherwise());
        }

        private static void fill(Map<String, Value> into, Map<String, Template> from, Variables variables) {
            from.forEach((key, template) -> into.put(key, variables.value(template)));
        }

        String pick(Exchange exchange) {
            var text = input.text(exchange);
            return find(exchange, text).text(exchange);
        }

        private Value find(Exchange exchange, String text) {
            var key = Variables.lower(text);
            if (hostnames && key.endsWith(".")) key = key.substring(0, key.length() - 1);
            var value = exact.get(key);
            if (value == null && hostnames) value = wildcard(key);
            if (value != null) return value;
            for (int i = 0; i < regexes.length; i++) if (Matching.find(exchange, regexes[i].regex(), text)) return regexValues[i];
            return otherwise;
        }

        private Value wildcard(String host) {
            for (int dot = host.indexOf('.'); dot >= 0; dot = host.indexOf('.', dot + 1)) {
                var value = leading.get(host.substring(dot));
                if (value != null) return value;
            }
            for (int dot = host.lastIndexOf('.'); dot >= 0; dot = host.lastIndexOf('.', dot - 1)) {
                var value = trailing.get(host.substring(0, dot + 1));
                if (value != null) return value;
            }
            return null;
        }
    }

    /** {@code geo}: what the address means, or the one that a trusted proxy tells. */
    private static final class Region {
        private final Http.Source.Geo geo;
        private final Value input;
        private final TrustedProxies proxies;

        Region(Http.Source.Geo geo, Variables variables) {
            this.geo = geo;
            input = variables.value(geo.input());
            proxies = geo.proxies().isEmpty() ? null : new TrustedProxies(geo.proxies().stream().map(Networks::parse).toList(),
                    geo.proxyRecursive());
        }

        String pick(Exchange exchange) {
            var address = Addresses.parse(input.text(exchange));
            if (proxies != null && proxies.trusts(address)) {
                var told = proxies.client(TrustedProxies.told(exchange, "x-forwarded-for"));
                if (told != null) address = Addresses.parse(told.address());
            }
            return geo.value(address);
        }
    }

    /** {@code split_clients}: MurmurHash2 of the text, as nginx computes it, so that a client stays in its share. */
    private static final class Shares {
        private final Value input;
        private final long[] upTo;
        private final Value[] values;

        Shares(Http.Source.Split split, Variables variables) {
            input = variables.value(split.input());
            upTo = split.shares().stream().mapToLong(Http.Source.Share::upTo).toArray();
            values = split.shares().stream().map(share -> variables.value(share.value())).toArray(Value[]::new);
        }

        String pick(Exchange exchange) {
            long hash = murmur2(input.text(exchange).getBytes(StandardCharsets.ISO_8859_1));
            for (int i = 0; i < upTo.length; i++) if (hash < upTo[i]) return values[i].text(exchange);
            return "";
        }

        private static long murmur2(byte[] data) {
            final int m = 0x5bd1e995;
            int h = data.length;
            int at = 0;
            for (; data.length - at >= 4; at += 4) {
                int k = data[at] & 255 | (data[at + 1] & 255) << 8 | (data[at + 2] & 255) << 16 | data[at + 3] << 24;
                k *= m;
                k ^= k >>> 24;
                h = h * m ^ k * m;
            }
            int left = data.length - at;
            if (left > 2) h ^= (data[at + 2] & 255) << 16;
            if (left > 1) h ^= (data[at + 1] & 255) << 8;
            if (left > 0) h = (h ^ data[at] & 255) * m;
            h ^= h >>> 13;
            h *= m;
            h ^= h >>> 15;
            return Integer.toUnsignedLong(h);
        }
    }
}
