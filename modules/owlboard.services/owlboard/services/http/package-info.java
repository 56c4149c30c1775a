/**
 * From an {@code HttpExchange} to a method and back: routing, bounds, replies, errors.
 * In: exchanges of any provider; plain requests may carry {@code Connection: upgrade}, as gateways send it.
 * Out: a reply with Content-Type and Content-Length; every refusal is {@code {"detail": ...}}.
 * Owns: the route table, the worker threads.
 * Threads: one virtual thread per exchange, possibly on an event loop: what computes long or reads files goes to
 * {@link owlboard.services.http.Workers}. Never: sets CORS headers (gateways do), reads a body past
 * {@link owlboard.services.http.Call#BODY_MAX}. Source: RFC 9110 §9.3.2 (HEAD), §10.2.1 (Allow), §15.5 (4xx).
 */
package owlboard.services.http;
