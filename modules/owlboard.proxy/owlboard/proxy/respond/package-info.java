/**
 * What the client reads: heads in nginx's order of lines, pages, files, relayed answers, tunnels.
 * In: an exchange and what answers it. Out: bytes on the client's wire.
 * Threads: loops; the disk is touched off them.
 * Never: chooses a peer or a location.
 * Source: ngx_http_header_filter_module, ngx_http_headers_module, ngx_http_special_response.c; RFC 9112 §7, RFC 9110 §13, §14.
 */
package owlboard.proxy.respond;
