/**
 * The user service: accounts, log-in, and the boards that accounts own.
 * In: calls under {@code /users}, as JSON or as forms. Out: JSON without passwords, and with the e-mail address of whoever asks alone.
 * A call that changes an account or its boards wants the account's own token: 401 without one, 403 with another's.
 * Owns: {@link owlboard.services.users.Users}, and the key that signs tokens, new with every start.
 * Threads: any; passwords are hashed on one thread, whose queue is short: beyond it log-in and registration are a 503.
 * Never: stores, logs or answers a password or its hash; tells by its timing whether an account exists.
 * Source: OwlBoard's User_Service; RFC 8018 §5.2 (PBKDF2); RFC 7519 (JWT), RFC 6750 (bearer tokens).
 */
package owlboard.services.users;
