package owlboard.proxy.tls;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CRL;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;

/**
 * Certificates, keys and revocation lists out of PEM files (RFC 7468): PKCS#8, PKCS#1 and SEC1 keys, unencrypted. Errors name the file and
 * the remedy.
 */
public final class Pem {
    private static final byte[] RSA = {0x06, 0x09, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00};
    private static final byte[] EC_PUBLIC_KEY = {0x06, 0x07, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x02, 0x01};

    private static final String ENCRYPTED = "ENCRYPTED";

    private record Block(String label, byte[] der) {}

    private Pem() {}

    public static X509Certificate[] certificates(Path file) throws IOException {
        var found = new ArrayList<X509Certificate>();
        try {
            var factory = CertificateFactory.getInstance("X.509");
            for (var block : blocks(file)) {
                if (block.label.endsWith("CERTIFICATE")) {
                    found.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(block.der)));
                }
            }
        } catch (GeneralSecurityException broken) {
            throw new IOException("cannot load certificate \"" + file + "\": " + broken.getMessage(), broken);
        }
        if (found.isEmpty()) throw new IOException("cannot load certificate \"" + file + "\": no PEM block CERTIFICATE in it");
        return found.toArray(X509Certificate[]::new);
    }

    public static Collection<? extends CRL> revocations(Path file) throws IOException {
        try {
            return CertificateFactory.getInstance("X.509").generateCRLs(new ByteArrayInputStream(read(file)));
        } catch (GeneralSecurityException broken) {
            throw new IOException("cannot load revocation list \"" + file + "\": " + broken.getMessage(), broken);
        }
    }

    public static PrivateKey key(Path file) throws IOException {
        byte[] parameters = null;
        for (var block : blocks(file)) {
            switch (block.label) {
                case "EC PARAMETERS" -> parameters = block.der;
                case "PRIVATE KEY" -> {
                    return pkcs8(file, block.der);
                }
                case "RSA PRIVATE KEY" -> {
                    return pkcs8(file, wrap(RSA, block.der));
                }
                case "EC PRIVATE KEY" -> {
                    return pkcs8(file, wrap(join(EC_PUBLIC_KEY, parameters != null ? parameters : curve(file, block.der)), block.der));
                }
                case "ENCRYPTED PRIVATE KEY", ENCRYPTED -> throw new IOException(
                        "cannot load key \"" + file + "\": it is encrypted; decrypt it with: openssl pkey -in " + file + " -out KEY");
                default -> {} // certificates and parameters beside the key
            }
        }
        throw new IOException("cannot load key \"" + file + "\": no PEM block PRIVATE KEY in it");
    }

    private static PrivateKey pkcs8(Path file, byte[] der) throws IOException {
        for (var algorithm : new String[] {"EC", "RSA", "Ed25519", "RSASSA-PSS"}) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
            } catch (GeneralSecurityException anotherAlgorithm) {
                // The format tells its algorithm; the JDK has no factory that reads it for us.
            }
        }
        throw new IOException("cannot load key \"" + file + "\": neither an RSA nor an EC nor an Ed25519 key");
    }

    /** The curve inside a SEC1 key: element [0]. */
    private static byte[] curve(Path file, byte[] sec1) throws IOException {
        for (int i = 2; i + 2 < sec1.length; i++) {
            if (sec1[i] == (byte) 0xa0 && sec1[i + 2] == 0x06 && sec1[i + 1] == sec1[i + 3] + 2) {
                return java.util.Arrays.copyOfRange(sec1, i + 2, i + 2 + sec1[i + 1]);
            }
        }
        throw new IOException("cannot load key \"" + file
                + "\": it does not name its curve; convert it with: openssl pkcs8 -topk8 -nocrypt");
    }

    /** PKCS#8 around a key: SEQUENCE { 0, SEQUENCE algorithm, OCTET STRING key }. */
    private static byte[] wrap(byte[] algorithm, byte[] key) {
        return der(0x30, join(new byte[] {0x02, 0x01, 0x00}, der(0x30, algorithm), der(0x04, key)));
    }

    private static byte[] der(int tag, byte[] content) {
        var out = new ByteArrayOutputStream();
        out.write(tag);
        int length = content.length;
        if (length < 128) {
            out.write(length);
        } else {
            int bytes = length > 0xffff ? 3 : length > 0xff ? 2 : 1;
            out.write(0x80 | bytes);
            for (int i = bytes - 1; i >= 0; i--) out.write(length >> 8 * i);
        }
        out.writeBytes(content);
        return out.toByteArray();
    }

    private static byte[] join(byte[]... parts) {
        var out = new ByteArrayOutputStream();
        for (var part : parts) out.writeBytes(part);
        return out.toByteArray();
    }

    private static byte[] read(Path file) throws IOException {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException missing) {
            throw new IOException("cannot load \"" + file + "\": no such file", missing);
        }
    }

    private static List<Block> blocks(Path file) throws IOException {
        var blocks = new ArrayList<Block>();
        String label = null;
        var base64 = new StringBuilder();
        for (var line : new String(read(file), StandardCharsets.ISO_8859_1).lines().toList()) {
            if (line.startsWith("-----BEGIN ")) {
                label = line.substring(11, Math.max(11, line.lastIndexOf("-----")));
                base64.setLength(0);
            } else if (line.startsWith("-----END ") && label != null) {
                try {
                    blocks.add(new Block(label, Base64.getDecoder().decode(base64.toString())));
                } catch (IllegalArgumentException broken) {
                    throw new IOException("cannot load \"" + file + "\": its PEM block " + label + " is broken: " + broken.getMessage(),
                            broken);
                }
                label = null;
            } else if (label != null && line.startsWith("Proc-Type: 4,ENCRYPTED")) {
                label = ENCRYPTED; // RFC 1421: the block is ciphertext, whatever its label says
            } else if (label != null && line.indexOf(':') < 0) {
                base64.append(line.strip());
            }
        }
        return blocks;
    }
}
