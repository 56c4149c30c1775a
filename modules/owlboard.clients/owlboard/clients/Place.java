package owlboard.clients;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** Where a store is at this moment. */
public record Place(StoreUrl url, InetSocketAddress address) {
    /**
     * Asks for the URL and resolves its name, on a thread of its own: both may read files and wait for a name server, which the caller's
     * carrier must not.
     */
    public static Place find(Supplier<StoreUrl> url, Deadline deadline) throws IOException {
        var search = new FutureTask<>(() -> of(url.get()));
        Thread.ofPlatform().daemon().name("store-lookup").start(search);
        try {
            return search.get(deadline.millisLeft(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            throw new SocketTimeoutException("the address of the store was not found in time: the name server does not answer");
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("stopped while the address of the store was looked up");
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof IOException unknown ? unknown
                    : new IOException(failed.getCause().getMessage(), failed.getCause());
        }
    }

    private static Place of(StoreUrl url) throws IOException {
        try {
            return new Place(url, new InetSocketAddress(InetAddress.getByName(url.host()), url.port()));
        } catch (UnknownHostException unknown) {
            throw new IOException(name(url) + ": the name " + url.host() + " is unknown", unknown);
        }
    }

    private static String name(StoreUrl url) {
        return url.kind().name().toLowerCase(Locale.ROOT) + " at " + url.host() + ":" + url.port();
    }

    /** The same with the store's name and address before it. */
    public IOException trouble(IOException failure) {
        return new IOException(name(url) + ": " + failure.getMessage(), failure);
    }
}
