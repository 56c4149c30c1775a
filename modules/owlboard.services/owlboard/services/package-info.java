/**
 * Starts one of the four services.
 * In: {@link owlboard.services.Services.Options}. Out: a {@link owlboard.services.Service} that listens.
 * Owns: the HTTP server, its threads, the service's state.
 * Threads: any.
 * Never: knows which {@code com.sun.net.httpserver} provider serves it.
 * Source: the OwlBoard services; their paths as the gateways rewrite them.
 */
package owlboard.services;
