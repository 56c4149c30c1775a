/**
 * Bodies that are changed on their way out: texts replaced, commands of pages done, answers of subrequests put in.
 * In: an exchange, the head of its answer, and the bytes of its body. Out: other bytes, to the next link.
 * Threads: the one that serves the exchange.
 * Never: chooses what answers.
 * Source: ngx_http_sub_filter_module, ngx_http_addition_filter_module, ngx_http_ssi_filter_module,
 * ngx_http_charset_filter_module, ngx_http_postpone_filter_module.
 */
package owlboard.proxy.filter;
