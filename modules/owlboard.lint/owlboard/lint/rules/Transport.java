package owlboard.lint.rules;

import static owlboard.lint.look.Severity.HIGH;
import static owlboard.lint.look.Severity.INFO;
import static owlboard.lint.look.Severity.LOW;
import static owlboard.lint.look.Severity.MEDIUM;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import owlboard.config.language.Syntax.Node;
import owlboard.lint.look.Block;
import owlboard.lint.look.Conf;
import owlboard.lint.look.Edit;
import owlboard.lint.look.Found;
import owlboard.lint.look.Rule;

/** Listening and TLS. */
final class Transport {
    private static final Set<String> OLD = Set.of("SSLv2", "SSLv3", "TLSv1", "TLSv1.1");

    static final List<Rule> RULES = List.of(
            Rule.of("weak_ssl_tls deprecated-ssl-protocol weak-ssl-ciphers", MEDIUM,
                    "TLS 1.1 and older is deprecated (RFC 8996); ciphers without secrecy or with RC4, DES or MD5 are broken.",
                    "ssl_protocols TLSv1.2 TLSv1.3; and no ssl_ciphers, or only ECDHE ones with AES-GCM or ChaCha20.", Transport::weak),
            Rule.of("ssl_ecdh_curve", LOW, "OpenSSL before 3.5 does not know post-quantum groups, and nginx does not start with a list"
                    + " that has one.",
                    "?X25519MLKEM768:X25519 with OpenSSL 3.3 and newer; no list where it is older.", Transport::curve),
            Rule.of("ssl_stapling_letsencrypt", LOW, "Let's Encrypt has ended OCSP: its certificates name no responder, and nginx warns"
                    + " at each start.",
                    "Remove ssl_stapling and ssl_stapling_verify.", Transport::letsEncrypt),
            Rule.of("ssl_stapling_without_resolver", LOW, "nginx looks the responder up when it asks; without a resolver it never can.",
                    "resolver ADDRESS; of a name server inside.", Transport::staplingResolver),
            Rule.of("http2_misdirected_request", MEDIUM,
                    "HTTP/2 connections are used for other names of the same certificate: those requests come here past the refused"
                    + " handshake.",
                    "location / { return 421; } (RFC 9110 section 15.5.20)", Transport::misdirected),
            Rule.of("listen-http2-deprecated", LOW, "listen ... http2 is deprecated since nginx 1.25.1, and holds for all servers of"
                    + " the address.",
                    "http2 on; in the server; --fix writes it with --nginx-version 1.25.1 or newer.", Transport::listenHttp2),
            Rule.of("ssl-on-deprecated", MEDIUM, "ssl on; is gone since nginx 1.25.1, which does not start with it.", "listen 443 ssl;",
                    Transport::sslOn),
            Rule.of("quic_bpf_reuseport", HIGH,
                    "With quic_bpf, reuseport and several workers nginx drops about half of the QUIC connections after a reload (its"
                    + " issue 425).",
                    "quic_bpf off;", Transport::quic),
            Rule.of("default_server_flag", LOW,
                    "Of servers on one address without default_server the first in the file answers for all other names: moving it"
                    + " changes who.",
                    "listen ... default_server; in the one that should.", Transport::defaultServer));

    private Transport() {}

    private static void weak(Conf conf, Found found) {
        conf.main().uses("ssl_protocols", "proxy_ssl_protocols").filter(use -> use.node().args().stream().anyMatch(OLD::contains))
                .forEach(use -> {
            var kept = new ArrayList<>(use.node().args());
            kept.removeAll(OLD);
            if (kept.isEmpty()) kept.addAll(List.of("TLSv1.2", "TLSv1.3"));
            found.at(use.node(), use.node().name() + " " + String.join(" ", use.node().args()), Edit.of(
                    "\\b" + use.node().name() + "\\s[^;]*;", use.node().name() + " " + String.join(" ", kept) + ";"));
        });
        conf.main().uses("ssl_ciphers", "proxy_ssl_ciphers").forEach(use -> {
            for (var cipher : use.arg(0).split("[:, ]+")) {
                if (cipher.matches("(?i)(?![!-]).*(NULL|EXP|RC4|\\bDES\\b|3DES|DES-CBC|MD5|ADH|AECDH).*|LOW|\\+?LOW")) {
                    found.at(use, use.node().name() + " allows " + cipher);
                    return;
                }
            }
        });
    }

    private static void curve(Conf conf, Found found) {
        conf.main().uses("ssl_ecdh_curve").forEach(use -> {
            for (var group : use.arg(0).split(":")) {
                if (group.matches("(?i)[^?].*(MLKEM|KYBER).*")) found.at(use, "ssl_ecdh_curve " + group + " without a question mark");
            }
        });
    }

