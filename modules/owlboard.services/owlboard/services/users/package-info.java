/**
 * The user service: accounts, log-in, and the boards that accounts own.
 * In: calls under {@code /users}. Out: JSON without passwords.
 * Owns: {@link owlboard.services.users.Users}, and the key that signs tokens, new with every start.
 * Threads: any; password hashing runs on workers.
 * Never: stores, logs or answers a password or its hash; tells by its timing whether an account exists.
 * Source: OwlBoard's User_Service; RFC 8018 §5.2 (PBKDF2); RFC 7519 (JWT), RFC 6750 (bearer tokens).
 */
package owlboard.services.users;
