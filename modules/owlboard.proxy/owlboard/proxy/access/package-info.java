/**
 * Who may pass: limits (pre-access), addresses (access).
 * In: an exchange. Out: a {@link owlboard.proxy.exchange.Verdict}, refused with the configured status.
 * Owns: the counts of zones, exact for the whole process.
 * Threads: loops; a zone is locked for the time of one account, never over I/O.
 * Source: ngx_http_limit_req_module, ngx_http_limit_conn_module, ngx_http_access_module.
 */
package owlboard.proxy.access;
