/**
 * The cache of proxied answers: {@code proxy_cache} and what belongs to it.
 * In: an exchange whose content is a {@code ProxyPass} with a cache. Out: a stored answer, or what an upstream says, stored as it passes.
 * Owns: zones, their files, what is kept of them in memory. A zone outlives the configurations that name it.
 * Threads: loops; a zone has one thread of its own for its files. A zone's lock is held for a few steps, never over a file.
 * Never: touches a disk on a loop; shows an entry that is not whole; sends to a peer itself ({@code forward.Forward} does).
 * Source: RFC 9111 for shared caches, RFC 5861, RFC 9211; ngx_http_proxy_module, ngx_http_file_cache.c.
 */
package owlboard.proxy.cache;
