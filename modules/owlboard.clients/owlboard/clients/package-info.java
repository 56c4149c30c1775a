/**
 * What the clients share: where a store is, and how long its callers wait.
 * In: the URLs of a compose file. Out: a {@link owlboard.clients.StoreUrl}, or an error that names the URL (without its password) and the
 * remedy.
 * Threads: any; names are looked up on a thread of their own. Never: opens a connection.
 */
package owlboard.clients;
