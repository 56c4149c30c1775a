/**
 * What the stores and their clients share: where a store is.
 * In: the URLs of a compose file. Out: a {@link owlboard.store.StoreUrl}, or an error that names the URL (without its password) and the remedy.
 * Never: opens a connection, looks up a name.
 */
package owlboard.store;
