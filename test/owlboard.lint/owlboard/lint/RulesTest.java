package owlboard.lint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import owlboard.lint.rules.Catalogue;

/**
 * Each rule with files that break it and files that do not: {@code cases/*.txt}. A case begins with {@code === RULE bad} or
 * {@code === RULE good}, and a version of nginx where it is for one; {@code --- FILE} begins another file of it.
 */
class RulesTest {
    private static final Path CASES = Path.of("test/owlboard.lint/cases");

    private record Case(String rule, boolean bad, String version, String where, Map<String, StringBuilder> files) {
        Report report() throws IOException {
            var read = new ArrayList<Site.Read>();
            for (var file : files.entrySet()) read.add(Site.text(file.getValue().toString(), file.getKey(), version));
            var site = new Site(read);
            site.link();
            return Lint.look(site);
        }
    }

    @Test void aRuleSeesWhatBreaksItAndNothingElse() throws IOException {
        var wrong = new ArrayList<String>();
        for (var each : cases()) {
            assertNotNull(Catalogue.named(each.rule).orElse(null), each.where + " is for no rule");
            var report = each.report();
            boolean seen = report.findings().stream().anyMatch(it -> it.rule().id().equals(each.rule));
            if (seen != each.bad) wrong.add(each.where + ": " + each.rule + (seen ? " is told without reason" : " is not seen"));
            report.findings().stream().filter(it -> it.rule().id().equals("syntax")).forEach(it -> wrong.add(each.where + ": "
                    + it.reason()));
        }
        assertEquals("", String.join("\n", wrong));
    }

    @Test void everyRuleHasABadAndAGoodFile() throws IOException {
        var cases = cases();
        var missing = new ArrayList<String>();
        for (var rule : Catalogue.RULES) {
            for (boolean bad : List.of(true, false)) {
                if (cases.stream().noneMatch(each -> each.rule.equals(rule.id()) && each.bad == bad)) {
                    missing.add(rule.id() + (bad ? " bad" : " good"));
                }
            }
        }
        assertEquals("", String.join("\n", missing));
    }

    /** Those of gixy, Gixy-Next and gixy-ng, then nginx-lint's. */
    private static final String OTHERS = """
            add_header_content_type add_header_multiline add_header_redefinition alias_traversal allow_without_deny default_server_flag
            error_log_off filesystem_root_exposure hash_without_default host_spoofing http2_misdirected_request http_splitting if_is_evil
            invalid_regex low_keepalive_requests missing_worker_processes mixed_case_variable origins overlapping_captures
            proxy_buffering_off proxy_pass_normalized proxy_set_header_redefinition quic_bpf_reuseport regex_redos resolver_external
            return_bypasses_allow_deny ssl_ecdh_curve ssl_stapling_letsencrypt ssl_stapling_without_resolver ssrf stale_dns_cache
            status_page_exposed try_files_is_evil_too unanchored_regex unnamed_groups valid_referers version_disclosure
            worker_rlimit_nofile_vs_connections weak_ssl_tls hsts_header missing_resolver regex_exact_match nginx_cves
            add-header-inheritance alias-location-slash-mismatch autoindex-enabled client-max-body-size-not-set deprecated-ssl-protocol
            directive-inheritance duplicate-directive gzip-not-enabled if-is-evil-in-location invalid-directive-context
            listen-http2-deprecated map-missing-default map-unnamed-capture missing-error-log nginx-rift proxy-keepalive
            proxy-missing-host-header proxy-pass-domain proxy-pass-with-uri proxy-set-header-inheritance root-in-location
            server-tokens-enabled ssl-on-deprecated try-files-with-proxy unreachable-location upstream-server-no-resolve weak-ssl-ciphers
            indent trailing-whitespace space-before-semicolon block-lines unmatched-braces unclosed-quote missing-semicolon
            include-path-exists force_https
            """;

    /** As a rule of ours, or as one that is left out with a reason; and a comment may excuse it by that name. */
    @Test void everyIdOfTheOtherLintersIsKnown() throws IOException {
        var ids = List.of(OTHERS.strip().split("\\s+"));
        var leftOut = LeftOut.ALL.stream().map(LeftOut::id).toList();
        assertEquals(List.of(), ids.stream().filter(id -> Lint.rule(id).isPresent() == leftOut.contains(id)).toList());
        assertEquals(List.of(), leftOut.stream().filter(id -> !ids.contains(id)).toList());
        var text = new StringBuilder("server_tokens off;\n");
        for (var id : ids) text.append("# owlboard:ignore-file ").append(id).append(" because\n");
        var findings = Lint.look(new Site(List.of(Site.text(text.toString(), "edge.conf", "")))).findings();
        assertEquals(List.of(), findings.stream().map(it -> it.rule().id()).filter(id -> id.startsWith("ignore-unk")).toList());
    }

    @Test void oneIdAnIdea() {
        var names = new HashMap<String, String>();
        for (var rule : Lint.rules()) {
            assertEquals(null, names.put(rule.id(), rule.id()), rule.id());
        }
        for (var rule : Lint.rules()) {
            for (var alias : rule.aliases()) {
                if (alias.matches("T\\d+")) continue; // a finding of the team's may have several sides
                var other = names.put(alias, rule.id());
                assertEquals(null, other, alias + " is " + rule.id() + " and " + other);
            }
        }
    }

    private static List<Case> cases() throws IOException {
        var cases = new ArrayList<Case>();
        try (Stream<Path> files = Files.list(CASES)) {
            for (var file : files.sorted().toList()) read(file, cases);
        }
        return cases;
    }

    private static void read(Path file, List<Case> into) throws IOException {
        StringBuilder text = null;
        var lines = Files.readAllLines(file);
        for (int i = 0; i < lines.size(); i++) {
            var line = lines.get(i);
            if (line.startsWith("=== ")) {
                var words = line.split(" ");
                text = new StringBuilder();
                var each = new Case(words[1], words[2].equals("bad"), words.length > 3 ? words[3] : "",
                        file.getFileName() + ":" + (i + 1), new LinkedHashMap<>());
                each.files.put("edge.conf", text);
                into.add(each);
            } else if (line.startsWith("--- ")) {
                into.getLast().files.put(line.substring(4), text = new StringBuilder());
            } else if (text != null) {
                text.append(line).append('\n');
            }
        }
    }
}
