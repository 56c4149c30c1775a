package owlboard.cli.nginx;

import owlboard.config.directive.Directives;
import owlboard.config.directive.Standing;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The modules of {@code -V}, as nginx's {@code configure} names them: one that has to be asked for there, and is in here, is a
 * {@code --with-…}; one that is always in there, and is not here, a {@code --without-…}. A module is in where its directive is honoured.
 */
final class BuiltIn {
    private static final Map<String, String> ASKED_FOR = pairs("""
            http_ssl_module ssl_certificate
            http_v2_module http2
            http_v3_module http3
            http_realip_module set_real_ip_from
            http_addition_module addition_types
            http_sub_module sub_filter
            http_dav_module dav_methods
            http_gunzip_module gunzip
            http_gzip_static_module gzip_static
            http_auth_request_module auth_request
            http_random_index_module random_index
            http_secure_link_module secure_link
            http_slice_module slice
            http_stub_status_module stub_status
            http_flv_module flv
            http_mp4_module mp4
            http_image_filter_module image_filter
            http_xslt_module xslt_stylesheet
            http_perl_module perl
            http_geoip_module geoip_country
            stream stream
            stream_ssl_module proxy_ssl
            stream_ssl_preread_module ssl_preread
            stream_realip_module set_real_ip_from
            mail mail
            """);
    private static final Map<String, String> ALWAYS = pairs("""
            http_charset_module charset
            http_gzip_module gzip
            http_ssi_module ssi
            http_userid_module userid
            http_access_module allow
            http_auth_basic_module auth_basic
            http_mirror_module mirror
            http_autoindex_module autoindex
            http_geo_module geo
            http_map_module map
            http_split_clients_module split_clients
            http_referer_module valid_referers
            http_rewrite_module rewrite
            http_proxy_module proxy_pass
            http_fastcgi_module fastcgi_pass
            http_uwsgi_module uwsgi_pass
            http_scgi_module scgi_pass
            http_grpc_module grpc_pass
            http_memcached_module memcached_pass
            http_limit_conn_module limit_conn
            http_limit_req_module limit_req
            http_empty_gif_module empty_gif
            http_browser_module ancient_browser
            http_upstream_hash_module hash
            http_upstream_ip_hash_module ip_hash
            http_upstream_least_conn_module least_conn
            http_upstream_random_module random
            http_upstream_keepalive_module keepalive
            http_upstream_zone_module zone
            """);

    private BuiltIn() {}

    private static Map<String, String> pairs(String lines) {
        var pairs = new LinkedHashMap<String, String>();
        lines.lines().map(line -> line.split(" ")).forEach(words -> pairs.put(words[0], words[1]));
        return pairs;
    }

    /** Each with a space before it. */
    static String options() {
        var text = new StringBuilder(" --with-threads");
        ASKED_FOR.forEach((module, directive) -> {
            if (isIn(directive)) text.append(" --with-").append(module);
        });
        ALWAYS.forEach((module, directive) -> {
            if (!isIn(directive)) text.append(" --without-").append(module);
        });
        return text.toString();
    }

    private static boolean isIn(String directive) {
        return Directives.named(directive).stream()
                .anyMatch(one -> one.standing() == Standing.HONOURED || one.standing() == Standing.MEANINGLESS);
    }
}
