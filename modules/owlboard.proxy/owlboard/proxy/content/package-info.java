/**
 * What can answer a request: a fixed text, files, an upstream, a page about ourselves.
 * In: the settings of a level. Out: values that know how to compose, not how to send.
 * Never: touches a socket.
 * Source: ngx_http_proxy_module, ngx_http_static_module, ngx_http_stub_status_module.
 */
package owlboard.proxy.content;
