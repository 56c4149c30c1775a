/**
 * What answers a request here: a fixed text, files (which WebDAV changes), a page about ourselves; and what chooses among files before.
 * In: an exchange and the settings in force. Out: an answer on the exchange's way out, or a verdict what is to answer in its place.
 * Threads: the one that serves the exchange; the disk is touched off its loop.
 * Never: touches a socket.
 * Source: ngx_http_rewrite_module (return), ngx_http_static_module, ngx_http_index_module, ngx_http_try_files_module,
 * ngx_http_mirror_module, ngx_http_stub_status_module, ngx_http_dav_module; RFC 9110 §13, §14; RFC 4918 §9.
 */
package owlboard.proxy.content;
