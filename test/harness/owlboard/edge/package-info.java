/**
 * Wire tests of the engine: configuration in, bytes to sockets, bytes compared.
 *
 * <p>In: nginx configuration text and what clients and peers say. Out: a passed test, or an {@link AssertionError} with the
 * transcript of every socket and the end of the error log.
 * Owns: the system under test, its folder, peers, clients; all of it is gone after {@link Edge#close()}.
 * Threads: one thread per socket reads (a platform thread: virtual ones are what is tested); everything else runs on the test's thread.
 * Never: sleeps where it can wait for a condition; waits longer than {@link Wait#LIMIT}; uses a fixed port.
 *
 * <p>The same tests run against the real nginx: {@code -Dowlboard.edge=nginx} (the binary of {@code -Dowlboard.nginx},
 * {@code /usr/sbin/nginx} by default), as in
 * {@code JAVA_TOOL_OPTIONS=-Dowlboard.edge=nginx ./build.sh test CasesTest}. What may differ between the two is in {@link Differences} and
 * in tests marked {@link OwlboardOnly}, nowhere else.
 *
 * <p>Within {@link BuiltImage#playing} they run against a process of the built image: {@code owlboard.acceptance.HostileTest}.
 *
 * <p>Placeholders of expected lines: {@code {any}} (any text of one line), {@code {number}}, {@code {seconds}} (a time such as
 * 0.042), {@code {server}} (the product's name in the Server header), {@code {a:80}} (how the system shows that peer),
 * {@code {host:a:80}} (the Host of a proxy_pass to it), {@code {:80}} (how it shows that listen port after a host name), {@code {port:80}}
 * (the same as a number), {@code {page}} (the rest of a built-in error page, its headers included).
 */
package owlboard.edge;
