/**
 * From a configuration to what is in force for a request: virtual servers, locations, rewriting, variables.
 * In: {@link owlboard.config.Configuration}. Out: an immutable {@link owlboard.proxy.exchange.Snapshot}; per request its
 * {@link owlboard.proxy.exchange.Settings} and its content. Threads: built on ordinary threads, read by loops. Never: writes to a client or
 * a peer. Source: ngx_http_core_module, ngx_http_rewrite_module, ngx_http_map_module.
 */
package owlboard.proxy.route;
