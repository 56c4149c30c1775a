package owlboard.proxy.content;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.Files.getOwner;
import static java.nio.file.Files.isSymbolicLink;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import owlboard.config.directive.HttpCore;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Making;
import owlboard.proxy.exchange.Value;

/** {@code disable_symlinks}: which files may be reached through symbolic links. */
final class Links {
    /** Looks at a path when its file has been opened. Off the loop. */
    @FunctionalInterface
    interface Check {
        /** {@link Forbidden}: it is a link; another exception: it leads through one. */
        void of(Path path) throws IOException;
    }

    /** In nginx's words (ELOOP). */
    static final class Forbidden extends FileSystemException {
        private static final long serialVersionUID = 1;

        private Forbidden(Path path) {
            super(path.toString(), null, "Too many levels of symbolic links");
        }
    }

    private static final Check NONE = _ -> {};

    private final boolean ofOneOwner;
    /** Null: all of a path is looked at. */
    private final Value from;

    private Links(HttpCore.Symlinks declared, Making making) {
        ofOneOwner = declared.ofOneOwner();
        from = declared.from() == null ? null : making.value(declared.from());
    }

    /** Null: all links may be followed. */
    static Links of(HttpCore.Symlinks declared, Making making) {
        return declared.off() ? null : new Links(declared, making);
    }

    /** {@code links} may be null. */
    static Check check(Links links, Exchange exchange, Files files) {
        if (links == null) return NONE;
        var from = links.from == null ? "" : links.from.text(exchange);
        var trusted = from.isEmpty() ? null : files.folder(from);
        return path -> links.look(path, trusted != null && path.startsWith(trusted) ? trusted.getNameCount() : 0);
    }

    private void look(Path path, int trusted) throws IOException {
        var whole = path.toAbsolutePath();
        for (int i = trusted + 1; i <= whole.getNameCount(); i++) {
            var part = whole.getRoot().resolve(whole.subpath(0, i));
            if (!isSymbolicLink(part) || isOfOneOwner(part)) continue;
            if (ofOneOwner || i == whole.getNameCount()) throw new Forbidden(path);
            throw new FileSystemException(path.toString(), null, "Not a directory"); // as openat(2) says it
        }
    }

    private boolean isOfOneOwner(Path link) throws IOException {
        return ofOneOwner && getOwner(link, NOFOLLOW_LINKS).equals(getOwner(link));
    }
}
