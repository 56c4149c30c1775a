package owlboard.tls;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.NoSuchAlgorithmException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;

/** Certificates with their keys, decrypted once and held: the JDK's PKIX key manager would decrypt the key anew in each handshake. */
public final class HeldKeys extends X509ExtendedKeyManager {
    /** For a client that shows no certificate. */
    public static final HeldKeys NONE = new HeldKeys(List.of());

    private static final byte[] PROBE = "does this key belong to this certificate?".getBytes(StandardCharsets.US_ASCII);
    private static final PSSParameterSpec PSS = new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1);

    private record Pair(X509Certificate[] chain, PrivateKey key) {}

    private final List<Pair> pairs;

    private HeldKeys(List<Pair> pairs) {
        this.pairs = pairs;
    }

    /**
     * Reads them; the first that fits is used.
     *
     * @param keys as many as certificates, in the same order
     * @throws IOException names the file that cannot be read, the one that lacks another, or the two that do not belong together
     */
    public static HeldKeys load(List<Path> certificates, List<Path> keys) throws IOException {
        return load(certificates.stream().map(PemSource::of).toList(), keys.stream().map(PemSource::of).toList(), Passwords.NONE);
    }

    /** The same, with passwords for keys that are encrypted. */
    public static HeldKeys load(List<PemSource> certificates, List<PemSource> keys, Passwords passwords) throws IOException {
        var pairs = new ArrayList<Pair>();
        for (int i = 0; i < certificates.size(); i++) {
            if (i == keys.size()) throw new IOException("no key is named for certificate \"" + certificates.get(i) + "\"");
            var chain = Pem.certificates(certificates.get(i));
            var key = Pem.key(keys.get(i), passwords);
            if (!belongTogether(key, chain[0].getPublicKey())) {
                throw new IOException("key \"" + keys.get(i) + "\" does not belong to certificate \"" + certificates.get(i) + "\"");
            }
            pairs.add(new Pair(chain, key));
        }
        return new HeldKeys(List.copyOf(pairs));
    }

    /** As they are shown, in the order of the files: the holder's own certificate first. */
    public List<X509Certificate[]> chains() {
        return pairs.stream().map(Pair::chain).toList();
    }

    /** Of the keys that are on one (RFC 8422 §5.1.1), as {@link TlsTerms#CURVES} names them. */
    public List<String> curves() {
        return pairs.stream().map(pair -> pair.chain[0].getPublicKey()).filter(ECPublicKey.class::isInstance)
                .map(key -> "secp" + ((ECPublicKey) key).getParams().getCurve().getField().getFieldSize() + "r1").toList();
    }

    /** The same, each certificate that stands alone with its issuer behind it, where that is one of {@code known}. */
    public HeldKeys withIssuers(X509Certificate... known) {
        return new HeldKeys(pairs.stream().map(pair -> new Pair(withIssuer(pair.chain, known), pair.key)).toList());
    }

    private static X509Certificate[] withIssuer(X509Certificate[] chain, X509Certificate[] known) {
        if (chain.length > 1) return chain;
        for (var issuer : known) {
            try {
                chain[0].verify(issuer.getPublicKey());
                return new X509Certificate[] {chain[0], issuer};
            } catch (GeneralSecurityException another) {
                continue;
            }
        }
        return chain;
    }

    /** True when what one half signs, the other half verifies. */
    public static boolean belongTogether(PrivateKey key, PublicKey half) {
        try {
            var signature = signature(key);
            signature.initSign(key);
            signature.update(PROBE);
            var signed = signature.sign();
            signature.initVerify(half);
            signature.update(PROBE);
            return signature.verify(signed);
        } catch (GeneralSecurityException anotherKind) {
            return false;
        }
    }

    private static Signature signature(PrivateKey key) throws NoSuchAlgorithmException, InvalidAlgorithmParameterException {
        return switch (key.getAlgorithm()) {
            case "EC" -> Signature.getInstance("SHA256withECDSA");
            case "RSA" -> Signature.getInstance("SHA256withRSA");
            case "RSASSA-PSS" -> {
                var signature = Signature.getInstance("RSASSA-PSS");
                signature.setParameter(((RSAKey) key).getParams() instanceof PSSParameterSpec own ? own : PSS);
                yield signature;
            }
            default -> Signature.getInstance(key.getAlgorithm());
        };
    }

    private String find(String... keyTypes) {
        for (var type : keyTypes) {
            for (int i = 0; i < pairs.size(); i++) {
                var algorithm = pairs.get(i).chain[0].getPublicKey().getAlgorithm();
                if (type.equals(algorithm) || type.startsWith(algorithm + "_") || type.equals("EdDSA") && algorithm.startsWith("Ed")) {
                    return Integer.toString(i);
                }
            }
        }
        return null;
    }

    @Override
    public String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
        return find(keyType);
    }

    @Override
    public String chooseEngineClientAlias(String[] keyTypes, Principal[] issuers, SSLEngine engine) {
        return find(keyTypes);
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return pairs.get(Integer.parseInt(alias)).chain;
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return pairs.get(Integer.parseInt(alias)).key;
    }

    @Override
    public String[] getClientAliases(String keyType, Principal[] issuers) {
        return null;
    }

    @Override
    public String[] getServerAliases(String keyType, Principal[] issuers) {
        return null;
    }

    @Override
    public String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
        return find(keyTypes);
    }

    @Override
    public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
        return find(keyType);
    }
}
