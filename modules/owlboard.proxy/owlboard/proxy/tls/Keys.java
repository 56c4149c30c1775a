package owlboard.proxy.tls;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;

/** Certificates with their keys, decrypted once and held: the JDK's PKIX key manager would decrypt the key anew in each handshake. */
final class Keys extends X509ExtendedKeyManager {
    private record Pair(X509Certificate[] chain, PrivateKey key) {}

    private final List<Pair> pairs = new ArrayList<>();

    static Keys load(List<Path> certificates, List<Path> keys) throws IOException {
        var loaded = new Keys();
        for (int i = 0; i < certificates.size(); i++) {
            var chain = Pem.certificates(certificates.get(i));
            var key = Pem.key(keys.get(i));
            if (!fits(chain[0], key)) {
                throw new IOException("key \"" + keys.get(i) + "\" does not belong to certificate \"" + certificates.get(i) + "\"");
            }
            loaded.pairs.add(new Pair(chain, key));
        }
        return loaded;
    }

    private static boolean fits(X509Certificate certificate, PrivateKey key) {
        var algorithm = switch (key.getAlgorithm()) {
            case "EC" -> "SHA256withECDSA";
            case "RSA", "RSASSA-PSS" -> "SHA256withRSA";
            default -> key.getAlgorithm();
        };
        try {
            var signer = java.security.Signature.getInstance(algorithm);
            signer.initSign(key);
            signer.update((byte) 1);
            var signature = signer.sign();
            signer.initVerify(certificate.getPublicKey());
            signer.update((byte) 1);
            return signer.verify(signature);
        } catch (java.security.GeneralSecurityException otherKind) {
            return false;
        }
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
