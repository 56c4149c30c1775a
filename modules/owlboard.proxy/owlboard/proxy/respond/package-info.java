/**
 * What the client reads: heads in nginx's order of lines, pages, error pages; and what stands on the way out (gzip, rates, added lines).
 * In: an exchange and what answers it. Out: calls of the links of its way out.
 * Threads: the one that serves the exchange.
 * Never: chooses a peer, a location or a content.
 * Source: ngx_http_header_filter_module, ngx_http_headers_module, ngx_http_gzip_filter_module, ngx_http_special_response.c.
 */
package owlboard.proxy.respond;