    private static void letsEncrypt(Conf conf, Found found) {
        conf.main().uses("ssl_stapling").filter(use -> use.arg(0).equals("on")).filter(use -> use.block().value("ssl_certificate", "")
                .contains("letsencrypt")).forEach(use -> found.at(use, "ssl_stapling with a certificate of Let's Encrypt"));
    }

    private static void staplingResolver(Conf conf, Found found) {
        conf.main().uses("ssl_stapling").filter(use -> use.arg(0).equals("on") && use.block().source("resolver") == null
                && use.block().source("ssl_stapling_file") == null).forEach(use -> found.at(use, "ssl_stapling without a resolver"));
    }

    private static boolean listens(Block server, String word) {
        return server.own("listen").stream().anyMatch(line -> line.args().contains(word));
    }

    private static void misdirected(Conf conf, Found found) {
        conf.servers().filter(server -> server.value("ssl_reject_handshake", "off").equals("on"))
                .filter(server -> listens(server, "default_server") || listens(server, "default"))
                .filter(server -> listens(server, "http2") || server.value("http2", "off").equals("on"))
                .filter(server -> server.uses("return").noneMatch(use -> use.arg(0).equals("421")))
                .forEach(server -> found.at(server.node(), "handshakes of unknown names are refused, and their HTTP/2 requests are not"));
    }

    /** Than 1.25.1, which has the directive. */
    private static boolean isOlder(String nginxVersion) {
        if (nginxVersion.isEmpty()) return false;
        var parts = nginxVersion.split("\\.");
        int minor = Integer.parseInt(parts[0]) * 1000 + Integer.parseInt(parts[1]);
        return minor < 1025 || minor == 1025 && parts[2].equals("0");
    }

    /** The word holds for an address and all servers there, the directive for all addresses of a server. */
    private static boolean isSameForAll(Conf conf, Block server) {
        var listens = server.own("listen");
        if (!listens.stream().allMatch(line -> line.args().contains("http2"))) return false;
        var addresses = listens.stream().map(line -> line.args().getFirst()).toList();
        return conf.servers().flatMap(other -> other.own("listen").stream()).filter(line -> addresses.contains(line.args().getFirst()))
                .allMatch(line -> line.args().contains("http2"));
    }

    /** Mended where it is known that the nginx of this file has the other directive. */
    private static void listenHttp2(Conf conf, Found found) {
        if (isOlder(conf.nginxVersion())) return;
        boolean isKnown = !conf.nginxVersion().isEmpty();
        conf.servers().forEach(server -> {
            boolean said = server.has("http2");
            boolean same = isSameForAll(conf, server);
            for (var line : server.own("listen")) {
                if (!line.args().contains("http2")) continue;
                var put = "listen$1$2;" + (said ? "" : " http2 on;");
                found.at(line, "listen with http2", same && isKnown ? Edit.of("\\blisten(\\s[^;]*?)\\s+http2\\b([^;]*);", put) : null);
                said = true;
            }
        });
    }

    private static void sslOn(Conf conf, Found found) {
        conf.main().uses("ssl").filter(use -> use.arg(0).equals("on")).forEach(use -> found.at(use, "ssl on"));
    }

    private static void quic(Conf conf, Found found) {
        boolean bpf = conf.main().uses("quic_bpf").anyMatch(use -> use.arg(0).equals("on"));
        if (!bpf || conf.main().value("worker_processes", "1").equals("1")) return;
        conf.main().uses("listen").filter(use -> use.node().args().containsAll(List.of("quic", "reuseport")))
                .forEach(use -> found.at(use, "quic_bpf with reuseport and several workers"));
    }

    private static void defaultServer(Conf conf, Found found) {
        var seen = new HashSet<String>();
        var marked = new HashSet<String>();
        conf.servers().forEach(server -> server.own("listen").forEach(line -> {
            if (line.args().contains("default_server") || line.args().contains("default")) marked.add(address(line));
        }));
        conf.servers().forEach(server -> {
            for (var line : server.own("listen")) {
                if (marked.contains(address(line)) || seen.add(address(line))) continue;
                found.at(line, "several servers listen on " + address(line) + ", and none is its default_server");
                marked.add(address(line));
            }
        });
    }

    /** {@code 80} and {@code *:80} are the same. */
    private static String address(Node listen) {
        return listen.args().isEmpty() ? "" : listen.args().getFirst().replaceFirst("^(\\*|0\\.0\\.0\\.0):", "");
    }
}
