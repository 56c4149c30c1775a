package owlboard.config;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The variables that exist without a definition. Names are lower case, without the dollar. */
public final class Variables {
    /** {@code $arg_NAME}, {@code $http_NAME} ...: any name may follow, also none. */
    public static final List<String> PREFIXES = List.of("arg_", "http_", "cookie_", "sent_http_", "sent_trailer_", "upstream_http_",
            "upstream_cookie_", "upstream_trailer_", "jwt_claim_", "jwt_header_", "proxy_protocol_tlv_");

    private static final Set<String> ASSIGNABLE = Set.of("args", "limit_rate");

    private static final Set<String> FIXED = names("""
            args query_string is_args uri document_uri request_uri request request_method request_id request_length request_time
            request_completion
            request_filename request_body request_body_file request_port
            host hostname server_name server_addr server_port server_protocol scheme https is_request_port
            remote_addr binary_remote_addr remote_port remote_user realip_remote_addr realip_remote_port
            proxy_protocol_addr proxy_protocol_port proxy_protocol_server_addr proxy_protocol_server_port
            content_length content_type document_root realpath_root limit_rate
            status body_bytes_sent bytes_sent connection connection_requests connection_time pipe pid nginx_version msec time_local
            time_iso8601 http2 http3
            tcpinfo_rtt tcpinfo_rttvar tcpinfo_snd_cwnd tcpinfo_rcv_space
            proxy_host proxy_port proxy_add_x_forwarded_for fastcgi_script_name fastcgi_path_info
            upstream_addr upstream_status upstream_response_time upstream_connect_time upstream_header_time upstream_queue_time
            upstream_bytes_received upstream_bytes_sent upstream_response_length upstream_cache_status upstream_last_server_name
            upstream_last_addr ssl_ech_status ssl_ech_outer_server_name ssl_encrypted_hello
            upstream_cache_last_modified upstream_cache_etag upstream_cache_key upstream_cache_age
            owlboard_reason
            otel_trace_id otel_span_id otel_parent_id otel_parent_sampled
            limit_req_status limit_conn_status connections_active connections_reading connections_writing connections_waiting
            gzip_ratio invalid_referer slice_range uid_got uid_set uid_reset secure_link secure_link_expires date_local
            date_gmt ancient_browser modern_browser msie
            ssl_protocol ssl_cipher ssl_ciphers ssl_curve ssl_curves ssl_session_id ssl_session_reused ssl_server_name ssl_early_data
            ssl_alpn_protocol ssl_sigalg
            ssl_client_cert ssl_client_raw_cert ssl_client_escaped_cert ssl_client_s_dn ssl_client_i_dn ssl_client_s_dn_legacy
            ssl_client_i_dn_legacy
            ssl_client_serial ssl_client_fingerprint ssl_client_verify ssl_client_v_start ssl_client_v_end ssl_client_v_remain
            ssl_client_sigalg
            jwt_payload
            """);

    /** What nginx's modules own though a prefix would cover it, or though nothing here has it. */
    private static final Set<String> OWNED = names("""
            http_host http_user_agent http_referer http_via http_x_forwarded_for http_cookie
            sent_http_content_type sent_http_content_length sent_http_location sent_http_last_modified sent_http_connection
            sent_http_keep_alive
            sent_http_transfer_encoding sent_http_cache_control sent_http_link
            proxy_internal_body_length proxy_internal_chunked fastcgi_script_name fastcgi_path_info
            """);

    /** What nginx has a value for and nothing here can have. */
    private static final Set<String> UNTOLD = names("""
            ssl_ech_status ssl_ech_outer_server_name ssl_encrypted_hello
            """);

    /** Those of {@code stream}, which has no requests. */
    private static final Set<String> STREAM_FIXED = names("""
            binary_remote_addr remote_addr remote_port realip_remote_addr realip_remote_port server_addr server_port server_name
            proxy_protocol_addr proxy_protocol_port proxy_protocol_server_addr proxy_protocol_server_port
            protocol status bytes_received bytes_sent session_time connection hostname pid nginx_version msec time_local time_iso8601
            limit_conn_status proxy_host
            upstream_addr upstream_bytes_received upstream_bytes_sent upstream_connect_time upstream_first_byte_time upstream_session_time
            ssl_preread_protocol ssl_preread_server_name ssl_preread_alpn_protocols
            ssl_protocol ssl_cipher ssl_ciphers ssl_curve ssl_curves ssl_session_id ssl_session_reused ssl_server_name
            ssl_alpn_protocol ssl_sigalg
            ssl_client_cert ssl_client_raw_cert ssl_client_s_dn ssl_client_i_dn ssl_client_s_dn_legacy ssl_client_i_dn_legacy
            ssl_client_serial ssl_client_fingerprint ssl_client_verify ssl_client_v_start ssl_client_v_end ssl_client_v_remain
            ssl_client_sigalg
            """);

    /** What is there without a definition where one kind of traffic is served. */
    public record Table(Set<String> fixed, List<String> prefixes, Set<String> owned) {
        /** Whether {@code $name} may be used without a definition. */
        public boolean isBuiltIn(String name) {
            return fixed.contains(name) || prefixes.stream().anyMatch(name::startsWith);
        }

        /** Whether a module has it by its whole name: no {@code set}, {@code map} and the like may define it. */
        public boolean isOwned(String name) {
            return (fixed.contains(name) || owned.contains(name)) && !name.equals("uid_reset"); // which is there to be set
        }
    }

    public static final Table HTTP = new Table(FIXED, PREFIXES, OWNED);
    public static final Table STREAM = new Table(STREAM_FIXED, List.of("proxy_protocol_tlv_"), Set.of());

    private Variables() {}

    /** Why a variable that nginx has cannot be used here; null where it can. */
    public static String untold(String name) {
        return UNTOLD.contains(name) ? "nothing here speaks Encrypted Client Hello: leave it out" : null;
    }

    /** Whether {@code $name} may be used without a definition. */
    public static boolean isBuiltIn(String name) {
        return HTTP.isBuiltIn(name);
    }

    /** Whether {@code set $name} is possible although it is built in: {@code $args} and {@code $limit_rate}. */
    public static boolean isAssignable(String name) {
        return ASSIGNABLE.contains(name);
    }

    /** Whether a module has it by its whole name: no {@code set}, {@code map} and the like may define it. */
    public static boolean isOwned(String name) {
        return HTTP.isOwned(name);
    }

    /** All names without prefixes, sorted. */
    public static Set<String> fixed() {
        return FIXED;
    }

    private static Set<String> names(String text) {
        return Collections.unmodifiableSet(new TreeSet<>(List.of(text.trim().split("\\s+"))));
    }
}
