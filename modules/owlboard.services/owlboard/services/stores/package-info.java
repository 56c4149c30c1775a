/**
 * What services share that keep their data in a store: where it is, whether it answers, and changes told over the broker.
 * In: the URLs of the environment and the endpoint directory. Out: statements run, or a {@link owlboard.services.http.Refusal} (503, 507);
 * why not is in the log. Owns: the pool of SQL connections; the connection to the broker and what waits for it. Threads: any that may
 * block; the broker's are its own. Never: shows a password, or to a client where a store is and what it said. Source: the forms of
 * {@code DATABASE_URL}, {@code REDIS_URL} and {@code RABBITMQ_URL} in the team's compose file.
 */
package owlboard.services.stores;
