package owlboard.proxy.access;

import static owlboard.config.directive.AuthBasic.AUTH_BASIC;
import static owlboard.config.directive.AuthBasic.AUTH_BASIC_USER_FILE;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import owlboard.config.Level;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Failure;
import owlboard.proxy.exchange.Feature;
import owlboard.proxy.exchange.Handler;
import owlboard.proxy.exchange.Making;
import owlboard.proxy.exchange.Paths;
import owlboard.proxy.exchange.Phase;
import owlboard.proxy.exchange.Slot;
import owlboard.proxy.exchange.Value;
import owlboard.proxy.exchange.Verdict;
import owlboard.proxy.logfile.Errno;
import owlboard.proxy.logfile.ErrorLog.Severity;
import owlboard.proxy.respond.KeptLines;
import owlboard.wire.loop.Offload;

/** {@code auth_basic}: name and password against a file of users, RFC 7617 (ngx_http_auth_basic_module). */
public final class AuthBasic implements Handler {
    private static final Slot<AuthBasic> SLOT = new Slot<>((scope, making) -> AuthBasic.of(scope.level(), making));
    public static final Feature FEATURE = Feature.of(SLOT).handles(Phase.ACCESS, SLOT);

    private final Value realm;
    private final Value file;
    private final Paths paths;
    private final UserFiles users;
    private final RightPasswords right;

    /** What the file says of a name and its password. {@code detail}: for the error log; null where all is well. */
    private record Finding(boolean passes, String detail) {}

    private AuthBasic(Value realm, Value file, Making making) {
        this.realm = realm;
        this.file = file;
        paths = making.paths();
        users = making.main(UserFiles.SLOT);
        right = making.main(RightPasswords.SLOT);
    }

    /** Null: off. */
    private static AuthBasic of(Level level, Making making) {
        var realm = level.get(AUTH_BASIC);
        var file = level.get(AUTH_BASIC_USER_FILE);
        if (realm == null || file == null) return null;
        var made = new AuthBasic(making.value(realm), making.value(file), making);
        return made.realm.isConstant() && made.realm.text(null).equals("off") ? null : made;
    }

    @Override
    public Verdict handle(Exchange exchange) throws Failure {
        var realm = this.realm.text(exchange);
        if (realm.equals("off")) return Verdict.GO_ON;
        var pair = Credentials.pair(exchange.head);
        int colon = pair == null ? -1 : pair.indexOf(':');
        if (colon <= 0) {
            exchange.log(Severity.INFO, "no user/password was provided for basic authentication");
            return challenge(exchange, realm);
        }
        var path = paths.resolve(file.text(exchange));
        var finding = find(path, pair.substring(0, colon), pair.substring(colon + 1));
        if (finding == null) return Verdict.refused(403, "open() \"" + path + "\" failed (2: No such file or directory)");
        if (finding.passes) return Verdict.PASS;
        exchange.log(Severity.ERROR, finding.detail);
        return challenge(exchange, realm);
    }

    /** All that a disk or a long computation is needed for. Null: there is no such file; 500 where it cannot be read or understood. */
    private Finding find(Path path, String user, String password) throws Failure {
        try {
            return Offload.<Finding, IOException>call(() -> {
                var kept = users.read(path).get(user);
                if (kept == null) return new Finding(false, "user \"" + user + "\" was not found in \"" + path + '"');
                boolean same = right.matches(password.getBytes(StandardCharsets.ISO_8859_1), kept);
                return new Finding(same, same ? null : "user \"" + user + "\": password mismatch");
            });
        } catch (PasswordHash.Unknown unknown) {
            throw Failure.ours(500, "the password of user \"" + user + "\" in \"" + path + "\" is of a kind that is not known here: "
                    + unknown.getMessage());
        } catch (NoSuchFileException missing) {
            return null;
        } catch (IOException unreadable) {
            throw Failure.ours(500, "open() \"" + path + "\" failed (" + Errno.of(unreadable) + ')');
        }
    }

    private static Verdict challenge(Exchange exchange, String realm) {
        KeptLines.challenge(exchange, "Basic realm=\"" + realm + '"');
        return Verdict.refused(401, null);
    }
}
