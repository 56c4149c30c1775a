package owlboard.proxy.access;

import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The system's own crypt(3), for ways to hash that only it has: yescrypt, which Debian's {@code mkpasswd} takes unless told otherwise, and
 * whatever comes after it. Touching this class costs about 50 ms, once. Off the loop; needs {@code --enable-native-access=owlboard.proxy}.
 */
@SuppressWarnings("restricted")
final class SystemCrypt {
    private static final List<String> LIBRARIES = List.of("libcrypt.so.1", "libcrypt.so.2");
    /** More than {@code struct crypt_data} is anywhere: 32 KB in libxcrypt, 128 KB in older C libraries. */
    private static final long DATA_BYTES = 256 << 10;
    private static final AddressLayout TEXT =
            ValueLayout.ADDRESS.withTargetLayout(MemoryLayout.sequenceLayout(512, ValueLayout.JAVA_BYTE));
    private static final MethodHandle CRYPT = crypt();

    private SystemCrypt() {}

    private static MethodHandle crypt() {
        for (var library : LIBRARIES) {
            try {
                var there = SymbolLookup.libraryLookup(library, Arena.global()).find("crypt_r");
                var type = FunctionDescriptor.of(TEXT, ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.ADDRESS);
                if (there.isPresent()) return Linker.nativeLinker().downcallHandle(there.get(), type);
            } catch (IllegalArgumentException missing) {
                // another system has another one, or none
            }
        }
        return null;
    }

    /** Null: there is no such library, or it does not know this kind. {@code setting}: a hash, of which it takes kind, costs and salt. */
    static String hash(byte[] password, String setting) {
        if (CRYPT == null) return null;
        try (var arena = Arena.ofConfined()) {
            var phrase = arena.allocate(password.length + 1L);
            MemorySegment.copy(password, 0, phrase, ValueLayout.JAVA_BYTE, 0, password.length);
            var told = arena.allocateFrom(setting, StandardCharsets.ISO_8859_1);
            var text = (MemorySegment) CRYPT.invokeExact(phrase, told, arena.allocate(DATA_BYTES, Long.BYTES));
            if (text.equals(MemorySegment.NULL)) return null;
            var hash = text.getString(0, StandardCharsets.ISO_8859_1);
            return hash.startsWith("*") ? null : hash; // its word for a setting that is none
        } catch (RuntimeException | Error failure) {
            throw failure;
        } catch (Throwable impossible) {
            throw new LinkageError("crypt_r", impossible);
        }
    }
}
