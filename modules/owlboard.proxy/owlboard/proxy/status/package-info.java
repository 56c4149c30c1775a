/**
 * What this program tells of itself: the paid nginx's API and its JSON, Prometheus's text, the page for people and what feeds it. All are
 * made of the same counters when they are asked for.
 * In: an exchange on a loop. Out: its answer.
 * Threads: loops; the {@code observer} asks other roles, away from them.
 * Never: counts anything, reads a file, runs code.
 * Source: ngx_http_api_module, version 9; OpenMetrics 1.0; server-sent events (WHATWG HTML §9.2).
 */
package owlboard.proxy.status;
